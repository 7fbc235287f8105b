import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { referencePath, segment } from './paths';

describe('a name in a path', () => {
  test('stays one segment, and is never refused by the encoder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '\ud800', '\udc00x'), (text, odd) => {
        expect(segment(text + odd)).toMatch(/^[\w.!~*'()%-]*$/);
      }),
    );
    expect(segment('\ud800')).toBe('%EF%BF%BD');
  });

  test('of an image keeps what engines match as it is sent', () => {
    expect(referencePath('host:5000/team/app@sha256:abc')).toBe('host:5000/team/app@sha256:abc');
    expect(referencePath('a b/../?x')).toBe('a%20b/%2E%2E/%3Fx');
  });
});
