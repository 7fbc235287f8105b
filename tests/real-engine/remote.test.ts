import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Address } from '#main/engine/transport/address';
import { HttpTransport } from '#main/engine/transport/http';
import { errorText } from '#shared/errors';
import type { ContainerId } from '#shared/model/ids';
import type { LogItem } from '#shared/model/log';
import { type Authority, createAuthority } from '../setup/certificates';
import { type PrivateDockerd, startDockerd } from '../setup/dockerd';
import { type PrivateSshd, startSshd } from '../setup/sshd';
import { whyNoEngine, whyWithout } from '../setup/tools';
import { liveEngine, linesOf, openPageIn, type Page, type } from '../support/page';
import { until } from '../support/wait';

const why = whyNoEngine() ?? whyWithout('openssl') ?? whyWithout('sshd');

describe.skipIf(why !== undefined)('an engine on another machine', () => {
  let engine: PrivateDockerd;
  let authority: Authority;
  let sshd: PrivateSshd;

  beforeAll(async () => {
    authority = await createAuthority();
    engine = await startDockerd({ authority });
    await engine.importBusybox();
    sshd = await startSshd({ environment: { DOCKER_HOST: `unix://${engine.socket}` } });
  });
  afterAll(async () => {
    await sshd.stop();
    await engine.stop();
    await authority.remove();
  });

  const openOn = (env: Record<string, string>): Page =>
    openPageIn({ env, home: '/nonexistent', platform: process.platform, uid: 0 });

  /** A container whose row, log and shell are looked at through the app. */
  const story = async (page: Page): Promise<void> => {
    const engineId = await liveEngine(page);
    const containers = page.follow('containers.list', { engineId });
    const script = 'echo first; sleep 1; echo second; sleep 600';
    const made = await engine.docker(['run', '-d', 'busybox', 'sh', '-c', script]);
    const id = made.stdout.trim() as ContainerId;
    await until('the row', () => containers.get(id)?.state === 'running');
    const items: LogItem[] = [];
    const log = page.client.open(
      'containers.logs',
      { engineId, id, tail: 100, follow: true },
      {
        onItem: (item, consumed) => {
          items.push(item);
          consumed();
        },
        onEnd: () => undefined,
      },
    );
    await until('both lines', () => items.flatMap(linesOf).length === 2);
    expect(items.flatMap(linesOf)).toEqual(['first', 'second']);
    log.close();
    const started = await page.client.call('terminals.start', {
      engineId,
      containerId: id,
      containerName: 'story',
      columns: 80,
      rows: 24,
    });
    if (!started.ok) throw new Error(started.error.message);
    let output = '';
    const view = page.client.open(
      'terminals.attach',
      { sessionId: started.value.sessionId },
      {
        onItem: (bytes, consumed) => {
          output += new TextDecoder().decode(bytes);
          consumed();
        },
        onEnd: () => undefined,
      },
    );
    await until('the prompt', () => output.includes('#'));
    await type(view, 'echo $((6*7))\n');
    await until('the answer', () => /\r\n42\r\n/.test(output));
    view.close();
    await page.client.call('terminals.close', { sessionId: started.value.sessionId });
    await engine.docker(['rm', '-f', id]);
    await until('the row to go', () => !containers.has(id));
  };

  test('is worked with over mutual TLS, and its certificates are shown', async () => {
    const { host, port } = engine.tcp!;
    const page = openOn({
      DOCKER_HOST: `tcp://${host}:${port}`,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: await authority.issue('me'),
    });
    try {
      await story(page);
      const [connection] = page.follow('engines.connections', {}).values();
      const shown =
        connection ?? (await until('the connection', () => [...page.core.engines.connections.values()][0]));
      expect(shown).toMatchObject({ transport: 'tls', unprotected: false });
      expect(shown.certificates?.subject).toBe(`CN=engine-${host}`);
      expect(shown.certificates?.clientValidTo).toBeGreaterThan(Date.now());
    } finally {
      await page.close();
    }
  });

  test('that is spoken to in the wrong way says what to change', async () => {
    const { host, port } = engine.tcp!;
    const stranger = await createAuthority('A stranger');
    const unsigned = await authority.issue('unsigned');
    for (const name of ['cert.pem', 'key.pem']) await rm(join(unsigned, name));
    const foreign = await stranger.issue('foreign');
    await copyFile(authority.ca, join(foreign, 'ca.pem'));
    const ask = async (address: Address): Promise<string> => {
      const transport = new HttpTransport(address);
      const answer = await transport.request({ method: 'GET', path: '/_ping' }, true);
      transport.close();
      return answer.ok ? 'it answered' : errorText(answer.error);
    };
    // Several times: the engine's alert and its hanging up race with each other.
    for (let count = 0; count < 5; count += 1) {
      expect(await ask({ kind: 'tcp', host, port })).toContain('Switch TLS on');
      expect(await ask({ kind: 'tls', host, port, folder: unsigned })).toContain(
        'wants a client certificate',
      );
      expect(await ask({ kind: 'tls', host, port, folder: foreign })).toMatch(
        /refused the client certificate/,
      );
      expect(await ask({ kind: 'tls', host, port, folder: stranger.folder })).toContain('not trusted here');
    }
    await stranger.remove();
  });

  test('is worked with over ssh by one sign-in, is lost with its server, and comes back with it', async () => {
    const page = openOn({ DOCKER_HOST: `ssh://127.0.0.1:${sshd.port}` });
    try {
      const before = await sshd.logins(0);
      await story(page);
      expect((await sshd.logins(before + 1)) - before).toBe(1);
      const engineId = await liveEngine(page);
      const engines = page.follow('engines.connections', {});
      await sshd.kill();
      await until('the loss to be noticed', () => engines.get(engineId)?.phase === 'reconnecting');
      await sshd.start();
      await until('the connection', () => engines.get(engineId)?.phase === 'live', 20_000);
      await story(page);
    } finally {
      await page.close();
    }
  });

  test('whose key changed is given up until a person decides', async () => {
    await sshd.changeHostKey();
    const page = openOn({ DOCKER_HOST: `ssh://127.0.0.1:${sshd.port}` });
    try {
      const engines = page.follow('engines.connections', {});
      const [stopped] = await until('the stop', () => {
        const found = [...engines.values()].filter(
          (each) => each.phase === 'disconnected' && each.error !== undefined,
        );
        return found.length > 0 ? found : undefined;
      });
      expect(stopped).toMatchObject({
        error: { reason: 'host-key-changed', hostKey: { trusted: sshd.fingerprint } },
      });
      expect(stopped?.retryAt).toBeUndefined();
    } finally {
      await page.close();
    }
  });
});
