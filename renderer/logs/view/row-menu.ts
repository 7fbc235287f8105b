import { Copy, ExternalLink, Filter, FilterX, Flag, Locate, Maximize2, Minimize2 } from 'lucide-react';
import { levelOfCode } from '#shared/logs/level';
import { quoted } from '#shared/logs/query/lexer';
import { displayText } from '#shared/util/display-text';
import { openLink } from '../../state/actions';
import type { MenuEntry } from '../../ui/Menu';
import { lineText } from '../line-text';
import type { CopyFormat, LogRowData } from '../model/types';
import type { LogViewModel } from '../model/view-model';
import { linksIn } from '../row/links';

export interface RowMenuInput {
  readonly model: LogViewModel;
  readonly row: LogRowData;
  /** Text that is selected within the row, '' where none is. */
  readonly selectedText: string;
  readonly copy: (format: CopyFormat) => void;
  readonly copyText: (text: string) => void;
  readonly open: (sequence: number) => void;
  /** Shows the row among its neighbours, without the filter. */
  readonly showAround: (sequence: number) => void;
}

const longestTerm = 200;
const mostLinks = 3;

/** Adds a term to the filter and shows it. `not`: lines that it fits are hidden. */
export function addFilter(model: LogViewModel, term: string, not = false): void {
  const { input } = model.filter;
  const added = not ? `NOT ${term}` : term;
  const text = input.regex || input.text.trim() === '' ? added : `${input.text.trim()} AND ${added}`;
  model.setSearch('filter', { ...input, regex: false, text });
  model.setOptions({ mode: 'filter' });
}

/** Lines whose field of this path has this value. */
export function fieldTerm(path: string, value: string): string {
  const name = /^[^\s":()]+$/.test(path) ? path : quoted(path);
  return `field.${name}:${/^[\w./@-]+$/.test(value) ? value : quoted(value)}`;
}

/** What can be done with a line of a log. */
export function rowMenu(input: RowMenuInput): readonly MenuEntry[] {
  const { model, row, selectedText } = input;
  const { sequence } = row;
  const marked = model.marked?.sequence === sequence;
  const expanded = model.expanded.has(sequence);
  const several = model.selection !== undefined && model.selection.from !== model.selection.to;
  const copies: readonly (readonly [CopyFormat, string, (readonly string[])?])[] = [
    ['plain', several ? 'Copy lines' : 'Copy line', ['Ctrl', 'C']],
    ['times', 'Copy with times'],
    ['source', 'Copy with times and source', ['Ctrl', 'Shift', 'C']],
    ['markdown', 'Copy as Markdown'],
  ];
  const name = model.sources.find(({ index }) => index === row.source)?.target.name;
  const level = row.kind === 'line' ? levelOfCode(row.level) : undefined;
  const part = selectedText.trim().slice(0, longestTerm);
  const terms = [
    ...(part === '' ? [] : [{ words: `\u201c${part.slice(0, 24)}\u201d`, term: quoted(part) }]),
    ...(level === undefined ? [] : [{ words: `level ${level}`, term: `level:${level}` }]),
    ...(name === undefined || model.sources.length < 2
      ? []
      : [{ words: name, term: `source:${/^[\w.-]+$/.test(name) ? name : quoted(name)}` }]),
    ...(row.kind === 'line' && row.stderr ? [{ words: 'stderr', term: 'stream:stderr' }] : []),
  ];
  const filters = (id: string, label: string, icon: typeof Filter, not: boolean): readonly MenuEntry[] =>
    terms.length === 0
      ? []
      : [
          {
            kind: 'submenu',
            id,
            label,
            icon,
            entries: terms.map(({ words, term }) => ({
              kind: 'item',
              id: term,
              label: words,
              onSelect: () => addFilter(model, term, not),
            })),
          },
        ];
  const links = row.kind === 'line' ? linksIn(lineText(row.bytes).text).slice(0, mostLinks) : [];
  const filtered = model.filter.input.text !== '' || model.options.hiddenLevels.length > 0;
  return [
    ...(part === ''
      ? []
      : [
          {
            kind: 'item',
            id: 'copy-text',
            label: 'Copy selected text',
            icon: Copy,
            onSelect: () => input.copyText(selectedText),
          } as const,
        ]),
    ...copies.map(
      ([format, label, keys]): MenuEntry => ({
        kind: 'item',
        id: format,
        label,
        icon: format === 'plain' ? Copy : undefined,
        keys: part === '' ? keys : undefined,
        onSelect: () => input.copy(format),
      }),
    ),
    { kind: 'separator', id: 'lines' },
    {
      kind: 'item',
      id: 'mark',
      label: marked ? 'Take the mark off' : 'Mark, and count time from here',
      icon: Flag,
      keys: ['M'],
      disabledReason: row.kind === 'line' && !Number.isNaN(row.time) ? undefined : 'The line has no time',
      onSelect: () => model.mark(marked ? undefined : sequence),
    },
    {
      kind: 'item',
      id: 'open',
      label: expanded ? 'Collapse' : 'Expand',
      icon: expanded ? Minimize2 : Maximize2,
      keys: ['Enter'],
      onSelect: () => input.open(sequence),
    },
    ...links.map(
      ({ url, from }): MenuEntry => ({
        kind: 'item',
        id: `link-${from}`,
        label: `Open ${displayText(url, 48)}`,
        icon: ExternalLink,
        onSelect: () => void openLink(url),
      }),
    ),
    { kind: 'separator', id: 'filters' },
    ...filters('only', 'Show only', Filter, false),
    ...filters('without', 'Hide', FilterX, true),
    {
      kind: 'item',
      id: 'around',
      label: 'Show around this line',
      icon: Locate,
      disabledReason: filtered ? undefined : 'Nothing is hidden',
      onSelect: () => input.showAround(sequence),
    },
  ];
}
