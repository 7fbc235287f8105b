import type { LogChunk } from '../../model/log';
import { stripAnsi, visibleControls } from '../../util/ansi';
import { decodeUtf8 } from '../decode';

/** The lines of a chunk as they are shown, in one text, each with a line feed behind it. */
export interface LinesText {
  readonly text: string;
  /** Where each line begins; one more than there are lines: the last is the text's length. */
  readonly starts: Uint32Array;
}

const lineFeed = 10;
const carriageReturn = 13;

/** What needs work before it is shown: the controls of `visibleControls` but for the line feeds that join, and ESC. */
const asciiControls = /[\u0000-\u0008\u000b-\u001f\u007f]/;
const anyControls =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;
const introducers = /[\u001b\u0090\u0098\u009b\u009d-\u009f]/;

/** A line as it is shown: without escape sequences, controls visible, bytes that are no UTF-8 as U+FFFD. */
export function shownLine(bytes: Uint8Array): string {
  const end = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
  return visibleControls(stripAnsi(decodeUtf8(bytes.subarray(0, end))));
}

/** All lines of a chunk as `shownLine` has them. Decodes and cleans the whole chunk at once wherever that is the same. */
export function linesText(chunk: LogChunk): LinesText {
  const { bytes, ends } = chunk;
  // Lines have no line feeds of their own; if they have, each is made ready alone, which makes them visible.
  const end = ends[ends.length - 1] ?? 0;
  const own = bytes.indexOf(lineFeed);
  if (own !== -1 && own < end)
    return joined(Array.from(ends, (_end, line) => shownLine(lineBytes(chunk, line))));
  const raw = decodeUtf8(joinedBytes(chunk));
  const isAscii = raw.length === end + ends.length;
  if (!(isAscii ? asciiControls : anyControls).test(raw)) {
    return { text: raw, starts: isAscii ? startsOf(ends) : countedStarts(raw, ends.length) };
  }
  let text = raw.includes('\r\n') ? raw.replaceAll('\r\n', '\n') : raw;
  if (introducers.test(text)) text = stripAnsi(text);
  if (anyControls.test(text)) text = text.split('\n').map(visibleControls).join('\n');
  return { text, starts: countedStarts(text, ends.length) };
}

function lineBytes(chunk: LogChunk, line: number): Uint8Array {
  return chunk.bytes.subarray(line === 0 ? 0 : chunk.ends[line - 1], chunk.ends[line]);
}

function joined(lines: readonly string[]): LinesText {
  const text = lines.map((line) => `${line}\n`).join('');
  return { text, starts: countedStarts(text, lines.length) };
}

function joinedBytes({ bytes, ends }: LogChunk): Uint8Array {
  const all = new Uint8Array((ends[ends.length - 1] ?? 0) + ends.length);
  let at = 0;
  let begin = 0;
  for (const end of ends) {
    all.set(bytes.subarray(begin, end), at);
    at += end - begin;
    all[at] = lineFeed;
    at += 1;
    begin = end;
  }
  return all;
}

/** One byte was one character: the ends say where lines begin. */
function startsOf(ends: Uint32Array): Uint32Array {
  const starts = new Uint32Array(ends.length + 1);
  for (let line = 0; line < ends.length; line++) starts[line + 1] = (ends[line] ?? 0) + line + 1;
  return starts;
}

function countedStarts(text: string, lines: number): Uint32Array {
  const starts = new Uint32Array(lines + 1);
  let at = 0;
  for (let line = 1; line <= lines; line++) {
    at = text.indexOf('\n', at) + 1;
    starts[line] = at;
  }
  return starts;
}

/** The text of one line. */
export function lineAt(lines: LinesText, line: number): string {
  return lines.text.slice(lines.starts[line], (lines.starts[line + 1] ?? 1) - 1);
}
