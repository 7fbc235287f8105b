import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { EngineConnection } from '#shared/model/engine';
import type { EngineId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import { moveConnection } from '../../state/connections';
import { bandOf, phaseWords } from '../../state/engines';
import { useNow } from '../../state/now';
import { openDialog } from '../../state/ui-actions';
import { bandFill } from '../../ui/band';
import { BandTag } from '../../ui/BandTag';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import { type MenuPoint, PointMenu } from '../../ui/Menu';
import { StateGlyph } from '../../ui/StateGlyph';
import { Tag } from '../../ui/Tag';
import { connectionMenu, editBlock } from './connection-menu';
import { connectionIcon, stateDetail } from './connection-words';
import styles from './Connections.module.css';

const c = classes(styles);

export interface ConnectionListProps {
  readonly engines: readonly EngineConnection[];
  /** The one whose detail is shown. */
  readonly shown: EngineId | undefined;
  readonly onShow: (id: EngineId, how: 'push' | 'replace') => void;
}

/**
 * Every connection in the person's own order. Arrow keys choose, Alt with them moves, F2 edits, Delete asks to remove;
 * the pointer may drag a row to another place.
 */
export function ConnectionList({ engines, shown, onShow }: ConnectionListProps) {
  const [menu, setMenu] = useState<{ readonly id: EngineId; readonly at: MenuPoint }>();
  const [dragged, setDragged] = useState<EngineId>();
  const list = useRef<HTMLDivElement>(null);
  const at = engines.findIndex(({ id }) => id === shown);
  const menuAt = engines.findIndex(({ id }) => id === menu?.id);
  const menuEngine = engines[menuAt];

  useEffect(() => {
    const option = list.current?.querySelector('[aria-selected="true"]');
    option?.scrollIntoView({ block: 'nearest' });
  }, [shown, at]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const engine = engines[at];
    if (event.ctrlKey || event.metaKey) return;
    const step = stepOf(event.key, at, engines.length);
    if (event.altKey) {
      if (engine === undefined || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
      moveConnection(engine.id, event.key === 'ArrowUp' ? -1 : 1);
    } else if (step !== undefined) {
      const next = engines[step];
      if (next !== undefined) onShow(next.id, 'replace');
    } else if (engine === undefined) return;
    else if (event.key === 'Enter') onShow(engine.id, 'push');
    else if (event.key === 'F2' && editBlock(engine) === undefined) {
      openDialog({ kind: 'connection', engineId: engine.id });
    } else if (event.key === 'Delete' && !engine.demo) {
      openDialog({ kind: 'remove-connection', engineId: engine.id });
    } else if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
      const box = list.current?.querySelector('[aria-selected="true"]')?.getBoundingClientRect();
      setMenu({ id: engine.id, at: { x: (box?.left ?? 0) + 48, y: box?.bottom ?? 0 } });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const onDrop = (event: DragEvent, target: EngineId): void => {
    event.preventDefault();
    const from = engines.findIndex(({ id }) => id === dragged);
    const to = engines.findIndex(({ id }) => id === target);
    setDragged(undefined);
    if (dragged !== undefined && from !== -1 && to !== -1) moveConnection(dragged, to - from);
  };

  return (
    <>
      <div
        ref={list}
        className={c('list')}
        role="listbox"
        aria-label="Connections"
        aria-activedescendant={at === -1 ? undefined : `connection-${shown}`}
        aria-description="Arrow keys choose, Alt with them moves, F2 edits, Delete removes."
        tabIndex={0}
        data-row="connections"
        onKeyDown={onKeyDown}
      >
        {engines.map((engine) => (
          <Option
            key={engine.id}
            engine={engine}
            on={engine.id === shown}
            onShow={() => onShow(engine.id, 'push')}
            onMenu={(point) => {
              onShow(engine.id, 'replace');
              setMenu({ id: engine.id, at: point });
            }}
            dragged={engine.id === dragged}
            onDrag={setDragged}
            onDrop={onDrop}
          />
        ))}
      </div>
      <PointMenu
        at={menuEngine === undefined ? undefined : menu?.at}
        label={`Actions for ${displayText(menuEngine?.name ?? '', 60)}`}
        entries={menuEngine === undefined ? [] : connectionMenu(menuEngine, menuAt, engines.length)}
        onClose={() => setMenu(undefined)}
      />
    </>
  );
}

function stepOf(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(count - 1, at + 1);
    case 'ArrowUp':
    case 'k':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

function Option({
  engine,
  on,
  onShow,
  onMenu,
  dragged,
  onDrag,
  onDrop,
}: {
  readonly engine: EngineConnection;
  readonly on: boolean;
  readonly onShow: () => void;
  readonly onMenu: (at: MenuPoint) => void;
  readonly dragged: boolean;
  readonly onDrag: (id: EngineId | undefined) => void;
  readonly onDrop: (event: DragEvent, target: EngineId) => void;
}) {
  const now = useNow(1000);
  const { shape, word, tone } = phaseWords(engine, now);
  const id = `connection-${engine.id}`;
  const { colour } = engine.settings;
  return (
    <div
      id={id}
      role="option"
      aria-selected={on}
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-address ${id}-state`}
      className={c('row', on && 'on', dragged && 'dragged')}
      draggable
      onClick={onShow}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu({ x: event.clientX, y: event.clientY });
      }}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', '');
        onDrag(engine.id);
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => onDrop(event, engine.id)}
      onDragEnd={() => onDrag(undefined)}
    >
      <span
        className={c('icon')}
        style={colour === 'none' ? undefined : { boxShadow: `inset 0 0 0 1.5px ${bandFill[colour]}` }}
      >
        <Icon icon={connectionIcon(engine)} />
      </span>
      <span className={c('main')}>
        <span className={c('name')}>
          <b id={`${id}-name`}>{displayText(engine.name, 80)}</b>
          <Tags engine={engine} />
        </span>
        <code id={`${id}-address`}>{displayText(engine.address, 300)}</code>
      </span>
      <span className={c('state')} id={`${id}-state`}>
        <b className={c(tone, engine.phase === 'live' && 'good')}>
          <StateGlyph name={shape} size={12} />
          {word}
        </b>
        <span>{stateDetail(engine, now)}</span>
      </span>
    </div>
  );
}

/** What is special about a connection, in words. */
function Tags({ engine }: { readonly engine: EngineConnection }) {
  return (
    <>
      <BandTag band={bandOf(engine)} />
      {engine.unprotected && <Tag tone="warn">Not encrypted</Tag>}
      {engine.facts?.swarm !== undefined && <Tag>Swarm</Tag>}
      {engine.demo ? <Tag tone="accent">Demo</Tag> : !engine.saved && <Tag>Not saved</Tag>}
    </>
  );
}
