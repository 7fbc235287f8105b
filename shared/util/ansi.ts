/** Bits of `SgrStyle.flags`. */
export const SgrFlag = { bold: 1, dim: 2, italic: 4, underline: 8, inverse: 16, strike: 32 } as const;

/**
 * What SGR sequences say of the text that follows. Colours are 0 to 15, or -1 for the default: the 256 and 24-bit
 * forms are brought to the nearest of the sixteen, so that a page needs a fixed set of classes and no inline style.
 */
export interface SgrStyle {
  readonly foreground: number;
  readonly background: number;
  readonly flags: number;
}

/** Text in one style. */
export interface AnsiSpan {
  readonly text: string;
  readonly style: SgrStyle;
}

/** The style at the start of a line and after SGR 0. */
export const plainStyle: SgrStyle = { foreground: -1, background: -1, flags: 0 };

/** The sixteen colours as a terminal of the usual palette has them; only for finding the nearest one. */
const palette: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];

function nearest(red: number, green: number, blue: number): number {
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  palette.forEach(([r, g, b], index) => {
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < bestDistance) {
      best = index;
      bestDistance = distance;
    }
  });
  return best;
}

function indexed(code: number): number {
  if (code < 16) return code;
  if (code >= 232) {
    const grey = 8 + (code - 232) * 10;
    return nearest(grey, grey, grey);
  }
  const cube = code - 16;
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  return nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

/** Reads 38 or 48 at `at`: the colour (or undefined where it is none) and the index of the last parameter it took. */
function extended(params: readonly number[], at: number): { colour: number | undefined; last: number } {
  const kind = params[at + 1];
  if (kind === 5) {
    const code = params[at + 2] ?? 0;
    return { colour: code >= 0 && code <= 255 ? indexed(code) : undefined, last: at + 2 };
  }
  if (kind === 2) {
    const clamp = (value: number | undefined): number => Math.min(255, Math.max(0, value ?? 0));
    return {
      colour: nearest(clamp(params[at + 2]), clamp(params[at + 3]), clamp(params[at + 4])),
      last: at + 4,
    };
  }
  return { colour: undefined, last: at + 1 };
}

const flagOn: Readonly<Record<number, number>> = {
  1: SgrFlag.bold,
  2: SgrFlag.dim,
  3: SgrFlag.italic,
  4: SgrFlag.underline,
  7: SgrFlag.inverse,
  9: SgrFlag.strike,
};

const flagOff: Readonly<Record<number, number>> = {
  22: SgrFlag.bold | SgrFlag.dim,
  23: SgrFlag.italic,
  24: SgrFlag.underline,
  27: SgrFlag.inverse,
  29: SgrFlag.strike,
};

/** The style after the parameters of one SGR sequence, such as `1;38;5;208`. Unknown parameters change nothing. */
export function applySgr(style: SgrStyle, parameters: string): SgrStyle {
  // The colon form `38:2::r:g:b` has an empty colour space that the semicolon form does not have.
  const plain = parameters.replace(/([34]8):2:[0-9]*:(?=[0-9]*:[0-9]*:)/g, '$1:2:').replaceAll(':', ';');
  const params = plain.split(';', 64).map((part) => (part === '' ? 0 : Number(part)));
  let { foreground, background, flags } = style;
  for (let at = 0; at < params.length; at++) {
    const code = params[at] ?? 0;
    if (code === 0) {
      foreground = -1;
      background = -1;
      flags = 0;
    } else if (code === 38 || code === 48) {
      const { colour, last } = extended(params, at);
      if (colour !== undefined && code === 38) foreground = colour;
      if (colour !== undefined && code === 48) background = colour;
      at = last;
    } else if (code >= 30 && code <= 37) foreground = code - 30;
    else if (code >= 90 && code <= 97) foreground = code - 82;
    else if (code === 39) foreground = -1;
    else if (code >= 40 && code <= 47) background = code - 40;
    else if (code >= 100 && code <= 107) background = code - 92;
    else if (code === 49) background = -1;
    else flags = (flags | (flagOn[code] ?? 0)) & ~(flagOff[code] ?? 0);
  }
  return { foreground, background, flags };
}

/** ESC and the 8-bit forms of CSI, DCS, SOS, OSC, PM and APC: the only characters that can start a sequence. */
const introducers = /[\u001b\u0090\u0098\u009b\u009d-\u009f]/g;
const csi = /[0-?]*[ -/]*[@-~]/y;
const twoByte = /[ -/]*[0-~]/y;
// A string sequence ends at BEL, at ST or with its line. Nothing in it may start another sequence.
const stringBody = /[^\u0007\n\u001b\u0090\u0098\u009b-\u009f]*(?:\u0007|\u001b\\|\u009c)/y;

/** The end of the sequence that starts at `at`, and its SGR parameters if it is one; undefined where it is unfinished. */
function sequenceAt(text: string, at: number): { end: number; sgr?: string } | undefined {
  const first = text.charCodeAt(at);
  const second = text.charAt(at + 1);
  const isEscape = first === 0x1b;
  const body = isEscape ? at + 2 : at + 1;
  const match = (pattern: RegExp, from: number): number | undefined => {
    pattern.lastIndex = from;
    return pattern.test(text) ? pattern.lastIndex : undefined;
  };
  if (isEscape ? second === '[' : first === 0x9b) {
    const end = match(csi, body);
    if (end === undefined) return undefined;
    const parameters = text.slice(body, end - 1);
    return text[end - 1] === 'm' && /^[0-9;:]*$/.test(parameters) ? { end, sgr: parameters } : { end };
  }
  if (!isEscape || (second !== '' && 'PX]^_'.includes(second))) {
    const end = match(stringBody, body);
    return end === undefined ? undefined : { end };
  }
  const end = match(twoByte, at + 1);
  return end === undefined ? undefined : { end };
}

/**
 * Splits text into spans of one style. SGR is read, every other finished escape sequence (cursor, erase, OSC, DCS and
 * the rest) is dropped and never acted upon; an unfinished one stays as text, so that nothing can hide what follows
 * it. Control characters stay in the text: `visibleControls` makes them visible. `start` carries a style over from
 * the line before. Time is linear in the text.
 */
export function parseAnsi(
  text: string,
  start: SgrStyle = plainStyle,
): { readonly spans: readonly AnsiSpan[]; readonly end: SgrStyle } {
  const spans: AnsiSpan[] = [];
  let style = start;
  let pending = '';
  let from = 0;
  introducers.lastIndex = 0;
  for (let found = introducers.exec(text); found !== null; found = introducers.exec(text)) {
    const at = found.index;
    const sequence = sequenceAt(text, at);
    if (sequence === undefined) continue;
    pending += text.slice(from, at);
    if (sequence.sgr !== undefined) {
      if (pending !== '') spans.push({ text: pending, style });
      pending = '';
      style = applySgr(style, sequence.sgr);
    }
    from = sequence.end;
    introducers.lastIndex = from;
  }
  pending += text.slice(from);
  if (pending !== '') spans.push({ text: pending, style });
  return { spans, end: style };
}

/** Every finished sequence, as `parseAnsi` takes them: CSI, then string sequences, then all others. */
const sequences =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[PX\]^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\n\u001b\u0090\u0098\u009b-\u009f]*(?:\u0007|\u001b\\|\u009c)|\u001b(?![PX[\]^_])[ -/]*[0-~]/g;

/** The text without escape sequences: what `parseAnsi` leaves. May be several lines: no sequence goes beyond its own. */
export function stripAnsi(text: string): string {
  return text.replace(sequences, '');
}

// C0 without tab, DEL and C1; then bidi controls, zero-width characters, line separators, tags and the BOM.
const controls =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Makes control and direction characters visible, one character for each, so that columns and search positions stay:
 * C0 and DEL as their Unicode pictures, all others as U+FFFD. Tabs stay, and the joiners that scripts and emoji need.
 */
export function visibleControls(text: string): string {
  return text.replace(controls, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}
