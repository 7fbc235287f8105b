import type { KeyboardEvent } from 'react';
import type { Container } from '#shared/model/container';
import type { EngineConnection } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import { askToRemoveContainers, isWriteBlocked, saysWhyNot } from '../../state/actions';
import type { GridRow } from '../../state/containers/arrange';
import { verbMissing, verbs } from '../../state/containers/verbs';
import { entityKey } from '../../state/entities';
import { store } from '../../state/store';
import { setCollapsed } from '../../state/ui-actions';
import { actOn, openContainer, startOrStop } from './container-actions';
import { openGroupLogs } from './open-logs';
import { extendSelection, setSelected, toggleSelected } from './selection';

export interface GridKeys {
  readonly engine: EngineConnection;
  readonly rows: readonly GridRow[];
  /** Everything that the filter leaves, closed groups included. */
  readonly shown: readonly string[];
  readonly currentIndex: number;
  /** Rows that fit on the screen. */
  readonly page: number;
  /** Where a Shift selection began. */
  readonly anchor: { current: string | undefined };
  /** Makes a row current and moves the focus there. */
  readonly go: (index: number) => void;
  readonly idsOfGroup: (project: string) => readonly string[];
}

/** The grid's keys: moving, selecting, opening, and single letters that act on the current row. True: it was one. */
export function handleGridKey(event: KeyboardEvent, keys: GridKeys): boolean {
  const target = event.target as HTMLElement;
  const row = keys.rows[keys.currentIndex];
  if (target.dataset['row'] === undefined) return handleControlKey(event, target);
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() !== 'a' || event.altKey || event.shiftKey) return false;
    setSelected(keys.shown);
    return true;
  }
  if (event.altKey) return false;
  const step = moveOf(event.key, keys);
  if (step !== undefined) {
    keys.go(step);
    const next = keys.rows[step];
    if (event.shiftKey && next?.kind === 'container')
      extendSelection(keys.shown, keys.anchor.current, next.id);
    return true;
  }
  if (event.key === 'Escape') {
    const had = store.getState().selectedContainers.size > 0;
    setSelected([]);
    return had;
  }
  if (row === undefined) return false;
  return row.kind === 'group'
    ? handleGroupKey(event, row.project, row.collapsed, keys)
    : handleRowKey(event, row.id, keys);
}

function moveOf(key: string, { currentIndex, rows, page }: GridKeys): number | undefined {
  const last = rows.length - 1;
  const to = (index: number): number => Math.max(0, Math.min(last, index));
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return to(currentIndex + 1);
    case 'ArrowUp':
    case 'k':
      return to(currentIndex - 1);
    case 'PageDown':
      return to(currentIndex + page);
    case 'PageUp':
      return to(currentIndex - page);
    case 'Home':
      return to(0);
    case 'End':
      return to(last);
    default:
      return undefined;
  }
}

function handleGroupKey(event: KeyboardEvent, project: string, collapsed: boolean, keys: GridKeys): boolean {
  switch (event.key) {
    case 'Enter':
      setCollapsed(project, !collapsed);
      return true;
    case 'ArrowRight':
      setCollapsed(project, false);
      return true;
    case 'ArrowLeft':
      setCollapsed(project, true);
      return true;
    case ' ': {
      const ids = keys.idsOfGroup(project);
      const selected = store.getState().selectedContainers;
      toggleSelected(ids, !ids.every((id) => selected.has(id)));
      return true;
    }
    case 'l': {
      const { preferences, containers } = store.getState();
      if (!preferences.letterKeys) return false;
      const { byKey } = containers;
      const members = keys.idsOfGroup(project).map((id) => byKey.get(entityKey(keys.engine.id, id)));
      openGroupLogs(
        project,
        members.filter((each) => each !== undefined),
      );
      return true;
    }
    default:
      return false;
  }
}

function handleRowKey(event: KeyboardEvent, id: string, keys: GridKeys): boolean {
  const state = store.getState();
  const container = state.containers.byKey.get(entityKey(keys.engine.id, id));
  if (container === undefined) return false;
  switch (event.key) {
    case 'Enter':
      openContainer(id);
      return true;
    case ' ':
      if (event.shiftKey) extendSelection(keys.shown, keys.anchor.current, id);
      else {
        keys.anchor.current = id;
        toggleSelected([id], !state.selectedContainers.has(id));
      }
      return true;
    case 'ArrowRight': {
      const controls = controlsOf(event.currentTarget, id);
      controls[0]?.focus();
      return controls.length > 0;
    }
    case 'Delete': {
      const all = state.selectedContainers.has(id) ? [...state.selectedContainers] : [id];
      if (!isWriteBlocked()) askToRemoveContainers(keys.engine.id, all);
      return true;
    }
    default:
      return (
        !event.shiftKey && state.preferences.letterKeys && handleLetter(event.key, container, keys.engine)
      );
  }
}

function handleLetter(key: string, container: Container, engine: EngineConnection): boolean {
  switch (key) {
    case 'l':
      openContainer(container.id, 'logs');
      return true;
    case 't':
      openContainer(container.id, 'shell');
      return true;
    case 'm':
      openContainer(container.id, 'stats');
      return true;
    case 'i':
      openContainer(container.id, 'inspect');
      return true;
    case 's':
    case 'r':
    case 'p': {
      const action =
        key === 's'
          ? startOrStop(container)
          : key === 'r'
            ? 'restart'
            : container.state === 'paused'
              ? 'unpause'
              : 'pause';
      if (isWriteBlocked() || saysWhyNot(verbMissing(engine, verbs[action]))) return true;
      if (!verbs[action].applies(container)) {
        const verb = verbs[action].label.toLowerCase();
        saysWhyNot(`Cannot ${verb} ${displayText(container.name, 80)}: it is ${container.state}`);
        return true;
      }
      actOn(engine.id, container, action);
      return true;
    }
    default:
      return false;
  }
}

function controlsOf(grid: Element, id: string): readonly HTMLElement[] {
  const row = grid.querySelector(`[data-row="${CSS.escape(id)}"]`);
  return row === null ? [] : [...row.querySelectorAll<HTMLElement>('button, a')];
}

/** Within a row's controls: Left and Right move, Esc goes back to the row. Everything else is the control's. */
function handleControlKey(event: KeyboardEvent, target: HTMLElement): boolean {
  const row = target.closest<HTMLElement>('[data-row]');
  if (row === null) return false;
  const controls = [...row.querySelectorAll<HTMLElement>('button, a')];
  const at = controls.indexOf(target);
  switch (event.key) {
    case 'ArrowRight':
      controls[Math.min(controls.length - 1, at + 1)]?.focus();
      return true;
    case 'ArrowLeft':
      (at <= 0 ? row : controls[at - 1])?.focus();
      return true;
    case 'Escape':
      // A box was just ticked: Esc means the selection, not the box.
      if (store.getState().selectedContainers.size > 0) setSelected([]);
      else row.focus();
      return true;
    case 'ArrowUp':
    case 'ArrowDown':
      row.focus();
      return true;
    default:
      return false;
  }
}
