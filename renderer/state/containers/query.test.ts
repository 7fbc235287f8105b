import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { container } from '#tests/support/models';
import { compileQuery, formatQuery, parseQuery, readToken, suggestTokens } from './query';

const list = [
  container({
    name: 'api',
    image: 'shopfront/api:2.14.1',
    project: 'shopfront',
    health: 'healthy',
    labels: { team: 'pay' },
  }),
  container({
    name: 'web',
    image: 'nginx:1.29-alpine',
    project: 'shopfront',
    ports: [{ privatePort: 80, publicPort: 8080, protocol: 'tcp' }],
  }),
  container({
    name: 'migrate',
    image: 'shopfront/api:2.14.1',
    project: 'shopfront',
    state: 'exited',
    exitCode: 0,
  }),
  container({
    name: 'otel',
    image: 'otel/collector:0.1',
    state: 'exited',
    exitCode: 137,
    oomKilled: true,
    labels: { note: 'a b' },
  }),
];
const names = (source: string): string =>
  list
    .filter(compileQuery(parseQuery(source)))
    .map(({ name }) => name)
    .join(' ');

describe('the filter', () => {
  test.each([
    ['', 'api web migrate otel'],
    ['api', 'api migrate'],
    ['api shop', 'api migrate'],
    ['name:api', 'api'],
    ['state:exited', 'migrate otel'],
    ['state:failed', 'otel'],
    ['state:running state:exited', 'api web migrate otel'],
    ['state:exited project:shopfront', 'migrate'],
    ['port:80*', 'web'],
    ['port:808', 'web'],
    ['port:*43', ''],
    ['image:*alpine', 'web'],
    ['label:team', 'api'],
    ['label:team=pay', 'api'],
    ['label:"note=a b"', 'otel'],
    ['health:healthy', 'api'],
    ['STATE:Exited NAME:OTEL', 'otel'],
    ['state:', 'api web migrate otel'],
    ['nonsense:yes', ''],
  ])('%s', (source, expected) => {
    expect(names(source)).toBe(expected);
  });

  test('is read again as it was written', () => {
    const value = fc.stringMatching(/^[a-z0-9 =*.-]{1,12}$/).filter((text) => text.trim() !== '');
    const token = fc.record({ key: fc.constantFrom('name', 'state', 'label'), value });
    fc.assert(
      fc.property(fc.array(token, { maxLength: 4 }), (tokens) => {
        expect(parseQuery(formatQuery({ tokens, text: 'free' }))).toEqual({ tokens, text: 'free' });
      }),
    );
  });

  test('no text breaks it', () => {
    fc.assert(
      fc.property(fc.string(), (source) => list.filter(compileQuery(parseQuery(source))).length <= 4),
    );
  });

  test('a token needs a key of ours and a value', () => {
    expect(readToken('state:exited')).toEqual({ key: 'state', value: 'exited' });
    expect(readToken('state:')).toBeUndefined();
    expect(readToken('constructor:x')).toBeUndefined();
    expect(readToken('http://x')).toBeUndefined();
  });
});

describe('suggestions', () => {
  test('keys, then values with how many they leave', () => {
    expect(suggestTokens('st', list).map(({ insert }) => insert)).toEqual(['state:']);
    expect(suggestTokens('x state:', list)).toContainEqual({
      insert: 'state:exited',
      label: 'state:exited',
      hint: '2',
    });
    expect(suggestTokens('label:note=', list)[0]?.insert).toBe('label:"note=a b"');
    expect(suggestTokens('', list)).toEqual([]);
  });
});
