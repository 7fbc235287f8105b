import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitCommand } from './split-command';

describe('a command line', () => {
  test.each([
    ['', []],
    ['  ls  -l ', ['ls', '-l']],
    ['psql -c "select 1; -- \\"x\\""', ['psql', '-c', 'select 1; -- "x"']],
    ["sh -c 'echo $HOME \\n'", ['sh', '-c', 'echo $HOME \\n']],
    ['a\\ b c"d e"f', ['a b', 'cd ef']],
    ["printf '' x", ['printf', '', 'x']],
    ['echo "a\\nb"', ['echo', 'a\\nb']],
  ])('%j', (line, words) => expect(splitCommand(line)).toEqual(words));

  test('with an open quote is no command', () => {
    expect(splitCommand('echo "a')).toBeUndefined();
    expect(splitCommand("echo 'a")).toBeUndefined();
  });

  test('gives back whatever was quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (words) => {
        const line = words.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(' ');
        expect(splitCommand(line)).toEqual(words);
      }),
    );
  });
});
