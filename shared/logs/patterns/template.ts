import { decodeBinary } from './bytes';
import type { Mask } from './mask';
import { holeByte } from './mask';
import type { HoleKind, Pattern, PatternPart } from './pattern';

/** One word of a masked line, one character a byte, and what its holes are. */
export interface Token {
  readonly text: string;
  readonly kinds: readonly HoleKind[];
  /** It has letters of its own. */
  readonly wordy: boolean;
}

/** Tokens of a line that are told apart; all others together are the last one. */
export const mostTokens = 40;
const hole = String.fromCharCode(holeByte);
/** Begins a token whose words differ from line to line; what stands behind it separates it from the next. */
const wildMark = '\u0002';
const isWild = (text: string): boolean => text.charCodeAt(0) === 2;
/** A word or value that varies, with what separates it from the next one. */
function wildOf(one: Token, other: Token): Token {
  const last = one.text.slice(-1);
  const separator = last === ' ' || last === '=' || last === '/' ? last : '';
  const kinds: readonly HoleKind[] = [one.wordy && other.wordy ? 'word' : 'value'];
  return { text: wildMark + separator, kinds, wordy: false };
}

/** Ids that a template remembers of those that became one with it. */
const mostMerged = 256;

/** Splits a masked line behind spaces, `=` and `/`: keys and the parts of paths are words of their own. */
export function tokensOf(mask: Mask): readonly Token[] {
  const tokens: Token[] = [];
  let text = '';
  let kinds: HoleKind[] = [];
  let holes = 0;
  const end = (): void => {
    if (text === '') return;
    tokens.push({ text, kinds, wordy: isWordy(text) });
    text = '';
    kinds = [];
  };
  for (let at = 0; at < mask.length; at++) {
    const byte = mask.bytes[at] ?? 0;
    const character = String.fromCharCode(byte);
    if (byte === holeByte) {
      kinds.push(mask.kinds[holes] ?? 'value');
      holes += 1;
    }
    const last = tokens.length >= mostTokens - 1;
    // What separates stays with the word before it: the tokens together are the text as it was.
    text += character;
    if (!last && (byte === 0x20 || byte === 0x3d || byte === 0x2f)) end();
  }
  end();
  return tokens;
}

function isWordy(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x80 || (code >= 65 && (code | 32) >= 97 && (code | 32) <= 122)) return true;
  }
  return false;
}

/** From so many templates alike on, one word more may differ, and parts of paths. */
const crowd = 64;
/** From so many on, the first word, too. */
const throng = 128;
const mostDiffering = 3;

/** How many words of so many may differ between lines of one template. */
function allowance(words: number, alike: number): number {
  const strict = words >= 6 ? Math.min(mostDiffering, Math.floor(words / 3)) : words >= 4 ? 1 : 0;
  return alike > crowd ? strict + 1 : strict;
}

/** A template and what is counted of it. Mutable: owned by the miner. */
export class Template {
  readonly id: number;
  readonly level: number;
  tokens: Token[];
  ids: number[];
  count = 0;
  first = Number.NaN;
  last = Number.NaN;
  /** When it was seen last, in lines mined. */
  seen = 0;
  trend: Uint32Array<ArrayBuffer>;
  /** The template that this one became part of; itself while it stands; undefined once it was given up. */
  standing: Template | undefined = this;
  #wilds = 0;
  #parts: readonly PatternPart[] | undefined;

  constructor(id: number, level: number, tokens: readonly Token[], buckets: number) {
    this.id = id;
    this.level = level;
    this.ids = [id];
    this.tokens = [...tokens];
    this.trend = new Uint32Array(buckets);
  }

  /**
   * How far a line of as many tokens is from this template, 0 where it fits; -1 where it cannot belong here. A word in
   * place of a value is near: that place varies already. Otherwise the first word (what was done) and the parts of paths
   * (a route each) must be the same, unless there are many templates `alike`.
   */
  distance(tokens: readonly Token[], alike: number): number {
    const bound = Math.max(1, allowance(tokens.length, alike));
    let words = 0;
    let values = 0;
    let same = 0;
    for (let at = 0; at < tokens.length; at++) {
      const mine = this.tokens[at];
      const other = tokens[at];
      if (mine === undefined || other === undefined || isWild(mine.text)) continue;
      if (mine.text === other.text) {
        if (mine.wordy) same += 1;
        continue;
      }
      if (!mine.wordy || !other.wordy) values += 1;
      else if (same === 0 && alike <= throng) return -1;
      else if (alike <= crowd && this.#inPath(at)) return -1;
      else words += 1;
      if (words + values > bound) return -1;
    }
    if (words + values === 0) return 0;
    const varies = this.#wilds + words + values;
    const enough = alike > crowd ? same * 2 >= varies : same >= varies;
    const most = allowance(same + words + values, alike);
    return enough && words <= most && words + values <= Math.max(1, most) ? words * 2 + values : -1;
  }

  #inPath(at: number): boolean {
    return this.tokens[at]?.text.endsWith('/') === true || this.tokens[at - 1]?.text.endsWith('/') === true;
  }

  /** Takes a line's words in: what differs becomes a hole. True where the template became more general. */
  widen(tokens: readonly Token[]): boolean {
    let grown = false;
    for (let at = 0; at < tokens.length; at++) {
      const mine = this.tokens[at];
      const other = tokens[at];
      if (mine === undefined || other === undefined || isWild(mine.text)) continue;
      if (mine.text !== other.text) {
        this.tokens[at] = wildOf(mine, other);
        this.#wilds += 1;
        grown = true;
      } else if (mine.kinds.some((kind, index) => kind !== other.kinds[index])) {
        const kinds = mine.kinds.map((kind, index) => (kind === other.kinds[index] ? kind : 'value'));
        this.tokens[at] = { ...mine, kinds };
        this.#parts = undefined;
      }
    }
    if (grown) this.#parts = undefined;
    return grown;
  }

  /** Makes another template, all of whose lines belong here, part of this one. */
  absorb(other: Template): void {
    other.standing = this;
    this.widen(other.tokens);
    this.ids = [...this.ids, ...other.ids].slice(-mostMerged);
    this.count += other.count;
    this.#times(other.first, other.last);
    this.seen = Math.max(this.seen, other.seen);
    for (let at = 0; at < this.trend.length; at++) {
      this.trend[at] = (this.trend[at] ?? 0) + (other.trend[at] ?? 0);
    }
  }

  /** Counts a line. */
  saw(time: number, slot: number, lines: number): void {
    this.count += 1;
    this.seen = lines;
    if (slot === -1) return;
    this.trend[slot] = (this.trend[slot] ?? 0) + 1;
    if (!(time >= this.first && time <= this.last)) this.#times(time, time);
  }

  #times(first: number, last: number): void {
    if (!(first >= this.first)) this.first = Number.isNaN(first) ? this.first : first;
    if (!(last <= this.last)) this.last = Number.isNaN(last) ? this.last : last;
  }

  /** As the page gets it; `trend` is in the order of time. */
  pattern(trend: readonly number[]): Pattern {
    const { id, ids, level, count, first, last } = this;
    return { id, ids, parts: (this.#parts ??= partsOf(this.tokens)), level, count, first, last, trend };
  }
}

function partsOf(tokens: readonly Token[]): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') parts.push({ kind: 'text', text: decodeBinary(text) });
    text = '';
  };
  tokens.forEach((token) => {
    if (isWild(token.text)) {
      flush();
      parts.push({ kind: 'hole', hole: token.kinds[0] ?? 'word' });
      text = token.text.slice(1);
      return;
    }
    token.text.split(hole).forEach((piece, at) => {
      if (at > 0) {
        flush();
        parts.push({ kind: 'hole', hole: token.kinds[at - 1] ?? 'value' });
      }
      text += piece;
    });
  });
  flush();
  return parts;
}
