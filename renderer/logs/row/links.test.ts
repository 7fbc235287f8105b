import { describe, expect, it } from 'vitest';
import { linksIn } from './links';

const urls = (text: string): readonly string[] => linksIn(text).map(({ url }) => url);

describe('addresses in a line', () => {
  it.each([
    ['see http://a.example/x.', ['http://a.example/x']],
    ['(see http://a.example/x)', ['http://a.example/x']],
    [
      'http://a.example/x_(y) and https://b.example/?q=1,',
      ['http://a.example/x_(y)', 'https://b.example/?q=1'],
    ],
    ['(http://a.example/x_(y)).', ['http://a.example/x_(y)']],
    ['http://a.example/x.)]', ['http://a.example/x']],
    ['ftp://a.example http:// https://', []],
  ])('of %j are %j', (text, expected) => {
    expect(urls(text)).toEqual(expected);
    for (const { from, to, url } of linksIn(text)) expect(text.slice(from, to)).toBe(url);
  });

  it('lose all brackets that nothing opened, however many', () => {
    expect(urls(`http://a.example/x${').'.repeat(5000)}`)).toEqual(['http://a.example/x']);
  });
});
