import http from 'node:http';
import https from 'node:https';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AppError, errorText } from '#shared/errors';
import { HttpTransport } from '#main/engine/transport/http';
import { type Authority, createAuthority } from '../setup/certificates';
import { whyWithout } from '../setup/tools';

const names = 'DNS:localhost,IP:127.0.0.1';

describe.skipIf(whyWithout('openssl') !== undefined)('over TLS', () => {
  let authority: Authority;
  let stranger: Authority;
  let client: string;
  const servers: net.Server[] = [];

  beforeAll(async () => {
    authority = await createAuthority('Engine authority');
    stranger = await createAuthority('A stranger');
    client = await authority.issue('me');
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  afterAll(async () => {
    await authority.remove();
    await stranger.remove();
  });

  const listen = async (server: net.Server): Promise<number> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const serve = (folder: string, options: https.ServerOptions = {}): Promise<number> => {
    const file = (name: string): Buffer => readFileSync(join(folder, name));
    const settings = {
      cert: file('cert.pem'),
      key: file('key.pem'),
      ca: readFileSync(authority.ca),
      ...options,
    };
    return listen(https.createServer(settings, (_request, response) => response.end('OK')));
  };
  const mutual = { requestCert: true, rejectUnauthorized: true } as const;

  /** One ping: what was answered, or the sentence of the failure. */
  const ask = async (
    port: number,
    folder: string,
    host = '127.0.0.1',
  ): Promise<{ text: string; error?: AppError; transport: HttpTransport }> => {
    const transport = new HttpTransport({ kind: 'tls', host, port, folder });
    const answer = await transport.request({ method: 'GET', path: '/_ping', headTimeoutMs: 5_000 }, true);
    try {
      if (!answer.ok) return { text: errorText(answer.error), error: answer.error, transport };
      let text = '';
      for await (const part of answer.value.body) text += String(part);
      return { text, transport };
    } finally {
      transport.close();
    }
  };

  test('both sides show who they are, and the ends of their certificates are known', async () => {
    const port = await serve(await authority.issue('engine-1', { names, days: 3 }), mutual);
    const { text, transport } = await ask(port, client);
    expect(text).toBe('OK');
    const facts = transport.certificates;
    expect(facts).toMatchObject({ subject: 'CN=engine-1', issuer: 'CN=Engine authority' });
    const day = 24 * 3600_000;
    expect((facts!.validTo - Date.now()) / day).toBeCloseTo(3, 1);
    expect((facts!.clientValidTo! - Date.now()) / day).toBeCloseTo(10, 1);
  });

  test('a name is checked as well as an address', async () => {
    const port = await serve(await authority.issue('engine-2', { names: 'DNS:localhost' }), mutual);
    expect((await ask(port, client, 'localhost')).text).toBe('OK');
    const byAddress = await ask(port, client);
    expect(byAddress.error).toMatchObject({ reason: 'certificate' });
    expect(byAddress.text).toContain('not made for “127.0.0.1”; it names localhost.');
  });

  test('an authority that is not ours is refused, and nothing is sent', async () => {
    let asked = 0;
    const folder = await stranger.issue('engine-3', { names });
    const file = (name: string): Buffer => readFileSync(join(folder, name));
    const server = https.createServer(
      { cert: file('cert.pem'), key: file('key.pem') },
      (_request, response) => {
        asked += 1;
        response.end();
      },
    );
    const refused = await ask(await listen(server), client);
    expect(refused.error).toMatchObject({ reason: 'certificate' });
    expect(refused.text).toContain('not trusted here (CN=A stranger)');
    expect(asked).toBe(0);
  });

  test('a certificate that is over says since when', async () => {
    const port = await serve(await authority.issue('engine-4', { names, days: -1 }), mutual);
    const refused = await ask(port, client);
    expect(refused.error).toMatchObject({ reason: 'certificate' });
    expect(refused.text).toContain(
      `expired on ${new Date(Date.now() - 24 * 3600_000).toISOString().slice(0, 10)}`,
    );
  });

  test('an engine that wants a certificate says so, with TLS 1.2 and 1.3', async () => {
    const folder = await authority.issue('engine-5', { names });
    const own = await authority.issue('bare');
    for (const name of ['cert.pem', 'key.pem']) await rm(join(own, name));
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const port = await serve(folder, { ...mutual, maxVersion });
      const refused = await ask(port, own);
      // Its alert and its hanging up race with each other.
      expect(refused.error).toMatchObject({
        reason: expect.stringMatching(/^(sign-in-refused|lost)$/) as string,
      });
      expect(refused.text).toContain('wants a client certificate');
    }
  });

  test('an engine that refuses our certificate says so', async () => {
    const port = await serve(await authority.issue('engine-6', { names }), {
      ...mutual,
      ca: readFileSync(stranger.ca),
    });
    const refused = await ask(port, client);
    // This server hangs up without a word; others send an alert.
    expect(refused.error).toMatchObject({ kind: 'engine-unreachable' });
    expect(refused.text).toMatch(/refused the client certificate/);
  });

  test('a plain port says to switch TLS off, an encrypted one to switch it on', async () => {
    const plain = await listen(http.createServer((_request, response) => response.end('OK')));
    const off = await ask(plain, client);
    expect(off.error).toMatchObject({ reason: 'not-an-engine' });
    expect(off.text).toContain('Switch TLS off');
    // As Go's server does it.
    const go = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () =>
        socket.end('HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'),
      );
    });
    const transport = new HttpTransport({ kind: 'tcp', host: '127.0.0.1', port: await listen(go) });
    const on = await transport.request({ method: 'GET', path: '/_ping' }, true);
    transport.close();
    expect(!on.ok && errorText(on.error)).toContain('Switch TLS on');
  });

  test.each([
    ['a certificate without its key', ['key.pem'], 'no key.pem'],
    ['a key without its certificate', ['cert.pem'], 'no cert.pem'],
  ])('%s is told before anything is tried', async (_what, missing, sentence) => {
    const own = await authority.issue(`half-${missing.join()}`);
    for (const name of missing) await rm(join(own, name));
    const refused = await ask(1, own);
    expect(refused.error).toMatchObject({ reason: 'certificate' });
    expect(refused.text).toContain(sentence);
  });

  test('a key that asks for a passphrase says so', async () => {
    const refused = await ask(1, await authority.issue('locked', { passphrase: 'secret' }));
    expect(refused.text).toContain('protected by a passphrase');
  });

  test('a certificate of an authority that the whole computer trusts needs no folder', async () => {
    const port = await serve(await authority.issue('engine-7', { names }));
    // Ours is none of these, and that is all there is to see without installing one.
    expect((await ask(port, '')).error).toMatchObject({ reason: 'certificate' });
  });
});
