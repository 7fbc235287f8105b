import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressText, isLocal, isUnprotected, parseAddress } from './address';

const tls = { folder: '/certificates' };

describe('an engine’s address', () => {
  test.each([
    ['unix:///var/run/docker.sock', 'unix:///var/run/docker.sock', true],
    ['npipe:////./pipe/docker_engine', 'npipe:////./pipe/docker_engine', true],
    ['npipe:////build-server/pipe/docker_engine', 'npipe:////build-server/pipe/docker_engine', false],
    ['tcp://localhost:2375', 'tcp://localhost:2375', true],
    ['tcp://127.0.0.1', 'tcp://127.0.0.1:2375', true],
    ['tcp://[::1]:1234', 'tcp://[::1]:1234', true],
    ['tcp://build.example:2375', 'tcp://build.example:2375', false],
    ['http://build.example:80', 'tcp://build.example:80', false],
    ['ssh://me@build.example', 'ssh://me@build.example', false],
    ['ssh://build.example:2222/', 'ssh://build.example:2222', false],
    [
      'ssh://core@127.0.0.1:41233/run/podman/podman.sock',
      'ssh://core@127.0.0.1:41233/run/podman/podman.sock',
      false,
    ],
    ['ssh://[fe80::1%eth0]:22', 'ssh://[fe80::1%eth0]:22', false],
  ])('%s', (typed, text, local) => {
    const parsed = parseAddress(typed);
    expect(parsed.ok && [addressText(parsed.value), isLocal(parsed.value)]).toEqual([text, local]);
  });

  test('is encrypted where that is asked for, at docker’s port for it', () => {
    expect(parseAddress('tcp://build.example', tls)).toMatchObject({
      ok: true,
      value: { kind: 'tls', host: 'build.example', port: 2376, folder: '/certificates' },
    });
    expect(parseAddress('https://build.example:1')).toMatchObject({
      ok: true,
      value: { kind: 'tls', folder: '' },
    });
  });

  test('is unprotected where anyone on the network can read along', () => {
    const unprotected = (text: string, wish?: typeof tls): boolean => {
      const parsed = parseAddress(text, wish);
      return parsed.ok && isUnprotected(parsed.value);
    };
    expect(unprotected('tcp://build.example:2375')).toBe(true);
    expect(unprotected('tcp://build.example:2375', tls)).toBe(false);
    expect(unprotected('tcp://127.0.0.1:2375')).toBe(false);
    expect(unprotected('ssh://build.example')).toBe(false);
  });

  test.each([
    '',
    'docker.sock',
    '/var/run/docker.sock',
    'unix://relative',
    'npipe://pipe',
    'tcp://',
    'tcp://user@host:1',
    'tcp://host:port',
    'tcp://host/path',
    'ssh://',
    'ssh://me:secret@host',
    'ssh://host:0',
    'ssh://host:70000',
    'ssh://-oProxyCommand=evil',
    'ssh://-l@host',
    'ssh://host/run/$(evil).sock',
    'ssh://host/run/a b.sock',
    'ssh://host;evil',
  ])('is not “%s”', (typed) => {
    const parsed = parseAddress(typed);
    expect(parsed).toMatchObject({ ok: false, error: { kind: 'invalid-input' } });
    expect(JSON.stringify(parsed)).not.toContain('secret');
  });

  test('is the same when its text is read again, whatever was typed', () => {
    const schemes = fc.constantFrom('unix://', 'npipe://', 'tcp://', 'http://', 'ssh://', '');
    const parts = fc.array(
      fc.constantFrom('a', '-', '@', ':', '22', '/', '[', ']', '::1', '.', '%', '$', ' ', '\\', 'é'),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(
        schemes,
        fc.oneof(
          fc.string(),
          parts.map((list) => list.join('')),
        ),
        (scheme, rest) => {
          const parsed = parseAddress(scheme + rest);
          if (!parsed.ok) return;
          expect(parseAddress(addressText(parsed.value))).toEqual(parsed);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('never gives ssh an option, nor the shell over there more than a word', () => {
    const mean = fc.constantFrom(
      '-',
      '-o',
      '$',
      '`',
      ';',
      '&',
      '|',
      ' ',
      "'",
      '"',
      '\n',
      '\\',
      '/',
      '@',
      ':',
      'a',
      '(',
      '<',
    );
    fc.assert(
      fc.property(fc.array(mean, { maxLength: 10 }), (parts) => {
        const parsed = parseAddress(`ssh://${parts.join('')}`);
        if (!parsed.ok || parsed.value.kind !== 'ssh') return;
        const { host, user, path } = parsed.value;
        expect(host).not.toMatch(/^-|[\s$`;&|'"\\()<>]/);
        expect(user ?? '').not.toMatch(/^-|[\s$`;&|'"()<>]/);
        expect(path ?? '').not.toMatch(/[\s$`;&|'"\\()<>]/);
      }),
      { numRuns: 2000 },
    );
  });
});
