import { levelWords } from '../level-words';
import { logLevels } from '../level';
import type { FieldTest, QueryNode, QueryOptions } from './ast';
import type { Token } from './lexer';
import { QueryError } from './query-error';
import { readTime } from './time-term';

type Term = Extract<Token, { kind: 'term' }>;

const asText = 'Put it in quotation marks to look for it as text.';

/** What a `key:value` stands for. Throws a QueryError for a value that the key cannot have. */
export function readTerm(term: Term, options: QueryOptions): QueryNode {
  switch (term.key) {
    case 'level':
      return { kind: 'level', mask: readLevels(term) };
    case 'stream':
      return { kind: 'stream', stderr: readStream(term) };
    case 'source':
      return { kind: 'source', names: readNames(term) };
    case 'time': {
      const node = readTime(term.operator, term.value);
      if (node !== undefined) return node;
      throw problem(
        term,
        `“${written(term)}” is no time. Times are written like >14:05, 14:00..14:05, >2026-11-20T14:05 or <5m. ${asText}`,
      );
    }
    case 'field':
      return { kind: 'field', path: term.path, test: readTest(term, options) };
  }
}

const problem = (term: Term, message: string): QueryError => new QueryError(message, term.valueFrom, term.to);

const codes = new Map(levelWords.map(([word, level]) => [word, logLevels.indexOf(level) + 1]));
codes.set('none', 0);

const written = (term: Term): string => `${term.operator}${term.value}`;

function readNames(term: Term): readonly string[] {
  const names = term.quoted ? [term.value] : term.value.split(',').filter((name) => name !== '');
  if (term.operator === '' && names.length > 0 && !names.includes('')) return names;
  throw problem(
    term,
    `“${written(term)}” is no source. Sources are containers' names, such as web or web*. ${asText}`,
  );
}

function readLevels(term: Term): number {
  const { operator } = term;
  const words = term.value.toLowerCase().split(',');
  const wanted = words.map((word) => codes.get(word));
  let mask = 0;
  for (let level = 0; level <= 6; level++) {
    const isIn =
      operator === ''
        ? wanted.includes(level)
        : level > 0 && wanted.length === 1 && compare(level, operator, wanted[0] ?? 0);
    if (isIn) mask |= 1 << level;
  }
  if (mask !== 0 && !wanted.includes(undefined) && (operator === '' || wanted[0] !== 0)) return mask;
  throw problem(
    term,
    `“${written(term)}” is no level. Levels are ${logLevels.join(', ')} and none; several are written like warn,error, and >=warn means warn and above. ${asText}`,
  );
}

function compare(level: number, operator: string, code: number): boolean {
  const same = operator.endsWith('=') && level === code;
  return same || (operator.startsWith('>') ? level > code : level < code);
}

function readStream(term: Term): boolean {
  switch (term.value.toLowerCase()) {
    case 'stderr':
    case 'err':
      if (term.operator === '') return true;
      break;
    case 'stdout':
    case 'out':
      if (term.operator === '') return false;
      break;
  }
  throw problem(term, `“${written(term)}” is no stream: there are stdout and stderr. ${asText}`);
}

function readTest(term: Term, options: QueryOptions): FieldTest {
  if (term.operator !== '') {
    const value = Number(term.value);
    if (term.value.trim() === '' || !Number.isFinite(value)) {
      throw problem(term, `A field is compared with a number, and “${term.value}” is none.`);
    }
    return { op: term.operator as '>' | '>=' | '<' | '<=', value };
  }
  if (term.value === '*' && !term.quoted) return { op: 'exists' };
  const prefix = !term.quoted && term.value.endsWith('*');
  const value = prefix ? term.value.slice(0, -1) : term.value;
  return { op: 'is', value, prefix, matchCase: options.matchCase };
}
