import { parseFields } from '#shared/logs/fields';
import type { FieldEntry } from '#shared/logs/field-node';
import { queryChips, withoutChip } from '#shared/logs/query/chips';
import { completeQuery } from '#shared/logs/query/complete';
import type { LogViewModel } from '../model/view-model';

/** A way to go on with what is typed: `insert` takes the place of `from..to`. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  readonly label: string;
  readonly hint: string;
}

/** Lines looked at for names of fields, and the most of these. */
const sampled = 60;
const mostFields = 100;
const decoder = new TextDecoder();

/** What could be typed at the caret, with the names of this log's sources and of fields in lines near the view. */
export function completions(model: LogViewModel, text: string, caret: number): readonly Completion[] {
  const known = {
    sources: model.sources.map(({ target }) => target.name),
    fields: /field\.?/i.test(text) ? fieldPaths(model) : [],
  };
  const { from, to, items } = completeQuery(text, caret, known);
  return items.map(({ insert, hint }) => ({ from, to, insert, label: insert, hint }));
}

function fieldPaths({ rows, viewTop }: LogViewModel): readonly string[] {
  const paths = new Set<string>();
  const start = Math.max(0, rows.indexOf(Math.floor(viewTop)) - sampled / 2);
  for (let index = start; index < Math.min(rows.count, start + sampled); index++) {
    const row = rows.at(index);
    if (row?.kind !== 'line' || row.bytes.byteLength > 4096) continue;
    const read = parseFields(decoder.decode(row.bytes));
    if (read?.root.kind === 'object') collect(read.root.entries, '', paths, 3);
    if (paths.size >= mostFields) break;
  }
  return [...paths].sort((a, b) => a.localeCompare(b));
}

function collect(entries: readonly FieldEntry[], prefix: string, paths: Set<string>, depth: number): void {
  for (const { name, value } of entries) {
    if (paths.size >= mostFields) return;
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (value.kind === 'object' && depth > 0) collect(value.entries, path, paths, depth - 1);
    else paths.add(path);
  }
}

/** A term of a search, and the search without it. */
export interface Term {
  readonly from: number;
  readonly label: string;
  readonly negated: boolean;
  /** Plain text rather than a term of the language. */
  readonly plain: boolean;
  /** How it is joined to the one before. */
  readonly joint: string | undefined;
  readonly without: string;
}

/** The terms that a line must all match. None for a text that is no valid query. */
export function termsOf(text: string): readonly Term[] {
  return queryChips(text).map((chip, at) => ({
    from: chip.from,
    label: chip.negated ? chip.text.replace(/^(?:NOT\s+|-)/, '') : chip.text,
    negated: chip.negated,
    plain: chip.kind === 'text' && !chip.negated,
    joint: at === 0 ? undefined : 'AND',
    without: withoutChip(text, chip),
  }));
}
