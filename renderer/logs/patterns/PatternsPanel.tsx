import { Shapes, X } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { Pattern, PatternSnapshot } from '#shared/logs/patterns/pattern';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { EmptyState } from '../../ui/EmptyState';
import { IconButton } from '../../ui/IconButton';
import { Segmented } from '../../ui/Segmented';
import { Switch } from '../../ui/Switch';
import { grouped } from '../log-time';
import { type PatternOrder, panelRows } from './panel-rows';
import { PatternRow } from './PatternRow';
import styles from './PatternsPanel.module.css';

const c = classes(styles);

/** Rows that are drawn at first, and with each press of “Show more”. */
const page = 100;

export interface PatternsPanelProps {
  /** Undefined until the first came. */
  readonly snapshot: PatternSnapshot | undefined;
  /** When the container was started last (epoch ms); undefined where that is not known. */
  readonly lastStart: number | undefined;
  /** Id of the pattern whose lines alone are shown. */
  readonly only: number | undefined;
  /** Ids of the patterns whose lines are hidden. */
  readonly muted: ReadonlySet<number>;
  readonly onOnly: (pattern: Pattern | undefined) => void;
  readonly onMute: (pattern: Pattern, muted: boolean) => void;
  readonly onClose: () => void;
}

const orders = [
  { id: 'count', label: 'Most' },
  { id: 'newest', label: 'Newest' },
] as const;

/**
 * What the log says, folded: each pattern once, with its number of lines since the log was opened. A drawer of 380 px
 * beside the lines; arrows move, Enter shows only these lines, M mutes them, Escape closes.
 */
export function PatternsPanel(props: PatternsPanelProps) {
  const { snapshot, lastStart, only, muted, onOnly, onMute, onClose } = props;
  const [order, setOrder] = useState<PatternOrder>('count');
  const [onlyNew, setOnlyNew] = useState(false);
  const [drawn, setDrawn] = useState(page);
  const [current, setCurrent] = useState<number>();
  const list = useRef<HTMLUListElement>(null);

  const newSince = onlyNew ? lastStart : undefined;
  const rows = snapshot === undefined ? [] : panelRows(snapshot, { order, newSince });
  const shown = rows.slice(0, drawn);
  const owns = (pattern: Pattern, id: number | undefined): boolean =>
    id !== undefined && pattern.ids.includes(id);
  const isMuted = (pattern: Pattern): boolean => pattern.ids.some((id) => muted.has(id));
  const at = Math.max(
    0,
    shown.findIndex((pattern) => owns(pattern, current)),
  );

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onRow = event.target instanceof HTMLLIElement;
    const pattern = shown[at];
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: shown.length - 1,
    };
    const to = moves[event.key];
    if (event.key === 'Escape') onClose();
    else if (to !== undefined) {
      const row = list.current?.children.item(Math.min(shown.length - 1, Math.max(0, to)));
      if (row instanceof HTMLElement) row.focus();
    } else if (!onRow || pattern === undefined) return;
    else if (event.key === 'Enter') onOnly(owns(pattern, only) ? undefined : pattern);
    else if (event.key.toLowerCase() === 'm') onMute(pattern, !isMuted(pattern));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section className={c('panel')} aria-label="Patterns" onKeyDown={onKeyDown}>
      <header className={c('head')}>
        <h2>Patterns</h2>
        {snapshot !== undefined && <span className={c('sub')}>{grouped(rows.length)}</span>}
        <span className={c('grow')} />
        <Segmented label="Order" segments={orders} value={order} onChange={setOrder} />
        <IconButton label="Close patterns" icon={X} size="sm" onClick={onClose} />
      </header>
      {lastStart !== undefined && (
        <label
          className={c('option')}
          title="Compared with the lines before it that were read. Load older lines to compare with more."
        >
          <Switch label="Only new since the last start" checked={onlyNew} onChange={setOnlyNew} />
          <span aria-hidden="true">Only new since the last start</span>
        </label>
      )}
      {rows.length === 0 ? (
        <EmptyState
          icon={Shapes}
          title={onlyNew ? 'Nothing new' : 'No patterns yet'}
          text={
            onlyNew
              ? 'Every line since the last start is of a kind that lines before it were, too.'
              : 'Lines are folded into patterns as they come.'
          }
        />
      ) : (
        <>
          <ul ref={list} className={c('list')} aria-label="Patterns of lines">
            {shown.map((pattern, index) => (
              <PatternRow
                key={pattern.id}
                pattern={pattern}
                only={owns(pattern, only)}
                muted={isMuted(pattern)}
                current={index === at}
                onOnly={onOnly}
                onMute={onMute}
                onFocus={setCurrent}
              />
            ))}
            {rows.length > shown.length && (
              <li className={c('more')}>
                <Button size="sm" variant="quiet" onClick={() => setDrawn(drawn + page)}>
                  {`Show more of ${grouped(rows.length)}`}
                </Button>
              </li>
            )}
          </ul>
          {snapshot !== undefined && (
            <footer className={c('foot')}>
              {`${grouped(snapshot.lines)} lines since the log was opened`}
              {snapshot.other > 0 && `, ${grouped(snapshot.other)} of no pattern`}
            </footer>
          )}
        </>
      )}
    </section>
  );
}
