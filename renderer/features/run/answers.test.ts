import { describe, expect, test } from 'vitest';
import type { ContainerId } from '#shared/model/ids';
import type { RunAnswer } from '#shared/model/terminal';
import { answersText, groupAnswers, outputText, readAnswer } from './answers';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const answer = (name: string, text: string, extra: Partial<RunAnswer> = {}) =>
  readAnswer(
    { containerId: name as ContainerId, exitCode: 0, output: bytes(text), cut: false, ms: 5, ...extra },
    name,
  );

describe('answers of several containers', () => {
  test('shows text as it is, without colours, and with what cannot be seen', () => {
    expect(outputText(bytes('\u001b[31mred\u001b[0m\r\nnul\u0000 bidi\u202e\n\n'))).toBe(
      'red\nnul\u2400 bidi\ufffd',
    );
    expect(outputText(Uint8Array.of(0xff, 0x41))).toBe('\ufffdA');
  });

  test('puts the same ones together, the largest group first, and keeps different ends apart', () => {
    const groups = groupAnswers([
      answer('a', 'x\n'),
      answer('b', 'y\n'),
      answer('c', 'y\n', { ms: 900 }),
      answer('d', 'y\n', { exitCode: 1 }),
      answer('e', '', { exitCode: undefined, problem: 'It did not end within 30 s.' }),
    ]);
    expect(groups.map(({ answers }) => answers.map(({ name }) => name))).toEqual([
      ['b', 'c'],
      ['a'],
      ['d'],
      ['e'],
    ]);
    expect(answersText(groups)).toContain('# b, c: exit code 0\ny\n');
    expect(answersText(groups)).toContain('# e: It did not end within 30 s.');
  });
});
