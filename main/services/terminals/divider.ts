/**
 * What stands between the output of a program and that of the next one in the same terminal: ends a sequence that was
 * cut, leaves the other screen and every mode that the program may have switched on, and begins a line. Leaving a screen
 * restores the cursor that was saved: where there was no other one, that has to be this one, lest the next program write
 * over what stands here.
 */
const resets =
  '\x18\x1b7\x1b[?1049l\x1b[!p\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1006l\x1b[?2004l\x1b[?25h\x1b>\x1b(B\x1b[0m\r\n';

/** A divider with the words in it, as bytes. */
export function divider(words: string): Uint8Array {
  return new TextEncoder().encode(`${resets}\x1b[2m──── ${words} ────\x1b[0m\r\n`);
}
