import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { levelOfCode } from '#shared/logs/level';
import { displayText } from '#shared/util/display-text';
import { classes } from '../../ui/classes';
import { copyText } from '../../ui/CopyButton';
import { type MenuPoint, PointMenu } from '../../ui/Menu';
import type { CopyFormat, LogTarget } from '../model/types';
import { lineText } from '../line-text';
import type { LogViewModel } from '../model/view-model';
import type { RowActions } from '../row/LogRow';
import { rowContent } from '../row/row-content';
import { openLink } from '../../state/actions';
import { AddSourcesDialog } from './AddSourcesDialog';
import { ListController } from './list-controller';
import { type ListKeyTarget, listKey } from './list-keys';
import { LogCondition } from './LogCondition';
import { LogFooter } from './LogFooter';
import { useFindKeys } from './use-find-keys';
import { LogList } from './LogList';
import { LogToolbar } from './LogToolbar';
import styles from './LogView.module.css';
import { NewLines } from './NewLines';
import { addFilter, fieldTerm, rowMenu } from './row-menu';
import { GoToTimeDialog, RangeDialog } from './TimeDialogs';
import { WholeLineDialog } from './WholeLineDialog';

const c = classes(styles);

export interface LogViewProps {
  readonly model: LogViewModel;
  /** What is read, in words: a container's name, or a project's. */
  readonly name: string;
  /** Shown to a person now. Nothing is read while it is false; lines and place stay. */
  readonly active: boolean;
  /** Where given, a container that starts again is read on by itself. */
  readonly running?: boolean | undefined;
  /** False where the person switched keys of one letter off. */
  readonly letterKeys?: boolean;
  /** Why the engine gives its lines no times; undefined where it does. */
  readonly withoutTimes?: string | undefined;
  /** Other containers are to be read; absent where they cannot be chosen here. */
  readonly onTargets?: ((targets: readonly LogTarget[]) => void) | undefined;
  /** Volume over time, above the list. */
  readonly volume?: ReactNode;
  /** The panel of patterns, beside the list; absent where there is none. */
  readonly patterns?: ((onClose: () => void) => ReactNode) | undefined;
}

type Asking = 'time' | 'range' | 'sources' | { readonly line: number };

/**
 * The log of one container or of several: followed, searchable, bounded. Lines, place and options belong to the model,
 * which outlives the view; the view holds it open while it is active. Mount anew for another model.
 */
export function LogView(props: LogViewProps) {
  const { model, active, running, letterKeys = true, withoutTimes, onTargets } = props;
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const controller = useMemo(() => new ListController(model), [model]);
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [asking, setAsking] = useState<Asking>();
  const [cursor, setCursor] = useCursor(model.currentHit);
  const [menu, setMenu] = useState<{
    readonly sequence: number;
    readonly at: MenuPoint;
    readonly text: string;
  }>();
  const [patternsOpen, setPatternsOpen] = useState(false);
  const [said, say] = useState('');

  useEffect(() => (active ? model.hold() : undefined), [model, active]);
  useEffect(() => {
    if (active && running === true && model.status.kind === 'ended') model.readAgain();
  }, [model, active, running]);

  const toggleFollow = (): void => {
    if (model.paused === undefined) model.pause('key', controller.drawnTop);
    else model.follow();
  };
  const focusLog = (): void => {
    const log = root.current?.querySelector('[role="log"]');
    if (log instanceof HTMLElement) log.focus();
  };
  const focusSearch = (mode: 'find' | 'filter'): void => {
    if (model.options.mode !== mode) model.setOptions({ mode });
    input.current?.focus();
    input.current?.select();
  };
  const copy = (format: CopyFormat): boolean => {
    if (model.selection === undefined) return false;
    void copyText(model.copySelection(format)).then((done) =>
      say(done ? 'Copied' : 'The system did not allow copying'),
    );
    return true;
  };
  const open = useCallback(
    (sequence: number): void => {
      const { rows } = model;
      const row = rows.at(rows.indexOf(sequence));
      if (row?.kind !== 'line' || row.sequence !== sequence) return;
      model.pause('key', controller.drawnTop);
      setAsking({ line: sequence });
    },
    [model, controller],
  );
  const expand = useCallback(
    (sequence: number): void => {
      model.pause('key', controller.drawnTop);
      model.toggleExpanded(sequence);
    },
    [model, controller],
  );
  const actions = useMemo(
    (): RowActions => ({
      onOpen: open,
      onExpand: expand,
      onMark: (sequence) => model.mark(model.marked?.sequence === sequence ? undefined : sequence),
      onLink: (url) => void openLink(url),
      onFilterField: (path, value) => addFilter(model, fieldTerm(path, value)),
    }),
    [model, open, expand],
  );
  /** Fields of a structured line beneath it, any other line whole. */
  const openOrExpand = (sequence: number): void => {
    const row = model.rows.at(model.rows.indexOf(sequence));
    if (row?.kind !== 'line' || row.sequence !== sequence) return;
    if (rowContent(lineText(row.bytes), false).fields === undefined) open(sequence);
    else expand(sequence);
  };

  const onListKey = (event: KeyboardEvent): void => {
    // Text that the browser has selected within a row is copied by the browser.
    const native = document.getSelection();
    const inText = native !== null && !native.isCollapsed;
    const target: ListKeyTarget = {
      model,
      controller,
      letterKeys,
      cursor,
      setCursor,
      focusSearch,
      goToTime: () => setAsking('time'),
      open: openOrExpand,
      copy: (format) => {
        if (!inText || model.selection !== undefined) return copy(format);
        // Text within a row is copied by the browser; with time and source it is the row that is copied.
        if (format === 'plain' || cursor === undefined) return false;
        model.select(cursor, cursor);
        return copy(format);
      },
      toggleFollow,
      say,
      read: (sequence) => say(rowWords(model, sequence)),
    };
    if (event.target instanceof HTMLElement && event.target.closest('button, input') !== null) return;
    if (!listKey(event, target)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  useFindKeys(active, root, (found) => {
    if (found === 'find') focusSearch('find');
    else model.step(found);
  });
  const close = useCallback((): void => setAsking(undefined), []);
  const menuRow = menu === undefined ? undefined : model.rows.at(model.rows.indexOf(menu.sequence));

  return (
    <div ref={root} className={c('view')}>
      <LogToolbar
        model={model}
        input={input}
        onLeave={focusLog}
        onToggleFollow={toggleFollow}
        onRange={() => setAsking('range')}
        onAdd={onTargets === undefined ? undefined : () => setAsking('sources')}
        withoutTimes={withoutTimes}
        patterns={
          props.patterns === undefined
            ? undefined
            : { open: patternsOpen, onToggle: () => setPatternsOpen(!patternsOpen) }
        }
      />
      {props.volume}
      <div className={c('body')}>
        <LogList
          model={model}
          controller={controller}
          label="Logs"
          untimed={withoutTimes !== undefined}
          cursor={cursor}
          onCursor={setCursor}
          actions={actions}
          onKeyDown={onListKey}
          onMenu={(sequence, at) => {
            const text = document.getSelection()?.toString() ?? '';
            const { selection } = model;
            setCursor(sequence);
            if (selection === undefined || sequence < selection.from || sequence > selection.to)
              model.select(sequence, sequence);
            setMenu({ sequence, at, text });
          }}
        />
        <LogCondition model={model} name={displayText(props.name, 80)} />
        <NewLines model={model} />
        {patternsOpen && props.patterns?.(() => setPatternsOpen(false))}
      </div>
      <LogFooter model={model} />
      <span className={c('unseen')} aria-live="polite">
        {said}
      </span>
      <PointMenu
        at={menu?.at}
        label="Actions for the line"
        entries={
          menu === undefined || menuRow?.sequence !== menu.sequence
            ? []
            : rowMenu({
                model,
                row: menuRow,
                selectedText: menu.text,
                copy,
                copyText: (text) => void copyText(text),
                open: openOrExpand,
                showAround: (sequence) => {
                  model.setSearch('filter', { ...model.filter.input, text: '' });
                  model.setOptions({ hiddenLevels: [], mode: 'find' });
                  controller.reveal(sequence);
                },
              })
        }
        onClose={() => setMenu(undefined)}
      />
      {asking === 'time' && <GoToTimeDialog model={model} onClose={close} />}
      {asking === 'range' && <RangeDialog model={model} onClose={close} />}
      {asking === 'sources' && onTargets !== undefined && (
        <AddSourcesDialog model={model} onTargets={onTargets} onClose={close} />
      )}
      {typeof asking === 'object' && <WholeLineDialog model={model} sequence={asking.line} onClose={close} />}
    </div>
  );
}

const longestRead = 300;

/** A row for screen readers: its container where there are several, its level and its text. */
function rowWords({ rows, sources }: LogViewModel, sequence: number): string {
  const row = rows.at(rows.indexOf(sequence));
  if (row === undefined || row.sequence !== sequence) return '';
  const name =
    sources.length < 2 ? undefined : sources.find(({ index }) => index === row.source)?.target.name;
  const words =
    row.kind === 'notice'
      ? [name, row.notice.text]
      : [name, levelOfCode(row.level), lineText(row.bytes).text.slice(0, longestRead)];
  return words.filter((part) => part !== undefined).join(', ');
}

/** The row that keys act on: the last one moved to, by hand or by find, whose `hit` is the sequence it stands on. */
function useCursor(hit: number | undefined) {
  const [cursor, setCursor] = useState(hit);
  const [seen, setSeen] = useState(hit);
  if (seen !== hit) {
    setSeen(hit);
    if (hit !== undefined) setCursor(hit);
  }
  return [cursor, setCursor] as const;
}
