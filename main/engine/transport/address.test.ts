import { describe, expect, test } from 'vitest';
import { addressText, isLocal, parseAddress } from './address';

describe('an engine’s address', () => {
  test.each([
    ['unix:///var/run/docker.sock', 'unix:///var/run/docker.sock', true],
    ['tcp://localhost:2375', 'tcp://localhost:2375', true],
    ['tcp://127.0.0.1', 'tcp://127.0.0.1:2375', true],
    ['tcp://[::1]:1234', 'tcp://[::1]:1234', true],
    ['tcp://build.example:2375', 'tcp://build.example:2375', false],
  ])('%s', (typed, text, local) => {
    const parsed = parseAddress(typed);
    expect(parsed.ok && [addressText(parsed.value), isLocal(parsed.value)]).toEqual([text, local]);
  });

  test.each([
    '',
    'docker.sock',
    '/var/run/docker.sock',
    'unix://relative',
    'tcp://',
    'tcp://user@host:1',
    'tcp://host:port',
  ])('is not “%s”', (typed) => {
    expect(parseAddress(typed)).toMatchObject({ ok: false, error: { kind: 'invalid-input' } });
  });

  test('of a transport that is not spoken yet says so', () => {
    expect(parseAddress('ssh://me@host')).toMatchObject({ ok: false, error: { kind: 'unsupported' } });
  });
});
