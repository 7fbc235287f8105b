import { type LogQuery, type QueryNode, visitNodes } from './ast';
import { termRegex } from './term-regex';

/** A part of a line's text, from a first character to behind the last. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** Ranges given for one line. */
const mostRanges = 200;
/** Beyond so many characters nothing is highlighted: rows show less. */
const looksAt = 20_000;

type TextNode = Extract<QueryNode, { kind: 'text' | 'regex' }>;

/** The terms that say what a hit has in it: texts and regexes that are not negated. None for an inverse query. */
function shownTerms(query: LogQuery): readonly TextNode[] {
  const terms: TextNode[] = [];
  const collect = (node: QueryNode): void => {
    if (node.kind === 'text' || node.kind === 'regex') terms.push(node);
    else if (node.kind === 'and' || node.kind === 'or') node.items.forEach(collect);
  };
  if (!query.inverse) collect(query.root);
  return terms;
}

/** Whether a query has no regular expression, so that `highlights` is quick whatever the text. */
export function isQuick(query: LogQuery): boolean {
  let quick = true;
  visitNodes(query.root, (node) => {
    if (node.kind === 'regex') quick = false;
  });
  return quick;
}

/**
 * What is to be highlighted in a line's text as it is shown: rising ranges that do not overlap, at most 200, within the
 * first 20,000 characters. A regular expression may take for ever: on the page's thread only where `isQuick`; else
 * have it done by a `ChunkWorker` (`highlight`), which is ended when it does not answer.
 */
export function highlights(text: string, query: LogQuery): readonly TextRange[] {
  const seen = text.length > looksAt ? text.slice(0, looksAt) : text;
  const found: TextRange[] = [];
  for (const term of shownTerms(query)) {
    const pattern = termRegex(term, 'g');
    let count = 0;
    for (let hit = pattern.exec(seen); hit !== null && count < mostRanges; hit = pattern.exec(seen)) {
      const to = hit.index + hit[0].length;
      if (hit[0] === '') pattern.lastIndex = to + 1;
      else found.push({ from: hit.index, to });
      count += 1;
    }
  }
  return merged(found).slice(0, mostRanges);
}

function merged(ranges: readonly TextRange[]): readonly TextRange[] {
  const all: TextRange[] = [];
  for (const range of [...ranges].sort((one, two) => one.from - two.from)) {
    const last = all.at(-1);
    if (last === undefined || range.from > last.to) all.push(range);
    else if (range.to > last.to) all[all.length - 1] = { from: last.from, to: range.to };
  }
  return all;
}
