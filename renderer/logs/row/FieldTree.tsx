import { ChevronDown, ChevronRight, Filter } from 'lucide-react';
import { useState } from 'react';
import { type FieldNode, nodeJson, nodeText } from '#shared/logs/field-node';
import { displayText } from '#shared/util/display-text';
import { classes } from '../../ui/classes';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import styles from './FieldTree.module.css';
import { type FieldRow, fieldRows, fieldText, mostFieldRows } from './field-rows';

const c = classes(styles);

const openDepth = 2;
const longestText = 4000;

export interface FieldTreeProps {
  readonly root: FieldNode;
  /** The whole line, for copying. */
  readonly text: () => string;
  /** Text that is looked for, as it stands in the line: it is highlighted in values. */
  readonly hits: readonly string[];
  /** Shows only lines with this value; `path` is dotted. */
  readonly onFilter: (path: string, value: string) => void;
}

/** The fields of a line, one in each row: objects and lists open, plain values can be copied and filtered by. */
export function FieldTree({ root, text, hits, onFilter }: FieldTreeProps) {
  // What was turned against the default: the first two levels are open.
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const isOpen = (row: FieldRow): boolean => row.depth < openDepth - 1 !== turned.has(row.path);
  const turn = (path: string): void => {
    const next = new Set(turned);
    if (!next.delete(path)) next.add(path);
    setTurned(next);
  };
  const rows = fieldRows(root, isOpen);
  return (
    <div className={c('tree')}>
      <ul className={c('rows')} aria-label="Fields">
        {rows.slice(0, mostFieldRows).map((row) => (
          <li key={row.path} className={c('row')} style={{ paddingLeft: 14 + row.depth * 22 }}>
            {row.entries > 0 && (
              <button
                type="button"
                className={c('chevron')}
                style={{ left: row.depth * 22 - 2 }}
                aria-label={`${isOpen(row) ? 'Close' : 'Open'} ${displayText(row.name, 100)}`}
                aria-expanded={isOpen(row)}
                onClick={() => turn(row.path)}
              >
                <Icon icon={isOpen(row) ? ChevronDown : ChevronRight} size={12} />
              </button>
            )}
            <span className={c('key')}>{displayText(row.name, 200)}</span>
            <span className={c('colon')}>: </span>
            <Value node={row.value} hits={hits} />
            <span className={c('actions')}>
              {row.entries === 0 && (
                <IconButton
                  label={`Filter on ${displayText(row.path, 100)}`}
                  icon={Filter}
                  size="sm"
                  iconSize={12}
                  tooltip={false}
                  onClick={() => onFilter(row.path, nodeText(row.value))}
                />
              )}
              <CopyButton
                label={`Copy value of ${displayText(row.name, 100)}`}
                text={() => (row.value.kind === 'text' ? row.value.text : nodeJson(row.value))}
              />
            </span>
          </li>
        ))}
        {rows.length > mostFieldRows && <li className={c('row', 'colon')}>More fields are not shown.</li>}
      </ul>
      <span className={c('whole')}>
        <CopyButton label="Copy JSON" words text={() => nodeJson(root)} />
        <CopyButton label="Copy line" words text={text} />
      </span>
    </div>
  );
}

function Value({ node, hits }: { readonly node: FieldNode; readonly hits: readonly string[] }) {
  const text = fieldText(node);
  const shown = text.length > longestText ? `${text.slice(0, longestText)}\u2026` : text;
  return (
    <span className={c('value', node.kind)} data-selectable>
      {node.kind === 'object' || node.kind === 'list' ? shown : withHits(shown, hits)}
    </span>
  );
}

/** The text with every occurrence of one of `hits` marked. */
function withHits(text: string, hits: readonly string[]) {
  const pieces: React.ReactNode[] = [];
  let at = 0;
  for (;;) {
    let from = -1;
    let size = 0;
    for (const hit of hits) {
      const found = hit === '' ? -1 : text.indexOf(hit, at);
      if (found !== -1 && (from === -1 || found < from)) [from, size] = [found, hit.length];
    }
    if (from === -1) break;
    pieces.push(text.slice(at, from), <mark key={from}>{text.slice(from, from + size)}</mark>);
    at = from + size;
  }
  return at === 0 ? text : [...pieces, text.slice(at)];
}
