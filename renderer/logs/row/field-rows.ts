import { type FieldNode, nodeText } from '#shared/logs/field-node';
import { visibleControls } from '#shared/util/ansi';

/** One line of a field tree. */
export interface FieldRow {
  /** Dotted, as `field.PATH:` in a search takes it. */
  readonly path: string;
  readonly name: string;
  readonly value: FieldNode;
  /** 0 for the line's own fields. */
  readonly depth: number;
  /** How many entries it opens to; 0 for a plain value. */
  readonly entries: number;
}

/** Rows of a tree that are drawn at most. */
export const mostFieldRows = 200;

function entriesOf(node: FieldNode): readonly (readonly [string, FieldNode])[] {
  if (node.kind === 'object') return node.entries.map(({ name, value }) => [name, value] as const);
  if (node.kind === 'list') return node.items.map((value, index) => [String(index), value] as const);
  return [];
}

/** The rows of a tree: the entries of `root`, and beneath each that is open its own. At most one more than are drawn. */
export function fieldRows(root: FieldNode, isOpen: (row: FieldRow) => boolean): readonly FieldRow[] {
  const rows: FieldRow[] = [];
  const walk = (node: FieldNode, prefix: string, depth: number): void => {
    for (const [name, value] of entriesOf(node)) {
      if (rows.length > mostFieldRows) return;
      const row = { path: `${prefix}${name}`, name, value, depth, entries: entriesOf(value).length };
      rows.push(row);
      if (row.entries > 0 && isOpen(row)) walk(value, `${row.path}.`, depth + 1);
    }
  };
  walk(root, '', 0);
  return rows;
}

/** A value as it stands in the tree: text in quotes, its line breaks kept, all other controls visible. */
export function fieldText(node: FieldNode): string {
  if (node.kind !== 'text') return nodeText(node);
  return `"${node.text
    .split('\n')
    .map((line) => visibleControls(line))
    .join('\n')}"`;
}
