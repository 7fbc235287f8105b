import { type AnsiSpan, parseAnsi, plainStyle, type SgrStyle, visibleControls } from '#shared/util/ansi';
import { detectLevel, type LogLevel } from '#shared/logs/level';

/** Characters of one line that a row lays out; the rest is said and can be opened. */
export const shownCharacters = 10_000;
/** A character is at most so many bytes of UTF-8. */
const bytesShown = shownCharacters * 4;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A line made ready for showing. */
export interface LineText {
  readonly spans: readonly AnsiSpan[];
  /** What the spans say together: what is searched. */
  readonly text: string;
  readonly level: LogLevel | undefined;
  /** Characters left out at the end; exact up to 4-byte characters beyond the part that was decoded. */
  readonly hidden: number;
  /** The style that its end leaves on, for the next line of the same stream. */
  readonly end: SgrStyle;
}

/** The whole line as text: escape sequences dropped, control characters visible, bytes that are no UTF-8 as U+FFFD. */
export function fullText(bytes: Uint8Array): string {
  return parseAnsi(visibleLine(bytes))
    .spans.map((span) => visibleControls(span.text))
    .join('');
}

/** A carriage return before the line's end is the program's line ending, not content. */
function visibleLine(bytes: Uint8Array): string {
  const text = decoder.decode(bytes);
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** Decodes one line for a row, at most `shownCharacters` of it; `start` is the style that the line before left on. */
export function lineText(bytes: Uint8Array, start: SgrStyle = plainStyle): LineText {
  const cut = bytes.byteLength > bytesShown;
  const { spans: parsed, end } = parseAnsi(visibleLine(cut ? bytes.subarray(0, bytesShown) : bytes), start);
  const spans: AnsiSpan[] = [];
  let room = shownCharacters;
  let left = cut ? bytes.byteLength - bytesShown : 0;
  for (const span of parsed) {
    const part = span.text.slice(0, room);
    left += span.text.length - part.length;
    room -= part.length;
    if (part !== '') spans.push({ text: visibleControls(part), style: span.style });
  }
  const text = spans.map((span) => span.text).join('');
  return { spans, text, level: detectLevel(text), hidden: left, end };
}
