import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileName } from './file-name';

describe('a suggested file name', () => {
  test.each([
    ['web 2026-11-21.log', 'web 2026-11-21.log'],
    ['web', 'web.log'],
    ['../../etc/passwd', '-..-etc-passwd.log'],
    ['C:\\Windows\\x', 'C-Windows-x.log'],
    ['  .hidden. ', 'hidden.log'],
    ['con', '_con.log'],
    ['nul.txt', '_nul.txt.log'],
    ['a\u202Egol.exe', 'a-gol.exe.log'],
    ['...', 'log.log'],
  ])('%j becomes %j', (suggested, name) => {
    expect(fileName(suggested, 'log')).toBe(name);
  });

  test('never leaves its folder, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (suggested) => {
        const name = fileName(suggested, 'jsonl');
        expect(name).toMatch(/^[^./\\\u0000-\u001f][^/\\\u0000-\u001f]*\.jsonl$/);
        expect(name.length).toBeLessThanOrEqual(127);
        expect(fileName(name, 'jsonl')).toBe(name);
      }),
    );
  });
});
