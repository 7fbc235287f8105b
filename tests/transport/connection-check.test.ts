import http from 'node:http';
import https from 'node:https';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionReport } from '#shared/model/connection';
import type { Address } from '#main/engine/transport/address';
import { checkConnection } from '#main/services/connection-check';
import { createAuthority } from '../setup/certificates';
import { startSshd } from '../setup/sshd';
import { findProgram, whyWithout } from '../setup/tools';

/** As little of an engine as a check asks for. */
function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
  response.setHeader('Api-Version', '1.48');
  const path = request.url ?? '';
  if (path.endsWith('/_ping')) response.end('OK');
  else if (path.endsWith('/version')) response.end(JSON.stringify({ Version: '28.0.1', ApiVersion: '1.48' }));
  else response.end(JSON.stringify({ ID: 'one', NCPU: 2 }));
}

const check = (address: Address, signal = new AbortController().signal): Promise<ConnectionReport> =>
  checkConnection(address, signal);
const outcomes = (report: ConnectionReport): readonly string[] =>
  report.steps.map((step) => `${step.outcome}: ${step.name}`);

describe('the check of a connection', () => {
  let folder: string;
  let socket: string;
  const servers: net.Server[] = [];
  const listen = async (server: net.Server): Promise<number> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pilothouse-check-'));
    socket = join(folder, 'engine.sock');
    const server = http.createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(socket, resolve));
  });
  afterAll(async () => {
    for (const server of servers) server.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('of a socket finds it, opens it and asks the engine', async () => {
    const report = await check({ kind: 'unix', path: socket });
    expect(outcomes(report)).toEqual([
      'done: Find the socket',
      'done: Open it',
      'done: Ask the engine for its version',
    ]);
    expect(report).toMatchObject({ engine: 'Docker 28.0.1, API 1.48', error: undefined });
    expect(report.steps[0]?.detail).toMatch(/group .+, mode \d{3}/);
  });

  test('stops at the first failure and says what would have come', async () => {
    const report = await check({ kind: 'unix', path: join(folder, 'nothing.sock') });
    expect(outcomes(report)).toEqual([
      'failed: Find the socket',
      'not-tried: Open it',
      'not-tried: Ask the engine for its version',
    ]);
    expect(report.error).toMatchObject({ reason: 'no-such-socket' });
    await writeFile(join(folder, 'file'), '');
    const file = await check({ kind: 'unix', path: join(folder, 'file') });
    expect(file.error).toMatchObject({ reason: 'not-a-socket' });
  });

  test('of a port tells a closed one from a name that is none', async () => {
    const server = http.createServer(answer);
    const port = await listen(server);
    expect(outcomes(await check({ kind: 'tcp', host: 'localhost', port }))).toEqual([
      'done: Resolve localhost',
      `done: Open TCP port ${port}`,
      'done: Ask the engine for its version',
    ]);
    const closed = await check({ kind: 'tcp', host: '127.0.0.1', port: 1 });
    expect(outcomes(closed)[1]).toBe('failed: Open TCP port 1');
    const nowhere = await check({ kind: 'tcp', host: 'nowhere.invalid', port: 1 });
    expect(outcomes(nowhere)[0]).toBe('failed: Resolve nowhere.invalid');
    expect(nowhere.error).toMatchObject({ reason: 'unknown-host' });
  });

  test('of what never answers is ended by its owner', async () => {
    const port = await listen(net.createServer(() => undefined));
    const owner = new AbortController();
    const running = check({ kind: 'tcp', host: '127.0.0.1', port }, owner.signal);
    setImmediate(() => owner.abort());
    const report = await running;
    expect(report.error).toMatchObject({ kind: 'cancelled' });
    expect(report.steps.some((step) => step.outcome === 'failed')).toBe(true);
  });

  test('does not wait for the resolver of names once its owner ended it', async () => {
    const report = await check({ kind: 'tcp', host: 'nowhere.invalid', port: 1 }, AbortSignal.abort());
    expect(outcomes(report)[0]).toBe('failed: Resolve nowhere.invalid');
    expect(report.error).toMatchObject({ kind: 'cancelled' });
  });

  test.skipIf(whyWithout('openssl') !== undefined)(
    'of TLS shows both certificates, and who refuses whom',
    async () => {
      const authority = await createAuthority('Engine authority');
      const engine = await authority.issue('engine', { names: 'IP:127.0.0.1' });
      const client = await authority.issue('me');
      const server = https.createServer(
        {
          cert: readFileSync(join(engine, 'cert.pem')),
          key: readFileSync(join(engine, 'key.pem')),
          ca: readFileSync(authority.ca),
          requestCert: true,
        },
        answer,
      );
      const port = await listen(server);
      const there = { kind: 'tls', host: '127.0.0.1', port } as const;
      const report = await check({ ...there, folder: client });
      expect(outcomes(report)).toEqual([
        'done: Resolve 127.0.0.1',
        `done: Open TCP port ${port}`,
        'done: Verify certificate',
        'done: Sign in with the client certificate',
        'done: Ask the engine for its version',
      ]);
      expect(report.steps[2]?.detail).toMatch(
        /^CN=engine, issued by CN=Engine authority, valid until 20\d\d-/,
      );
      expect(report.steps[3]?.detail).toMatch(/^valid until 20\d\d-/);

      await rm(join(client, 'cert.pem'));
      await rm(join(client, 'key.pem'));
      const unsigned = await check({ ...there, folder: client });
      expect(outcomes(unsigned).slice(3)).toEqual([
        'not-tried: Sign in with the client certificate',
        'failed: Ask the engine for its version',
      ]);
      expect(unsigned.error).toMatchObject({ reason: 'sign-in-refused' });

      const unknown = await check({ ...there, folder: '' });
      expect(outcomes(unknown)[2]).toBe('failed: Verify certificate');
      await authority.remove();
    },
  );

  const noSsh =
    whyWithout('sshd') !== undefined || findProgram('docker') === undefined ? 'no sshd' : undefined;

  test.skipIf(noSsh !== undefined)('of ssh is told by ssh itself, up to the key that changed', async () => {
    const sshd = await startSshd({ environment: { DOCKER_HOST: `unix://${socket}` } });
    try {
      const address = { kind: 'ssh', host: '127.0.0.1', port: sshd.port, user: sshd.user } as const;
      const names = [
        'Resolve 127.0.0.1',
        `Open TCP port ${sshd.port}`,
        'Verify host key',
        `Sign in as ${sshd.user}`,
        'Open the engine socket',
        'Ask the engine for its version',
      ];
      const report = await check(address);
      expect(outcomes(report)).toEqual(names.map((name) => `done: ${name}`));
      expect(report.steps[2]?.detail).toBe(`ED25519 ${sshd.fingerprint}, known_hosts line 1`);
      expect(report.steps[3]?.detail).toBe(`publickey, ${join(sshd.folder, 'user')}`);
      expect(report.engine).toBe('Docker 28.0.1, API 1.48');

      await sshd.configure([`ProxyCommand ${findProgram('nc') ?? 'nc'} %h %p`]);
      const jumped = await check(address);
      expect(outcomes(jumped).slice(0, 2)).toEqual(names.slice(0, 2).map((name) => `not-tried: ${name}`));
      expect(jumped.steps[0]?.detail).toContain('Left to ');

      await sshd.configure([]);
      await sshd.changeHostKey();
      const changed = await check(address);
      expect(outcomes(changed)).toEqual(
        names.map((name, index) => `${index < 2 ? 'done' : index === 2 ? 'failed' : 'not-tried'}: ${name}`),
      );
      expect(changed.steps[2]?.detail).toBe('ED25519 key differs from the one in known_hosts, line 1');
      expect(changed.steps[4]?.detail).toBe('Not tried. docker system dial-stdio');
      expect(changed.error).toMatchObject({
        reason: 'host-key-changed',
        hostKey: { trusted: sshd.fingerprint },
      });
    } finally {
      await sshd.stop();
    }
  });
});
