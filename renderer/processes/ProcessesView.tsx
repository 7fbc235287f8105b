import { Columns3, Copy, ListRestart, ListTree, Search, Send } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { errorText } from '#shared/errors';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import type { Client } from '../bridge/client';
import { clock, count } from '../state/format';
import { useStore } from '../state/store';
import { announce, selectView, setProcessesView, showToast } from '../state/ui-actions';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { copyText } from '../ui/CopyButton';
import { EmptyState } from '../ui/EmptyState';
import { ErrorState } from '../ui/ErrorState';
import { IconButton } from '../ui/IconButton';
import { Menu, type MenuEntry, type MenuPoint, PointMenu } from '../ui/Menu';
import { Segmented } from '../ui/Segmented';
import { Skeleton } from '../ui/Skeleton';
import { TextInput } from '../ui/TextInput';
import { columnsOf, commandIndex } from './columns';
import { processName } from './ProcessLine';
import { ProcessFeed } from './process-feed';
import { ProcessGrid } from './ProcessGrid';
import styles from './Processes.module.css';
import { processSignals } from './signals';
import { flatRows, hasTree, type ListedProcess, type ProcessRow, treeRows } from './tree';

const c = classes(styles);

export interface ProcessesViewProps {
  readonly client: Client;
  readonly engineId: EngineId;
  readonly containerId: ContainerId;
  readonly containerName: string;
  readonly active: boolean;
  readonly running: boolean;
  /** Why nothing can be changed now. */
  readonly blocked: string | undefined;
}

/** The processes of one container, read again each two seconds while they are looked at. */
export function ProcessesView(props: ProcessesViewProps) {
  return <Processes key={`${props.engineId}/${props.containerId}`} {...props} />;
}

/** What is asked before it is done. */
interface Question {
  readonly row: ProcessRow;
  readonly name: string;
}

function Processes(props: ProcessesViewProps) {
  const { client, engineId, containerId, active, running, blocked } = props;
  const container = displayText(props.containerName, 80);
  const feed = useMemo(() => new ProcessFeed(client, engineId, containerId), [client, engineId, containerId]);
  const frame = useSyncExternalStore(feed.subscribe, feed.frame);
  const view = useStore((state) => selectView(state).processes);
  const [text, setText] = useState('');
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [menu, setMenu] = useState<{ readonly key: string; readonly at: MenuPoint }>();
  const [columnsOpen, setColumnsOpen] = useState(false);
  const [question, setQuestion] = useState<Question>();
  const search = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (!active || !running) return;
    feed.start();
    return () => feed.stop();
  }, [feed, active, running]);
  const paused = menu !== undefined || columnsOpen || question !== undefined;
  useEffect(() => feed.pause(paused), [feed, paused]);
  useEffect(() => feed.setSort(view.sort), [feed, view.sort]);

  const { list, listed, error } = frame;
  const columns = useMemo(() => (list === undefined ? [] : columnsOf(list)), [list]);
  const shown = columns.filter(({ title }, at) => at === 0 || !view.hidden.includes(title));
  const treeable = list === undefined || hasTree(list.processes);
  const tree = view.tree && treeable;
  const rows = useMemo(() => {
    const matches = matcher(text);
    return tree ? treeRows(listed, folded, matches) : flatRows(listed, matches);
  }, [listed, folded, tree, text]);
  const command = list === undefined ? 0 : commandIndex(list.titles);

  if (!running)
    return (
      <EmptyState
        icon={ListTree}
        title="Not running"
        text="A container that does not run has no processes."
      />
    );
  if (list === undefined)
    return error === undefined ? (
      <Skeleton waitingFor={`the processes of ${container}`} />
    ) : (
      <ErrorState
        title="The processes could not be read"
        text={displayText(errorText(error), 2000)}
        actions={
          <Button size="sm" onClick={() => feed.now()}>
            Try again
          </Button>
        }
      />
    );

  const send = (row: ProcessRow, signal: string, name: string): void => {
    const short = displayText(name, 60);
    void client
      .call('processes.signal', { engineId, containerId, pid: row.process.pid, signal })
      .then((done) => {
        if (done.ok) announce(`${signal} sent to ${short}`);
        else
          showToast({
            outcome: 'failed',
            title: `Could not send ${signal} to ${short}`,
            text: errorText(done.error),
            retry: [],
          });
        feed.now();
      });
  };
  const chosen = menu === undefined ? undefined : rows.find(({ key }) => key === menu.key);
  const reason =
    blocked ??
    list.withoutSignals ??
    (chosen?.gone === true
      ? 'It has ended'
      : chosen !== undefined && !Number.isFinite(chosen.process.pid)
        ? 'The engine does not tell its number'
        : undefined);
  const entries: readonly MenuEntry[] =
    chosen === undefined
      ? []
      : [
          {
            kind: 'submenu',
            id: 'signal',
            label: 'Send signal',
            icon: Send,
            disabledReason: reason === undefined ? undefined : displayText(reason, 300),
            entries: processSignals.map(({ name, does, asks }) => ({
              kind: 'item' as const,
              id: `signal ${name}`,
              label: asks ? `${name}…` : name,
              hint: does,
              danger: asks,
              onSelect: () => {
                const object = processName(chosen, command);
                if (asks) setQuestion({ row: chosen, name: object });
                else send(chosen, name, object);
              },
            })),
          },
          ...(reason === undefined
            ? []
            : [{ kind: 'caption' as const, id: 'why', label: displayText(reason, 300) }]),
          { kind: 'separator', id: 'copies' },
          ...(Number.isFinite(chosen.process.pid)
            ? [
                {
                  kind: 'item' as const,
                  id: 'pid',
                  label: 'Copy PID',
                  icon: Copy,
                  onSelect: () => copy('PID', String(chosen.process.pid)),
                },
              ]
            : []),
          {
            kind: 'item',
            id: 'command',
            label: 'Copy command line',
            icon: Copy,
            onSelect: () => copy('Command line', chosen.process.cells[command] ?? ''),
          },
        ];

  return (
    <div className={c('view')}>
      <div className={c('bar')} role="search">
        <TextInput
          ref={search}
          label="Find processes"
          placeholder="Find"
          icon={Search}
          value={text}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && text !== '') setText('');
            else if (event.key === 'ArrowDown' || event.key === 'Enter') focusList(event.currentTarget);
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        <Segmented
          label="Form"
          segments={[
            {
              id: 'tree',
              label: 'Tree',
              disabledReason: treeable ? undefined : 'This engine does not tell whose child a process is.',
            },
            { id: 'table', label: 'Table' },
          ]}
          value={tree ? 'tree' : 'table'}
          onChange={(form) => setProcessesView({ tree: form === 'tree' })}
        />
        <span className={c('sum')}>
          {`${count(list.processes.length, 'process', 'processes')}, as of ${clock(list.at)}`}
        </span>
        {frame.unsettled && (
          <Button size="sm" variant="quiet" icon={ListRestart} onClick={() => feed.settle()}>
            Sort now
          </Button>
        )}
        <Menu
          label="Columns"
          align="end"
          open={columnsOpen}
          onOpenChange={setColumnsOpen}
          entries={columns.slice(1).map(({ title, label, index, meaning }) => ({
            kind: 'choice' as const,
            id: String(index),
            label: displayText(label, 60),
            hint: meaning,
            checked: !view.hidden.includes(title),
            onSelect: () =>
              setProcessesView({
                hidden: view.hidden.includes(title)
                  ? view.hidden.filter((other) => other !== title)
                  : [...view.hidden, title],
              }),
          }))}
          trigger={<IconButton size="sm" icon={Columns3} label="Columns" />}
        />
      </div>
      {error !== undefined && (
        <p className={c('strip')} role="alert">
          <span>{displayText(errorText(error), 500)}</span>
          <Button size="sm" onClick={() => feed.now()}>
            Try again
          </Button>
        </p>
      )}
      {rows.length === 0 ? (
        <EmptyState
          icon={Search}
          title={text === '' ? 'No processes' : `No process matches “${displayText(text, 100)}”`}
          text={`${count(list.processes.length, 'process', 'processes')} in ${container}.`}
        />
      ) : (
        <ProcessGrid
          feed={feed}
          rows={rows}
          columns={shown}
          tree={tree}
          sort={view.sort}
          onFold={(key, closed) =>
            setFolded((before) => {
              const next = new Set(before);
              if (closed) next.add(key);
              else next.delete(key);
              return next;
            })
          }
          onMenu={(key, at) => setMenu({ key, at })}
          onType={(character) => {
            setText((before) => before + character);
            search.current?.focus();
          }}
        />
      )}
      <PointMenu
        at={entries.length > 0 ? menu?.at : undefined}
        label={chosen === undefined ? 'Actions' : `Actions for ${processName(chosen, command)}`}
        entries={entries}
        onClose={() => setMenu(undefined)}
      />
      {question !== undefined && (
        <ConfirmDialog
          title={`Kill ${displayText(question.name, 60)}`}
          confirm="Kill process"
          confirmDisabledReason={blocked}
          onCancel={() => setQuestion(undefined)}
          onConfirm={() => {
            send(question.row, 'KILL', question.name);
            setQuestion(undefined);
          }}
        >
          <p>
            {`Process ${question.row.process.pid} of ${container} ends at once: it can neither finish what it does nor tidy up.${
              question.row.depth === 0
                ? ' If it is the first process of the container, the container ends with it.'
                : ''
            }`}
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}

/** Every word must be in some cell; undefined while nothing is looked for. */
function matcher(text: string): ((listed: ListedProcess) => boolean) | undefined {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  return ({ process }) => {
    const cells = process.cells.join('\n').toLowerCase();
    return words.every((word) => cells.includes(word));
  };
}

function focusList(from: HTMLElement): void {
  from
    .closest('[role="tabpanel"], main, body')
    ?.querySelector<HTMLElement>('[data-row][tabindex="0"]')
    ?.focus();
}

function copy(label: string, text: string): void {
  void copyText(text).then((done) => {
    if (done) announce(`${label} copied`);
    else showToast({ outcome: 'failed', title: 'The system did not allow copying', retry: [] });
  });
}
