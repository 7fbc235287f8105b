import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draft } from '#tests/support/models';
import {
  addressOf,
  draftOf,
  emptyForm,
  formOf,
  hasConsent,
  hostPort,
  needsConsent,
  partsOf,
  problemsFrom,
  problemsOf,
} from './connection-form';

const word = fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}$/);
const port = fc.integer({ min: 1, max: 65_535 });
const host = fc.oneof(word, fc.constantFrom('10.0.0.7', '[fe80::1]', '[::1]'));
const address = fc.oneof(
  fc
    .stringMatching(/^\/[a-z0-9/._-]{1,30}$/)
    .filter((path) => !path.startsWith('//'))
    .map((path) => `unix://${path}`),
  word.map((name) => `npipe:////./pipe/${name}`),
  fc.tuple(host, port).map(([at, number]) => `tcp://${at}:${number}`),
  fc
    .tuple(fc.option(word), host, fc.option(port), fc.option(fc.stringMatching(/^\/[a-z0-9/._-]{1,30}$/)))
    .map(
      ([user, at, number, path]) =>
        `ssh://${user === null ? '' : `${user}@`}${at}${number === null ? '' : `:${number}`}${path ?? ''}`,
    ),
);

describe('the fields of a connection', () => {
  test('an address that is taken apart and put together is the same', () => {
    fc.assert(
      fc.property(address, fc.boolean(), (whole, encrypted) => {
        const tls = encrypted && whole.startsWith('tcp:') ? { tls: { folder: '/certs' } } : {};
        const ssh = encrypted && whole.startsWith('ssh:') ? { ssh: { identity: '/keys/machine' } } : {};
        const before = draft({ address: whole, ...tls, ...ssh });
        const after = draftOf(formOf(before));
        expect(after).toEqual({ ...before, address: whole });
      }),
    );
  });

  test('whatever stands in an address, nothing of it is lost', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const form = { ...emptyForm, ...partsOf(text, false) };
        const shown = Object.values(form).join(' ');
        for (const part of text.split(/[^a-z0-9]+/).filter((each) => each.length > 5)) {
          expect(`${form.reach} ${shown} http https npipe`).toContain(part);
        }
      }),
    );
  });

  test('a port that was left out is the usual one of its way', () => {
    expect(addressOf({ ...emptyForm, reach: 'tcp', host: 'h' })).toBe('tcp://h:2375');
    expect(addressOf({ ...emptyForm, reach: 'tls', host: 'h' })).toBe('tcp://h:2376');
    expect(addressOf({ ...emptyForm, reach: 'ssh', host: 'h', user: 'me' })).toBe('ssh://me@h');
    expect(addressOf({ ...emptyForm, path: '\\\\.\\pipe\\docker_engine' })).toBe(
      'npipe:////./pipe/docker_engine',
    );
  });

  test.each([
    ['localhost', false],
    ['127.0.0.1', false],
    ['::1', false],
    ['[::1]', false],
    ['127.0.0.1.example.net', true],
    ['10.0.0.7', true],
    ['', false],
    ['LOCALHOST', false],
    ['127.1', false],
  ])('plain TCP to %j asks for consent: %s', (name, asks) => {
    expect(needsConsent({ ...emptyForm, reach: 'tcp', host: name })).toBe(asks);
    expect(needsConsent({ ...emptyForm, reach: 'tls', host: name })).toBe(false);
  });

  test('consent is to one host and port, and goes when either changes', () => {
    const agreed = {
      ...emptyForm,
      name: 'x',
      reach: 'tcp',
      host: '10.0.0.7',
      consent: '10.0.0.7:2375',
    } as const;
    expect(hasConsent(agreed)).toBe(true);
    expect(draftOf(agreed).plainConsent).toBe('10.0.0.7:2375');
    for (const [host, consent] of [
      ['LAB', 'lab:2375'],
      ['fe80:0::1', 'fe80::1:2375'],
    ] as const) {
      expect(hasConsent({ ...agreed, host, consent })).toBe(true);
    }
    const moved = { ...agreed, port: '2376' };
    expect(hasConsent(moved)).toBe(false);
    expect(draftOf(moved).plainConsent).toBeUndefined();
    expect(problemsOf(moved).consent).toContain(hostPort(moved));
  });

  test('what is missing stands at its field', () => {
    expect(Object.keys(problemsOf(emptyForm))).toEqual(['name', 'path']);
    expect(Object.keys(problemsOf({ ...emptyForm, name: 'x', reach: 'ssh', port: '99999' }))).toEqual([
      'host',
      'port',
    ]);
    expect(problemsOf({ ...emptyForm, name: 'x', path: '/a' })).toEqual({});
  });

  test('what main says is wrong goes to the field of the way that is chosen', () => {
    const error = {
      kind: 'invalid-input',
      message: 'No.',
      issues: [
        { path: 'address', message: 'Bad host.' },
        { path: 'tls.folder', message: 'No ca.pem.' },
      ],
    } as const;
    expect(problemsFrom(error, 'tls')).toEqual({ host: 'Bad host.', folder: 'No ca.pem.' });
    const key = { path: 'ssh.identity', message: 'No key.' };
    expect(problemsFrom({ ...error, issues: [key] }, 'ssh')).toEqual({ identity: 'No key.' });
    expect(problemsFrom(error, 'socket')).toEqual({ path: 'Bad host.', form: 'No ca.pem.' });
    expect(problemsFrom({ kind: 'conflict', message: 'Busy.' }, 'ssh')).toEqual({ form: 'Busy.' });
  });
});
