import http from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AppError, errorText } from '#shared/errors';
import { type Address } from '#main/engine/transport/address';
import { EngineClient } from '#main/engine/client';
import { apiVersion } from '#main/engine/compat/version';
import { ping } from '#main/engine/negotiate';
import { HttpTransport } from '#main/engine/transport/http';
import { SshDialer } from '#main/engine/transport/ssh/ssh-dialer';
import { signal } from '../setup/processes';
import { run } from '../setup/run';
import { type PrivateSshd, startSshd } from '../setup/sshd';
import { findProgram, whyWithout } from '../setup/tools';
import { until } from '../support/wait';

const why = whyWithout('sshd') ?? (findProgram('docker') === undefined ? 'no docker command' : undefined);

/** The processes that are there now, with their command lines. */
function processes(): readonly { readonly pid: number; readonly command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return { pid: Number(pid), command };
      } catch {
        return { pid: Number(pid), command: '' };
      }
    });
}

const commands = (): readonly string[] => processes().map(({ command }) => command);

/** How many processes hand the engine at this socket on; other tests may have others. */
function handingOn(socket: string): number {
  return processes().filter(({ pid, command }) => {
    if (!command.includes('dial-stdio')) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`DOCKER_HOST=unix://${socket}\0`);
    } catch {
      return false;
    }
  }).length;
}

describe.skipIf(why !== undefined)('over ssh', () => {
  let folder: string;
  let socket: string;
  let sshd: PrivateSshd;
  let transports: HttpTransport[] = [];
  /** An engine's socket, as far as connections matter: says OK, waits, flows, hands connections over. */
  const server = http.createServer((request, response) => {
    if (request.url === '/wait') response.writeHead(200).write('waiting');
    else response.end('OK');
  });
  server.on('upgrade', (_request, connection) => {
    connection.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    let said = '';
    connection.on('error', () => undefined);
    connection.on('data', (part: Buffer) => {
      said += part.toString();
    });
    // Answers only once the other side has ended: this takes a true half-close.
    connection.on('end', () => connection.end(`you said ${said}`));
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pilothouse-ssh-test-'));
    socket = join(folder, 'engine.sock');
    await new Promise<void>((resolve) => server.listen(socket, resolve));
  });
  beforeEach(async () => {
    sshd = await startSshd({ environment: { DOCKER_HOST: `unix://${socket}` } });
  });
  afterEach(async () => {
    for (const transport of transports) transport.close();
    transports = [];
    await sshd.stop();
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (more: Partial<Extract<Address, { kind: 'ssh' }>> = {}): HttpTransport => {
    const transport = new HttpTransport({ kind: 'ssh', host: '127.0.0.1', port: sshd.port, ...more });
    transports.push(transport);
    return transport;
  };
  const ask = async (transport: HttpTransport, pooled = true): Promise<string | AppError> => {
    const answer = await transport.request({ method: 'GET', path: '/_ping' }, pooled);
    if (!answer.ok) return answer.error;
    let text = '';
    for await (const part of answer.value.body) text += String(part);
    return text;
  };
  const sentence = (answer: string | AppError): string =>
    typeof answer === 'string' ? answer : errorText(answer);

  test('the key of a connection signs in where the configuration has none', async () => {
    const identity = join(sshd.folder, 'machine key');
    await rename(join(sshd.folder, 'user'), identity);
    expect(sentence(await ask(open()))).not.toBe('OK');
    expect(await ask(open({ identity }))).toBe('OK');
  });

  test('many requests and streams share one sign-in', async () => {
    const transport = open();
    const answers = await Promise.all([
      ask(transport),
      ask(transport),
      ask(transport, false),
      ask(transport, false),
    ]);
    expect(answers).toEqual(['OK', 'OK', 'OK', 'OK']);
    for (let more = 0; more < 5; more += 1) expect(await ask(transport)).toBe('OK');
    expect(await sshd.logins(1)).toBe(1);
  });

  test('a ping does not wait behind reads that fill the pool, and keeps its connection', async () => {
    const transport = open();
    const read = { method: 'GET', path: '/wait' } as const;
    const reads = await Promise.all(Array.from({ length: 4 }, () => transport.request(read, true)));
    expect(reads.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    const api = apiVersion(1, 48);
    const client = new EngineClient(transport, {
      api,
      maxApi: api,
      release: '28.0.0',
      flavour: 'docker',
      os: 'linux',
    });
    const { signal: never } = new AbortController();
    expect(await ping(client, never)).toMatchObject({ ok: true });
    expect(await ping(client, never)).toMatchObject({ ok: true });
    expect(handingOn(socket)).toBe(5);
  });

  test('the eleventh stream, which one sign-in has no room for, takes a second one', async () => {
    const transport = open();
    const streams = await Promise.all(
      Array.from({ length: 11 }, () => transport.request({ method: 'GET', path: '/wait' }, false)),
    );
    expect(streams.map((stream) => stream.ok)).toEqual(streams.map(() => true));
    expect(await sshd.logins(2)).toBe(2);
    expect(await ask(transport)).toBe('OK');
  });

  test('a server that shares nothing lets each stream sign in for itself', async () => {
    await sshd.stop();
    sshd = await startSshd({ environment: { DOCKER_HOST: `unix://${socket}` }, config: ['MaxSessions 1'] });
    const transport = open();
    const streams = await Promise.all(
      Array.from({ length: 3 }, () => transport.request({ method: 'GET', path: '/wait' }, false)),
    );
    expect(streams.map((stream) => stream.ok)).toEqual([true, true, true]);
    expect(await sshd.logins(3)).toBe(3);
  });

  test('where OpenSSH shares nothing, as on Windows, each connection signs in for itself', async () => {
    const dialer = new SshDialer({ kind: 'ssh', host: '127.0.0.1', port: sshd.port }, 'win32');
    for (let count = 0; count < 2; count += 1) {
      const stream = dialer.dial();
      stream.write('GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n');
      let text = '';
      for await (const part of stream) text += String(part);
      expect(text).toMatch(/^HTTP\/1\.1 200 OK[^]*OK$/);
    }
    dialer.close();
    expect(await sshd.logins(2)).toBe(2);
  });

  test('our side of a stream can end while the other one goes on', async () => {
    const opened = await open().hijack({ method: 'POST', path: '/attach' });
    if (!opened.ok || opened.value.kind !== 'open') throw new Error('not opened');
    const { socket: stream, head, halfClose } = opened.value.hijacked;
    expect(halfClose).toBe(true);
    stream.end('hello');
    let text = head.toString();
    for await (const part of stream) text += String(part);
    expect(text).toBe('you said hello');
  });

  test('a sign-in that the user holds open already is used', async () => {
    const control = join(sshd.folder, 'own');
    await sshd.configure([`ControlPath ${control}`]);
    await run('ssh', ['-M', '-N', '-f', '-p', String(sshd.port), '127.0.0.1']);
    const transport = open();
    expect(await Promise.all([ask(transport), ask(transport, false)])).toEqual(['OK', 'OK']);
    expect(await sshd.logins(1)).toBe(1);
    transport.close();
    // It is the user's, and stays.
    expect((await run('ssh', ['-O', 'check', '-p', String(sshd.port), '127.0.0.1'])).status).toBe(0);
    await run('ssh', ['-O', 'exit', '-p', String(sshd.port), '127.0.0.1']);
  });

  test('nothing stays behind, here or there, once it is closed', async () => {
    const transport = open();
    await transport.request({ method: 'GET', path: '/wait' }, false);
    await ask(transport);
    const ours = (): readonly string[] => commands().filter((line) => line.includes(`-p ${sshd.port} `));
    expect(handingOn(socket)).toBe(2);
    expect(ours().length).toBeGreaterThan(1);
    transport.close();
    await until('the processes to end', () => ours().length === 0 && handingOn(socket) === 0);
  });

  test('a connection that was handed over outlives the transport, and takes the sign-in with it', async () => {
    const transport = open();
    const opened = await transport.hijack({ method: 'POST', path: '/attach' });
    if (!opened.ok || opened.value.kind !== 'open') throw new Error('not opened');
    expect(await ask(transport)).toBe('OK');
    transport.close();
    const { socket: stream } = opened.value.hijacked;
    stream.end('still here');
    let text = '';
    for await (const part of stream) text += String(part);
    expect(text).toBe('you said still here');
    await until('the sign-in to end', () => !commands().some((line) => line.includes(`-p ${sshd.port} `)));
  });

  test('a stream that is given up ends over there', async () => {
    const transport = open();
    const owner = new AbortController();
    await transport.request({ method: 'GET', path: '/wait', signal: owner.signal }, false);
    const remote = (): number => handingOn(socket);
    expect(remote()).toBe(1);
    owner.abort();
    await until('the remote process to end', () => remote() === 0);
  });

  test('a server that goes away is a loss, not an end', async () => {
    const transport = open();
    const opened = await transport.request({ method: 'GET', path: '/wait' }, false);
    if (!opened.ok) throw new Error('not opened');
    const ended = (async (): Promise<string> => {
      for await (const _part of opened.value.body);
      return 'a clean end';
    })().catch((error: unknown) => `lost: ${String(error)}`);
    for (const { pid, command } of processes()) {
      if (command.includes(`-p ${sshd.port} `) && command.includes('ControlPersist')) signal(pid, 'SIGKILL');
    }
    expect(await ended).toMatch(/^lost/);
    // And the next requests sign in again, once.
    expect(await ask(transport)).toBe('OK');
    expect(await ask(transport, false)).toBe('OK');
    expect(await sshd.logins(2)).toBe(2);
  });

  test('a path on the other machine is taken', async () => {
    await sshd.stop();
    sshd = await startSshd({ environment: { DOCKER_HOST: 'unix:///nowhere' } });
    expect(await ask(open({ path: socket }))).toBe('OK');
  });

  test('a changed host key is a hard stop that shows both keys', async () => {
    const trusted = sshd.fingerprint;
    await sshd.changeHostKey();
    const offered = (await run('ssh-keygen', ['-lf', join(sshd.folder, 'host.pub')])).stdout.split(' ')[1];
    const answer = await ask(open());
    expect(answer).toMatchObject({
      reason: 'host-key-changed',
      hostKey: { algorithm: 'ED25519', trusted, offered },
      command: `ssh-keygen -R '[127.0.0.1]:${sshd.port}'`,
    });
    expect(sentence(answer)).toContain('not using the key that you trusted');
    // Also where the configuration would take any key.
    await sshd.configure(['StrictHostKeyChecking no']);
    expect(await ask(open())).toMatchObject({ reason: 'host-key-changed' });
    expect(await sshd.logins(0)).toBe(0);
  });

  test('an unknown host key is shown, with the way to accept it', async () => {
    await sshd.forgetHostKey();
    const answer = await ask(open({ user: sshd.user }));
    expect(answer).toMatchObject({
      reason: 'host-key-unknown',
      hostKey: { algorithm: 'ED25519', offered: sshd.fingerprint },
      command: `ssh -p ${sshd.port} ${sshd.user}@127.0.0.1`,
    });
    expect(await sshd.logins(0)).toBe(0);
    // Who has told ssh to take new keys has decided that already.
    await sshd.configure(['StrictHostKeyChecking accept-new']);
    expect(await ask(open())).toBe('OK');
  });

  test('a key that nobody knows there is told', async () => {
    await writeFile(join(sshd.folder, 'user.pub'), '');
    const answer = await ask(open({ user: sshd.user }));
    expect(answer).toMatchObject({ reason: 'sign-in-refused' });
    expect(sentence(answer)).toContain(`accepted none of your keys for the user “${sshd.user}”`);
  });

  test('a name or a port where nothing is, is told', async () => {
    expect(await ask(open({ host: 'nowhere.invalid' }))).toMatchObject({ reason: 'unknown-host' });
    expect(await ask(open({ port: 1 }))).toMatchObject({ reason: 'refused' });
  });

  const withDocker = async (script: string | undefined): Promise<void> => {
    const bin = join(folder, 'bin');
    await rm(bin, { recursive: true, force: true });
    if (script !== undefined) {
      await mkdir(bin);
      await writeFile(join(bin, 'docker'), `#!/bin/sh\n${script}\n`);
      await chmod(join(bin, 'docker'), 0o755);
    }
    const path = `${bin}:/nowhere`;
    await sshd.stop();
    sshd = await startSshd({ environment: { PATH: path } });
  };

  test.each([
    ['no docker command', undefined, 'no docker command'],
    [
      'an old docker command',
      `/bin/echo "docker: 'system dial-stdio' is not a docker command." >&2; exit 1`,
      'too old',
    ],
    [
      'no engine',
      '/bin/echo "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?" >&2; exit 1',
      'no engine runs',
    ],
  ])('%s over there is told', async (_what, script, words) => {
    await withDocker(script);
    const answer = await ask(open());
    expect(answer).toMatchObject({ reason: 'no-engine-there' });
    expect(sentence(answer)).toContain(words);
  });

  test('a missing ssh program is told', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      expect(await ask(open())).toMatchObject({ reason: 'no-program' });
    } finally {
      process.env['PATH'] = path;
    }
  });
});
