import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { removeImagePath } from './images';
import { parseReference } from './reference';

describe('an image reference', () => {
  test.each([
    ['nginx', 'nginx', 'latest'],
    [' nginx:1.29 ', 'nginx', '1.29'],
    ['localhost:5000/team/app', 'localhost:5000/team/app', 'latest'],
    ['localhost:5000/team/app:v2', 'localhost:5000/team/app', 'v2'],
    [`app@sha256:${'a'.repeat(64)}`, 'app', `sha256:${'a'.repeat(64)}`],
    [`app:1@sha256:${'a'.repeat(64)}`, 'app', `sha256:${'a'.repeat(64)}`],
  ])('%s', (typed, repository, tag) => {
    const parsed = parseReference(typed);
    expect(parsed.ok && parsed.value).toMatchObject({ repository, tag });
  });

  test.each([
    '',
    'two words',
    'Nginx',
    'nginx:',
    'nginx:a b',
    'a//b',
    'x@md5',
    'f'.repeat(64),
    `${'a/'.repeat(130)}b`,
  ])('is not “%s”, and it says why', (typed) => {
    const parsed = parseReference(typed);
    expect(parsed.ok).toBe(false);
    expect(!parsed.ok && parsed.error).toMatchObject({
      kind: 'invalid-input',
      issues: [{ path: 'reference' }],
    });
  });

  test('always has a tag, because without one an engine pulls them all', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const parsed = parseReference(typed);
        if (parsed.ok) expect(parsed.value.tag).not.toBe('');
      }),
    );
  });

  test('keeps its slashes, colons and digest sign in a path and can leave it by nothing', () => {
    expect(removeImagePath('host:5000/team/app:v2')).toBe('/images/host:5000/team/app:v2');
    expect(removeImagePath('a?force=1#x')).toBe('/images/a%3Fforce%3D1%23x');
  });
});
