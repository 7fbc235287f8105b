import { ChevronDown, ChevronRight, Ellipsis } from 'lucide-react';
import { memo } from 'react';
import { displayText } from '#shared/util/display-text';
import { classes } from '../ui/classes';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import type { MenuPoint } from '../ui/Menu';
import { cellText } from './column-words';
import type { ProcessColumn } from './columns';
import styles from './Processes.module.css';
import type { ProcessRow } from './tree';

const c = classes(styles);
const mostDepth = 24;

export interface ProcessLineProps {
  readonly row: ProcessRow;
  /** The program's first. */
  readonly columns: readonly ProcessColumn[];
  readonly template: string;
  readonly tree: boolean;
  readonly current: boolean;
  readonly index: number;
  readonly onFold: (key: string, folded: boolean) => void;
  readonly onMenu: (key: string, at: MenuPoint) => void;
}

/** What a process is called: its program and arguments, as the engine tells them. */
export function processName({ process }: Pick<ProcessRow, 'process'>, command: number): string {
  return displayText(process.cells[command] ?? '', 300) || `process ${process.pid}`;
}

/** One process. */
export const ProcessLine = memo(function ProcessLine({
  row,
  columns,
  template,
  tree,
  current,
  index,
  onFold,
  onMenu,
}: ProcessLineProps) {
  const { key, process, depth, children, folded, gone, matches } = row;
  const [first, ...others] = columns;
  const name = processName(row, first?.index ?? 0);
  const short = name.length > 60 ? `${name.slice(0, 59)}…` : name;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-label={Number.isFinite(process.pid) ? `${short}, PID ${process.pid}` : short}
      aria-description={gone ? 'Ended' : undefined}
      aria-level={tree ? depth + 1 : undefined}
      aria-expanded={tree && children > 0 ? !folded : undefined}
      tabIndex={current ? 0 : -1}
      data-row={key}
      className={c('row', gone && 'gone', !matches && 'aside')}
      style={{ gridTemplateColumns: template }}
    >
      <span
        role="gridcell"
        className={c('command')}
        style={{ paddingLeft: tree ? Math.min(depth, mostDepth) * 18 : 0 }}
      >
        {tree &&
          (children > 0 ? (
            <button
              type="button"
              className={c('fold')}
              tabIndex={-1}
              aria-label={`${folded ? 'Expand' : 'Collapse'} ${short}`}
              onClick={() => onFold(key, !folded)}
            >
              <Icon icon={folded ? ChevronRight : ChevronDown} size={14} />
            </button>
          ) : (
            <i className={c('noFold')} />
          ))}
        <code title={name} data-selectable>
          {name}
        </code>
      </span>
      {others.map(({ index: cell, title, numeric }) => {
        const text = displayText(cellText(title, process.cells[cell] ?? ''), 200);
        return (
          <span key={cell} role="gridcell" className={c('cell', numeric && 'numeric')} title={text}>
            {text}
          </span>
        );
      })}
      <span role="gridcell" className={c('last')}>
        <IconButton
          size="sm"
          icon={Ellipsis}
          label={`Actions for ${short}`}
          tooltip={false}
          tabIndex={-1}
          aria-haspopup="menu"
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            onMenu(key, { x: box.left, y: box.bottom });
          }}
        />
      </span>
    </div>
  );
});
