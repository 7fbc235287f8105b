import { describe, expect, test } from 'vitest';
import { isReply } from './terminal-replies';

describe('what a terminal sends', () => {
  test.each([
    ['\u001b[?1;2c', 'device attributes'],
    ['\u001b[>0;276;0c', 'its version'],
    ['\u001b[0n', 'its state'],
    ['\u001b[12;40R', 'the place of the cursor'],
    ['\u001b[?2026;2$y', 'a mode'],
    ['\u001b[I', 'focus'],
    ['\u001b[<0;10;20M', 'the mouse'],
    ['\u001b[M !!', 'the mouse in the older form'],
    ['\u001b]11;rgb:0d/10/15\u001b\\', 'a colour'],
    ['\u001bP1$r0m\u001b\\', 'a setting'],
  ])('%j is its own answer: %s', (text) => expect(isReply(text)).toBe(true));

  test.each([
    'a',
    'ls -l\r',
    '\u001b',
    '\u001b[A',
    '\u001b[1;5C',
    '\u001b[1;2R',
    '\u001bOR',
    '\u001b[3~',
    '\u001bb',
    '\u001b[200~x\u001b[201~',
    '\u0003',
  ])('%j was typed', (text) => expect(isReply(text)).toBe(false));
});
