import { describe, expect, it } from 'vitest';
import { hideSecrets, mask, masked } from './secrets';

describe('masked', () => {
  it.each([
    ['0', 'DB_PASSWORD=hunter2', `DB_PASSWORD=${mask}`],
    ['3', 'API_KEY=sk=1', `API_KEY=${mask}`],
    ['1', 'token=\nline', `token=${mask}`],
    ['1', '--admin-password=x', `--admin-password=${mask}`],
    ['0', 'DATABASE_URL=postgres://app:s3cret@db/shop', `DATABASE_URL=postgres://app:${mask}@db/shop`],
    ['Address', 'redis://:s3cret@cache:6379', `redis://:${mask}@cache:6379`],
    ['github.token', 'ghp_1', mask],
  ])('hides what is secret in %s: %j', (key, text, safe) => {
    expect(masked(key, text)).toBe(safe);
  });

  it.each([
    ['0', 'NODE_ENV=production'],
    ['0', 'PWD=/srv/app'],
    ['0', 'BYPASS=1'],
    ['0', 'KEYBOARD=de'],
    ['0', 'DB_PASSWORD='],
    ['0', 'http://example.com:8080/a@b'],
    ['SecurityOpt', 'no-new-privileges'],
    ['token', ''],
  ])('leaves the rest alone in %s: %j', (key, text) => {
    expect(masked(key, text)).toBe(text);
  });
});

describe('hideSecrets', () => {
  const document: unknown = JSON.parse(
    '{"Config":{"Env":["A=1","A_SECRET=x"],"Labels":{"a/b.token":"y","__proto__":"z"}}}',
  );

  it('masks and tells where', () => {
    const { shown, hidden } = hideSecrets(document, new Set());
    expect(JSON.stringify(shown)).toBe(
      `{"Config":{"Env":["A=1","A_SECRET=${mask}"],"Labels":{"a/b.token":"${mask}","__proto__":"z"}}}`,
    );
    expect(hidden).toEqual(['/Config/Env/1', '/Config/Labels/a~1b.token']);
  });

  it('shows what was revealed', () => {
    const { shown, hidden } = hideSecrets(document, new Set(['/Config/Env/1']));
    expect(JSON.stringify(shown)).toContain('A_SECRET=x');
    expect(hidden).toEqual(['/Config/Labels/a~1b.token']);
  });
});
