import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createAuthority } from '#tests/setup/certificates';
import { whyWithout } from '#tests/setup/tools';
import { type Sim, startSim } from './start-sim';
import { RawClient } from './test-client';

const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

describe.skipIf(whyWithout('openssl') !== undefined)('TLS', () => {
  let authority: Authority;
  let server = '';
  let client = '';
  let sim: Sim | undefined;
  beforeAll(async () => {
    authority = await createAuthority();
    server = await authority.issue('server', { names: 'DNS:localhost,IP:127.0.0.1' });
    client = await authority.issue('client');
  });
  afterAll(() => authority.remove());
  afterEach(() => sim?.close());

  const start = async (requireClientCert: boolean): Promise<Sim> => {
    sim = await startSim({
      pace: 0.01,
      tls: {
        key: read(server, 'key.pem'),
        cert: read(server, 'cert.pem'),
        ca: read(server, 'ca.pem'),
        requireClientCert,
      },
    });
    return sim;
  };

  const ping = (engine: Sim, withCertificate: boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const req = request(
        `${engine.address.replace('tcp:', 'https:')}/_ping`,
        {
          agent: false,
          ca: read(server, 'ca.pem'),
          ...(withCertificate ? { key: read(client, 'key.pem'), cert: read(client, 'cert.pem') } : {}),
        },
        (res) => {
          res.setEncoding('utf8');
          res.on('data', resolve);
          res.on('error', reject);
        },
      );
      req.on('error', reject);
      req.end();
    });

  it('serves who trusts its authority, and with a client certificate who has one', async () => {
    expect(await ping(await start(false), false)).toBe('OK');
    await sim?.close();
    const strict = await start(true);
    expect(await ping(strict, true)).toBe('OK');
    await expect(ping(strict, false)).rejects.toThrow(/certificate required|reset|socket hang up/i);
    await expect.poll(() => strict.open().connections).toBe(0);
  });

  it('tells a client of plain HTTP what is wrong', async () => {
    const plain = new RawClient(await start(false));
    plain.send('GET', '/_ping', []);
    await plain.until(() => plain.ended);
    expect(plain.text).toContain('Client sent an HTTP request to an HTTPS server.');
  });

  it('lets handshakes hang, and closes over them', async () => {
    const engine = await start(false);
    engine.faults.connectionsWill('hang');
    const attempt = ping(engine, false);
    await expect.poll(() => engine.open().connections).toBe(1);
    await engine.close();
    await expect(attempt).rejects.toThrow();
    expect(engine.open()).toEqual({ connections: 0, timers: 0 });
  });
});
