import { useEffect } from 'react';
import { isWriteBlocked, saysWhyNot } from '../state/actions';
import { missing, selectEngine } from '../state/engines';
import { entityKey } from '../state/entities';
import { goBack, goForward, navigate } from '../state/router';
import { store } from '../state/store';
import { startShellInDock } from '../state/terminals';
import {
  openDialog,
  selectView,
  setContainersView,
  setDock,
  setEngineMenu,
  setPalette,
} from '../state/ui-actions';
import type { ContainerTab } from '../state/views';
import { leadToShell } from '../terminal/lead-to-shell';
import { goToNextPane, splitUsedPane } from './terminal-keys';

const sequenceMs = 1200;
const regions = ['rail', 'titlebar', 'main', 'dock', 'statusbar'] as const;
const focusable = 'a[href], button:not([tabindex="-1"]), input, textarea, [tabindex]:not([tabindex="-1"])';

/** When G was pressed, by the keyboard's own clock: a page that was busy meanwhile takes nobody's second key for a first. */
interface Sequence {
  startedAt: number | undefined;
}

/** Keys of the whole window. What a list, a log or a shell does with keys of its own is theirs. */
export function useShortcuts(): void {
  useEffect(() => {
    const sequence: Sequence = { startedAt: undefined };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      if (handle(event, sequence)) event.preventDefault();
    };
    // Before the list's own keys: I opens the inspect of a row, but not right after G.
    const onSecondKey = (event: KeyboardEvent): void => {
      if (!followSequence(event, sequence)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const onMouse = (event: MouseEvent): void => {
      if (event.button === 3) goBack();
      else if (event.button === 4) goForward();
    };
    window.addEventListener('keydown', onSecondKey, { capture: true });
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('mouseup', onMouse);
    return () => {
      window.removeEventListener('keydown', onSecondKey, { capture: true });
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('mouseup', onMouse);
    };
  }, []);
}

function handle(event: KeyboardEvent, sequence: Sequence): boolean {
  const target = event.target instanceof HTMLElement ? event.target : document.body;
  const { dialog, paletteOpen } = store.getState();
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const control = event.ctrlKey || event.metaKey;
  if (control && (key === 'k' || (event.shiftKey && key === 'p')) && dialog === undefined) {
    if (inShell(target) && !event.shiftKey && !event.metaKey) return false;
    setPalette(!paletteOpen);
    return true;
  }
  if (dialog !== undefined || paletteOpen || target.closest('[role="menu"], [role="dialog"]') !== null)
    return false;
  if (control && event.shiftKey) return controlShift(event, key, target);
  // A focused shell gets every other key; on macOS the ones with Cmd are ours.
  if (inShell(target) && !event.metaKey) return false;
  if (control)
    return !event.altKey && (controlKey(key) || (event.code === 'Backslash' && splitUsedPane('right')));
  if (event.key === 'F6') return nextRegion(target, event.shiftKey ? -1 : 1);
  if (event.altKey) return altKey(event.key);
  return !isEditable(target) && plainKey(event, sequence);
}

const sequencePages: Readonly<Record<string, 'containers' | 'images' | 'logs' | 'stats' | 'activity'>> = {
  c: 'containers',
  i: 'images',
  l: 'logs',
  t: 'stats',
  a: 'activity',
};

/** The key after G; one that is no page is itself again. */
function followSequence(event: KeyboardEvent, sequence: Sequence): boolean {
  const { startedAt } = sequence;
  const second = startedAt !== undefined && event.timeStamp - startedAt < sequenceMs;
  sequence.startedAt = undefined;
  const page = sequencePages[event.key.toLowerCase()];
  if (!second || page === undefined || event.ctrlKey || event.metaKey || event.altKey) return false;
  navigate({ page });
  return true;
}

function inShell(target: HTMLElement): boolean {
  return target.closest('.xterm') !== null;
}

function isEditable(target: HTMLElement): boolean {
  return target.closest('input, textarea, select, [contenteditable="true"]') !== null;
}

function controlShift(event: KeyboardEvent, key: string, target: HTMLElement): boolean {
  if (event.code === 'Backslash') return splitUsedPane('down');
  switch (key) {
    // In a shell Ctrl+\ is its own: it quits what runs.
    case 'd':
      return splitUsedPane('right');
    case 'ArrowRight':
    case 'ArrowLeft':
      return (inShell(target) || !isEditable(target)) && goToNextPane(key === 'ArrowRight' ? 1 : -1);
    case 'e':
      setEngineMenu(true);
      return true;
    case 'a':
      navigate({ page: 'activity' });
      return true;
    case 't':
      shellForCurrent();
      return true;
    default:
      return false;
  }
}

function shellForCurrent(): void {
  const state = store.getState();
  const engine = selectEngine(state);
  if (engine === undefined || isWriteBlocked() || saysWhyNot(missing(engine, 'exec'))) return;
  const id =
    state.route.page === 'containers' ? (state.route.id ?? state.currentContainer) : state.currentContainer;
  const container = id === undefined ? undefined : state.containers.byKey.get(entityKey(engine.id, id));
  if (container !== undefined) void startShellInDock(engine.id, container);
}

function controlKey(key: string): boolean {
  switch (key) {
    case 'j':
      setDock({ open: !selectView(store.getState()).dock.open });
      return true;
    case ',':
      navigate({ page: 'settings' });
      return true;
    case '1':
      navigate({ page: 'containers' });
      return true;
    case '2':
      navigate({ page: 'images' });
      return true;
    case '3':
      navigate({ page: 'activity' });
      return true;
    default:
      return false;
  }
}

function altKey(key: string): boolean {
  if (key === 'ArrowLeft') goBack();
  else if (key === 'ArrowRight') goForward();
  else return false;
  return true;
}

function plainKey({ key, timeStamp }: KeyboardEvent, sequence: Sequence): boolean {
  const state = store.getState();
  if (!state.preferences.letterKeys && key.length === 1 && key !== '?' && key !== '/') return false;
  if (openTab(key)) return true;
  switch (key) {
    case 'g':
      sequence.startedAt = timeStamp;
      return true;
    case 'Escape':
      return clearSelection();
    case '?':
      openDialog({ kind: 'shortcuts' });
      return true;
    case '/':
      return focusFilter();
    case 'n': {
      if (state.route.page === 'connections') {
        openDialog({ kind: 'connection' });
        return true;
      }
      const engine = selectEngine(state);
      if (state.route.page !== 'images' || engine === undefined) return false;
      if (!isWriteBlocked()) openDialog({ kind: 'pull', engineId: engine.id });
      return true;
    }
    default:
      return false;
  }
}

const tabKeys: Readonly<Record<string, ContainerTab>> = { l: 'logs', t: 'shell', m: 'stats', i: 'inspect' };

/** The tabs of the container whose detail is open. */
function openTab(key: string): boolean {
  const { route } = store.getState();
  const tab = tabKeys[key];
  if (tab === undefined || route.page !== 'containers' || route.id === undefined) return false;
  setContainersView({ tab });
  navigate({ page: 'containers', id: route.id, tab }, 'replace');
  if (tab === 'shell') leadToShell();
  return true;
}

/** Esc anywhere on a list page; true where there was something to clear. */
function clearSelection(): boolean {
  const { selectedContainers, selectedImages } = store.getState();
  if (selectedContainers.size + selectedImages.size === 0) return false;
  store.setState({ selectedContainers: new Set(), selectedImages: new Set() });
  return true;
}

function focusFilter(): boolean {
  const field = document.querySelector<HTMLInputElement>('[data-region="main"] [role="search"] input');
  field?.focus();
  field?.select();
  return field !== null;
}

/** F6 goes round the regions of the window that hold something to focus. */
function nextRegion(target: HTMLElement, step: 1 | -1): boolean {
  const present = regions.flatMap((name) => {
    const element = document.querySelector<HTMLElement>(`[data-region="${name}"]`);
    return element === null ? [] : [element];
  });
  const at = present.findIndex((element) => element.contains(target));
  for (let hop = 1; hop <= present.length; hop += 1) {
    const region = present[(at + hop * step + present.length * 2) % present.length];
    // In a list the current row, elsewhere the first control.
    const first =
      region?.querySelector<HTMLElement>('[data-row][tabindex="0"]') ??
      region?.querySelector<HTMLElement>(focusable);
    if (first !== null && first !== undefined) {
      first.focus();
      return true;
    }
  }
  return false;
}
