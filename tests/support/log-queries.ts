import fc from 'fast-check';

const piece = fc.constantFrom(
  ...[
    'a',
    'b',
    'AB',
    'ab',
    'refused',
    '"a b"',
    '"x\\"y"',
    '"',
    '/a+/',
    '/B|c/',
    '/a',
    '/[^a]b$/',
    '/\\s/',
    '/(?!b)a/',
    '/^$/',
  ],
  ...['AND', 'OR', 'NOT', '-', '-a', '(', ')', '(a', 'b)', 'a(b)', '\\', '*'],
  ...[
    'level:error',
    'level:>=warn',
    'level:none,info',
    'level:',
    'stream:stderr',
    'stream:out',
    'source:web',
    'source:w*',
  ],
  ...[
    'time:>14:05',
    'time:14:00..14:05',
    'time:<5m',
    'time:2026-11-20',
    'time:>=2026-11-20T14:05Z',
    'time:x',
  ],
  ...[
    'field.a:1',
    'field.a.b:x',
    'field.a:>1',
    'field.a:*',
    'field.a:x*',
    'field."a b":"c d"',
    'field.a:">1"',
    'foo:bar',
  ],
);

/** Texts that are often queries, for property tests only. */
export const anyQueryText = fc
  .array(fc.tuple(piece, fc.constantFrom(' ', ' ', ' ', '', '  ')), { maxLength: 8 })
  .map((parts) => parts.map((part) => part.join('')).join(''));
