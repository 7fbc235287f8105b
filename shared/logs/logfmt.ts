/** A `name=value` in a line, and where it stands. */
export interface LogfmtPair {
  readonly name: string;
  /** Without quotation marks and escapes. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

/** Longer lines have no pairs, in characters. */
const longestLine = 64 * 1024;
const mostPairs = 200;

const pair = /(?:^|(?<=\s))([A-Za-z_@][\w.@/-]{0,99})=("(?:[^"\\]|\\.)*"|[^\s"]\S*|)(?=\s|$)/g;

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const unquoted = (value: string): string =>
  value.startsWith('"')
    ? value.slice(1, -1).replace(/\\(.)/g, (_all, letter: string) => escapes[letter] ?? letter)
    : value;

/** The pairs of a line, in their order: at most 200, none in lines of more than 64 Ki characters. */
export function pairsOf(line: string): readonly LogfmtPair[] {
  const pairs: LogfmtPair[] = [];
  if (line.length > longestLine || !line.includes('=')) return pairs;
  pair.lastIndex = 0;
  for (let found = pair.exec(line); found !== null; found = pair.exec(line)) {
    const [all, name = '', value = ''] = found;
    pairs.push({ name, value: unquoted(value), from: found.index, to: found.index + all.length });
    if (pairs.length >= mostPairs) break;
  }
  return pairs;
}

/** The pairs that end a line, with nothing between and behind them: those from which on a line is structured. */
export function trailingPairs(line: string): readonly LogfmtPair[] {
  const pairs = pairsOf(line);
  let from = line.trimEnd().length;
  let first = pairs.length;
  while (first > 0) {
    const last = pairs[first - 1];
    if (last === undefined || line.slice(last.to, from).trim() !== '' || last.to > from) break;
    from = last.from;
    first -= 1;
  }
  return pairs.slice(first);
}
