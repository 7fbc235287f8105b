import { logLevels } from '../level';
import { quoted, termKeys } from './lexer';

/** One way to go on with a query. */
export interface QuerySuggestion {
  /** What takes the place of `from..to` of the completion. */
  readonly insert: string;
  /** What it does, in a few words. */
  readonly hint: string;
}

/** Suggestions for the place where the caret is, and the part of the text that they replace. */
export interface QueryCompletion {
  readonly from: number;
  readonly to: number;
  readonly items: readonly QuerySuggestion[];
}

/** What is known of the log at hand. */
export interface KnownNames {
  readonly sources: readonly string[];
  /** Dotted paths. */
  readonly fields: readonly string[];
}

const mostItems = 20;

const keyHints: Readonly<Record<string, string>> = {
  'level:': 'lines of a level, such as level:error or level:>=warn',
  'stream:': 'stdout or stderr',
  'source:': 'lines of one container, such as source:web or source:web*',
  'time:': 'a time range, such as time:>14:05 or time:<5m',
  'field.': 'a field of JSON or logfmt lines, such as field.user.id:42',
};

const words: readonly QuerySuggestion[] = [
  { insert: 'AND', hint: 'both must match' },
  { insert: 'OR', hint: 'one of both must match' },
  { insert: 'NOT', hint: 'what follows must not match' },
];

const levelItems: readonly QuerySuggestion[] = [
  ...logLevels.toReversed().map((level) => ({ insert: level, hint: `lines of level ${level}` })),
  { insert: 'none', hint: 'lines without a level' },
  { insert: '>=warn', hint: 'warnings and everything above' },
];

const timeItems: readonly QuerySuggestion[] = [
  { insert: '<5m', hint: 'the last 5 minutes' },
  { insert: '<1h', hint: 'the last hour' },
  { insert: '>14:05', hint: 'since that time of day' },
  { insert: '14:00..14:05', hint: 'between two times of day, both included' },
];

const streamItems: readonly QuerySuggestion[] = [
  { insert: 'stderr', hint: 'what was written to stderr' },
  { insert: 'stdout', hint: 'what was written to stdout' },
];

/** What could be typed at `caret`: keys, their values, operators. At most 20; none within phrases and regexes. */
export function completeQuery(text: string, caret: number, known: KnownNames): QueryCompletion {
  const at = wordStart(text, caret);
  const typed = text.slice(at, caret);
  const to = wordEnd(text, caret);
  if (typed.startsWith('"') || typed.startsWith('/')) return { from: at, to, items: [] };
  const colon = typed.indexOf(':');
  const key = colon === -1 ? '' : typed.slice(0, colon).toLowerCase();
  if (colon !== -1 && termKeys.some((one) => one === key)) {
    const comma = key === 'level' || key === 'source' ? typed.lastIndexOf(',') : -1;
    const from = at + Math.max(colon, comma) + 1;
    return matching(values(key, known), text.slice(from, caret), from, to);
  }
  if (colon !== -1) return { from: at, to, items: [] };
  if (/^field\./i.test(typed)) {
    const paths = known.fields.map((path) => ({
      insert: `field.${/^[^\s":()]+$/.test(path) ? path : quoted(path)}:`,
      hint: `the field ${path}`,
    }));
    return matching(paths, typed, at, to);
  }
  const keys = Object.entries(keyHints).map(([insert, hint]) => ({ insert, hint }));
  const isFirst = text.slice(0, at).trim() === '';
  return matching([...keys, ...(isFirst || typed === '' ? [] : words)], typed, at, to);
}

function values(key: string, known: KnownNames): readonly QuerySuggestion[] {
  switch (key) {
    case 'level':
      return levelItems;
    case 'stream':
      return streamItems;
    case 'time':
      return timeItems;
    default:
      return known.sources.map((name) => ({
        insert: /^[\w.@/-]+$/.test(name) ? name : quoted(name),
        hint: `lines of ${name}`,
      }));
  }
}

function matching(
  items: readonly QuerySuggestion[],
  typed: string,
  from: number,
  to: number,
): QueryCompletion {
  const wanted = typed.toLowerCase();
  const fitting = items.filter(({ insert }) => {
    const name = insert.replace(/^"/, '').toLowerCase();
    return name.startsWith(wanted) && name !== wanted;
  });
  return { from, to, items: fitting.slice(0, mostItems) };
}

/** Where the term at the caret begins: behind a blank that stands in no quotation marks, a bracket or a minus. */
function wordStart(text: string, caret: number): number {
  let start = 0;
  let inQuotes = false;
  for (let at = 0; at < caret; at++) {
    const letter = text[at] ?? '';
    if (inQuotes && letter === '\\') at += 1;
    else if (letter === '"' && (inQuotes || at === start || text[at - 1] === ':')) inQuotes = !inQuotes;
    else if (!inQuotes && (/\s/.test(letter) || (at === start && (letter === '(' || letter === '-')))) {
      start = at + 1;
    }
  }
  return Math.min(start, caret);
}

function wordEnd(text: string, caret: number): number {
  const rest = /^[^\s)]*/.exec(text.slice(caret))?.[0] ?? '';
  return caret + rest.length;
}
