import { plainOptions, type QueryNode } from './ast';
import { parseQuery, type RangedTerm } from './parse';
import { printNode } from './print';

/** A term of a query, for showing it as a chip. All chips together are what a line must match. */
export interface QueryChip {
  /** Where it stands in the text. */
  readonly from: number;
  readonly to: number;
  /** As it is written. */
  readonly text: string;
  readonly kind: QueryNode['kind'];
  readonly negated: boolean;
}

/**
 * The terms that a line must all match, in their order. An `OR` at the top makes one chip of all of it. None for a text
 * that is no valid query. For texts that are no regular expression as a whole.
 */
export function queryChips(text: string): readonly QueryChip[] {
  return rangesOf(text).map(({ from, to, node }) => {
    const negated = node.kind === 'not';
    return { from, to, text: text.slice(from, to), kind: negated ? node.item.kind : node.kind, negated };
  });
}

/** The query without one of its chips, and without the operator that joined it; the rest stays as it is written. */
export function withoutChip(text: string, chip: QueryChip): string {
  const left = rangesOf(text).filter((term) => term.from !== chip.from);
  const before = text.slice(0, chip.from).trimEnd();
  const after = text.slice(chip.to).trimStart();
  const open = before.replace(/(?:^|\s+)AND$/, '');
  const rest = after.replace(/^AND(?:\s+|$)/, '');
  const glue = open === '' || rest === '' ? [''] : [' ', ' AND '];
  const wanted = meaning(left);
  const written = glue
    .map((between) => open + between + rest)
    .find((made) => meaning(rangesOf(made)) === wanted);
  // What is left would be read otherwise: a quotation mark that was text, for instance.
  return written ?? left.map(({ node }) => printTerm(node, left.length === 1)).join(' AND ');
}

/** A term in brackets where it would fall apart into several, or take its neighbours in. */
function printTerm(node: QueryNode, alone: boolean): string {
  const text = printNode(node);
  return node.kind === 'and' || (node.kind === 'or' && !alone) ? `(${text})` : text;
}

const rangesOf = (text: string): readonly RangedTerm[] => {
  const parsed = parseQuery(text, plainOptions);
  return parsed.ok ? parsed.terms : [];
};

const meaning = (terms: readonly RangedTerm[]): string => JSON.stringify(terms.map((term) => term.node));
