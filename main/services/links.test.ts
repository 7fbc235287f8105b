import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLink } from './links';

describe('a link', () => {
  test.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://host/share',
    'vscode://x',
    'http://user:secret@example.com/',
    'not a link',
    `http://example.com/${'x'.repeat(3000)}`,
  ])('is refused: %s', (text) => {
    expect(readLink(text).ok).toBe(false);
  });

  test('shows look-alike letters of a host as what they are', () => {
    const link = readLink('https://ex\u0430mple.com/');
    expect(link.ok && link.value.host).toMatch(/^xn--/);
  });

  test('is http or https, whatever was given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (text) => {
        const link = readLink(text);
        if (link.ok) expect(link.value.target).toMatch(/^https?:\/\//);
      }),
    );
  });
});
