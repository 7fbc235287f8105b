import { lookupField } from '../field-lookup';
import { levelsOf } from '../level';
import { LogFlag } from '../../model/log';
import { type FieldTest, type LogQuery, type MatchColumns, type QueryNode, visitNodes } from './ast';
import { lineAt, type LinesText, linesText } from './lines-text';
import { joinedRegex, termRegex } from './term-regex';
import { timeRange } from './time-term';

/** A query made ready for many chunks. Keeps no state between them. */
export interface Matcher {
  /**
   * Numbers of the lines that match, rising. Texts are matched as they are shown: without escape sequences. Where
   * `levels` is shorter than the lines, levels are found out here. Time is linear in the chunk but for regular
   * expressions, which may take for ever: run those where they can be ended.
   */
  match(columns: MatchColumns): Uint32Array<ArrayBuffer>;
}

/** 1 for each line that matches. */
type Bits = Uint8Array;

/** What a chunk is asked for is made at most once, and only where it is needed. */
class Subject {
  readonly columns: MatchColumns;
  readonly count: number;
  #text: LinesText | undefined;
  #levels: Uint8Array | undefined;

  constructor(columns: MatchColumns) {
    this.columns = columns;
    this.count = columns.ends.length;
  }

  get text(): LinesText {
    this.#text ??= linesText(this.columns);
    return this.#text;
  }

  get levels(): Uint8Array {
    this.#levels ??= this.columns.levels.length < this.count ? levelsOf(this.columns) : this.columns.levels;
    return this.#levels;
  }
}

/** Fills `bits` for a chunk. Lines whose `wanted` is 0 are not asked for: whatever they get is not looked at. */
type Evaluate = (subject: Subject, wanted: Bits | undefined) => Bits;

/** See `Matcher.match`, for one chunk. */
export function matchLines(query: LogQuery, columns: MatchColumns): Uint32Array<ArrayBuffer> {
  return createMatcher(query).match(columns);
}

/** Makes a query ready. The query must come from `parseQuery`. */
export function createMatcher(query: LogQuery): Matcher {
  const evaluate = compile(query.root);
  const wanted = query.inverse ? 0 : 1;
  return {
    match: (columns) => {
      const subject = new Subject(columns);
      return numbersOf(evaluate(subject, undefined), wanted);
    },
  };
}

/** Which columns a query looks at, so that only those need to be copied for a worker. */
export function columnsOf(query: LogQuery): {
  readonly text: boolean;
  readonly levels: boolean;
  readonly times: boolean;
  readonly sources: boolean;
  readonly flags: boolean;
} {
  const kinds = new Set<QueryNode['kind']>();
  visitNodes(query.root, (node) => kinds.add(node.kind));
  return {
    text: kinds.has('text') || kinds.has('regex') || kinds.has('field'),
    levels: kinds.has('level'),
    times: kinds.has('time'),
    sources: kinds.has('source'),
    flags: kinds.has('stream'),
  };
}

function numbersOf(bits: Bits, wanted: 0 | 1): Uint32Array<ArrayBuffer> {
  const numbers = new Uint32Array(bits.length);
  let count = 0;
  for (let line = bits.indexOf(wanted); line !== -1; line = bits.indexOf(wanted, line + 1)) {
    numbers[count] = line;
    count += 1;
  }
  return numbers.slice(0, count);
}

function compile(node: QueryNode): Evaluate {
  switch (node.kind) {
    case 'text':
    case 'regex':
      return compileText(node);
    case 'level':
      return each(
        ({ levels }) =>
          (line) =>
            ((node.mask >> (levels[line] ?? 0)) & 1) === 1,
      );
    case 'stream':
      return each(
        ({ columns }) =>
          (line) =>
            (((columns.flags[line] ?? 0) & LogFlag.stderr) !== 0) === node.stderr,
      );
    case 'source':
      return each(({ columns }) => {
        const fits = columns.sourceNames.map((name) => node.names.some((wanted) => nameFits(name, wanted)));
        return (line) => fits[columns.sources[line] ?? -1] === true;
      });
    case 'time':
      return each(({ columns }) => {
        const { from, fromOpen, to, toOpen } = timeRange(node, columns.now);
        return (line) => {
          const time = columns.times[line] ?? Number.NaN;
          const nanos = columns.nanos[line] ?? 0;
          const after = time > from || (time === from && (!fromOpen || nanos > 0));
          return after && (time < to || (time === to && !toOpen));
        };
      });
    case 'field':
      return compileField(node.path, node.test);
    case 'not': {
      const inner = compile(node.item);
      return (subject, wanted) => inner(subject, wanted).map((bit) => 1 - bit);
    }
    case 'and':
      return compileAll(node.items);
    case 'or':
      return compileAny(node.items);
  }
}

function nameFits(name: string, wanted: string): boolean {
  return wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}

/** A test of single lines; what it needs of the chunk is prepared once. */
function each(prepare: (subject: Subject) => (line: number) => boolean): Evaluate {
  return (subject, wanted) => {
    const bits = new Uint8Array(subject.count);
    const test = prepare(subject);
    for (let line = 0; line < bits.length; line++) {
      if ((wanted === undefined || wanted[line] === 1) && test(line)) bits[line] = 1;
    }
    return bits;
  };
}

/** Columns are cheap to ask, texts are dear, fields are dearest: the cheap ones first leave less for the others. */
function cost(node: QueryNode): number {
  switch (node.kind) {
    case 'stream':
    case 'source':
    case 'time':
      return 0;
    case 'level':
      return 1;
    case 'text':
      return 2;
    case 'regex':
      return 3;
    case 'field':
      return 4;
    case 'not':
      return cost(node.item);
    case 'and':
    case 'or':
      return Math.max(...node.items.map(cost));
  }
}

const cheapestFirst = (items: readonly QueryNode[]): readonly Evaluate[] =>
  [...items].sort((one, two) => cost(one) - cost(two)).map(compile);

function compileAll(items: readonly QueryNode[]): Evaluate {
  const parts = cheapestFirst(items);
  return (subject, wanted) => {
    let left = wanted;
    for (const part of parts) {
      const bits = part(subject, left);
      if (left !== undefined)
        for (let line = 0; line < bits.length; line++) bits[line] = (bits[line] ?? 0) & (left[line] ?? 0);
      left = bits;
      if (!left.includes(1)) break;
    }
    return left ?? new Uint8Array(subject.count);
  };
}

function compileAny(items: readonly QueryNode[]): Evaluate {
  const parts = cheapestFirst(items);
  return (subject, wanted) => {
    const found = new Uint8Array(subject.count);
    const left = wanted?.slice() ?? new Uint8Array(subject.count).fill(1);
    for (const part of parts) {
      const bits = part(subject, left);
      for (let line = 0; line < bits.length; line++) {
        if (bits[line] === 1 && left[line] === 1) {
          found[line] = 1;
          left[line] = 0;
        }
      }
      if (!left.includes(1)) break;
    }
    return found;
  };
}

/** Below one line in so many, lines are looked at one by one. */
const sparse = 16;

function compileText(node: Extract<QueryNode, { kind: 'text' | 'regex' }>): Evaluate {
  const single = termRegex(node);
  const overLines = node.kind === 'text' && node.text.includes('\n') ? undefined : joinedRegex(node);
  return (subject, wanted) => {
    const lines = subject.text;
    if (overLines === undefined || (wanted !== undefined && isSparse(wanted))) {
      return each(() => (line) => single.test(lineAt(lines, line)))(subject, wanted);
    }
    return search(lines, overLines, subject.count);
  };
}

function isSparse(wanted: Bits): boolean {
  let count = 0;
  for (const bit of wanted) count += bit;
  return count * sparse < wanted.length;
}

/** Goes from hit to hit; the rest of a line with a hit is skipped. */
function search({ text, starts }: LinesText, pattern: RegExp, count: number): Bits {
  const bits = new Uint8Array(count);
  let line = 0;
  pattern.lastIndex = 0;
  for (let hit = pattern.exec(text); hit !== null; hit = pattern.exec(text)) {
    if (hit.index >= text.length) break;
    line = lineOf(starts, hit.index, line);
    bits[line] = 1;
    line += 1;
    if (line >= count) break;
    pattern.lastIndex = starts[line] ?? text.length;
  }
  return bits;
}

/** The line in which an offset stands, not before line `from`. */
function lineOf(starts: Uint32Array, offset: number, from: number): number {
  let step = 1;
  while (from + step < starts.length && (starts[from + step] ?? 0) <= offset) step *= 2;
  let low = from + (step >> 1);
  let high = Math.min(from + step, starts.length - 1);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return (starts[high] ?? 0) <= offset ? high : low;
}

/** Parsing a line costs a microsecond and more: only lines that have the field's last name in them are parsed. */
function compileField(path: string, test: FieldTest): Evaluate {
  const name = path.slice(path.lastIndexOf('.') + 1);
  // A list may be at the path, and its index be the last name; names may be written with escapes.
  const named = /^\d*$/.test(name) || JSON.stringify(name) !== `"${name}"` ? '' : name;
  return each(({ text: lines }) => (line) => {
    const text = lineAt(lines, line);
    if (!text.includes(named) && !text.includes('\\')) return false;
    return lookupField(text, path).some((value) => valueFits(value, test));
  });
}

function valueFits(value: string, test: FieldTest): boolean {
  switch (test.op) {
    case 'exists':
      return true;
    case 'is': {
      const [is, wanted] = test.matchCase
        ? [value, test.value]
        : [value.toLowerCase(), test.value.toLowerCase()];
      if (test.prefix) return is.startsWith(wanted);
      return is === wanted || (isNumber(is) && isNumber(wanted) && sameNumber(is, wanted));
    }
    case '>':
      return isNumber(value) && Number(value) > test.value;
    case '>=':
      return isNumber(value) && Number(value) >= test.value;
    case '<':
      return isNumber(value) && Number(value) < test.value;
    case '<=':
      return isNumber(value) && Number(value) <= test.value;
  }
}

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));

/** Whole numbers beyond 2^53 are the same only where they are written the same. */
const sameNumber = (one: string, two: string): boolean =>
  Number(one) === Number(two) && Math.abs(Number(one)) <= Number.MAX_SAFE_INTEGER;
