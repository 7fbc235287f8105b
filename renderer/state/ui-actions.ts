import type { TaskId } from '#shared/model/ids';
import type { DockLayout } from './dock/layout';
import { selectEngine } from './engines';
import type { LogSet } from './log-set';
import { type AppState, type DialogState, store, type ToastItem } from './store';
import type { ProcessesView, StatsView } from './stats-view';
import type { TerminalLook } from './terminal-look';
import { type ConnectionView, defaultView, maxShells, maxViews, type Preferences } from './views';

/** Opens a dialog in place of whatever was open. */
export function openDialog(dialog: DialogState): void {
  store.setState({ dialog, paletteOpen: false, engineMenuOpen: false });
}

/** Closes the dialog. */
export function closeDialog(): void {
  store.setState({ dialog: undefined });
}

/** Opens or closes the command palette. */
export function setPalette(paletteOpen: boolean): void {
  store.setState({ paletteOpen });
}

/** Opens or closes the menu of engines. */
export function setEngineMenu(engineMenuOpen: boolean): void {
  store.setState({ engineMenuOpen });
}

/** Changes what is remembered for the whole app. */
export function setPreferences(change: Partial<Preferences>): void {
  store.setState(({ preferences }) => ({ preferences: { ...preferences, ...change } }));
}

/** Changes how terminals look and behave. */
export function setTerminalLook(change: Partial<TerminalLook>): void {
  store.setState(({ preferences }) => ({
    preferences: { ...preferences, terminal: { ...preferences.terminal, ...change } },
  }));
}

/** The key under which a connection's view is remembered. The demo's socket is another one at each start. */
export function viewAddress(state: AppState): string {
  const engine = selectEngine(state);
  return engine === undefined ? '' : engine.demo ? 'demo' : engine.address;
}

/** How the current connection was left. */
export function selectView(state: AppState): ConnectionView {
  return state.views[viewAddress(state)] ?? defaultView;
}

function setView(change: (view: ConnectionView) => ConnectionView): void {
  store.setState((state) => {
    const address = viewAddress(state);
    const { [address]: before = defaultView, ...others } = state.views;
    const kept = Object.entries(others).slice(-(maxViews - 1));
    return { views: { ...Object.fromEntries(kept), [address]: change(before) } };
  });
}

/** Changes how the container list of the current connection is shown. */
export function setContainersView(change: Partial<ConnectionView['containers']>): void {
  setView((view) => ({ ...view, containers: { ...view.containers, ...change } }));
}

/** Changes how the image list of the current connection is shown. */
export function setImagesView(change: Partial<ConnectionView['images']>): void {
  setView((view) => ({ ...view, images: { ...view.images, ...change } }));
}

/** Remembers which containers' logs are read together. */
export function setLogSet(logs: LogSet): void {
  setView((view) => ({ ...view, logs }));
}

/** Changes how what containers use is shown on the current connection. */
export function setStatsView(change: Partial<StatsView>): void {
  setView((view) => ({ ...view, stats: { ...view.stats, ...change } }));
}

/** Changes how processes are listed on the current connection. */
export function setProcessesView(change: Partial<ProcessesView>): void {
  setView((view) => ({ ...view, processes: { ...view.processes, ...change } }));
}

/** Opens, closes or resizes the dock. */
export function setDock(change: Partial<ConnectionView['dock']>): void {
  // A hidden dock that still counted as the whole window would keep the Shell tab from its sessions.
  if (change.open === false) store.setState({ dockMaximised: false });
  setView((view) => ({ ...view, dock: { ...view.dock, ...change } }));
}

/** Opens or closes a group of the container list. */
export function setCollapsed(project: string, closed: boolean): void {
  setView((view) => {
    const others = view.containers.collapsed.filter((other) => other !== project);
    return {
      ...view,
      containers: { ...view.containers, collapsed: closed ? [...others, project] : others },
    };
  });
}

/** Remembers how the Shell tab of a container was left; the ones that were changed last are kept. */
export function setShellLayout(name: string, layout: DockLayout): void {
  setView((view) => {
    const others = Object.entries(view.shells).filter(([other]) => other !== name);
    return { ...view, shells: Object.fromEntries([...others.slice(-(maxShells - 1)), [name, layout]]) };
  });
}

const maxFailures = 5;
let lastToast = 0;

/** Shows an outcome. A success takes the place of the one before, errors make room only for more than five of them. */
export function showToast(toast: Omit<ToastItem, 'id'>): void {
  lastToast += 1;
  const item = { ...toast, id: lastToast };
  store.setState(({ toasts }) => {
    const kept = toasts.filter(({ outcome }) => outcome === 'failed' || item.outcome === 'failed');
    const failures = kept.filter(({ outcome }) => outcome === 'failed').length;
    const oldest = kept.findIndex(({ outcome }) => outcome === 'failed');
    const over = item.outcome === 'failed' && failures >= maxFailures;
    return { toasts: [...(over ? kept.toSpliced(oldest, 1) : kept), item] };
  });
  if (toast.outcome === 'done') announce(toast.title);
}

/** Takes an outcome off the screen; it stays in Activity. */
export function dismissToast(id: number): void {
  store.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

let waiting: string | undefined;
let quiet = false;

/** Says a sentence to screen readers, at most one a second; of those that come faster, the last. */
export function announce(sentence: string): void {
  if (quiet) {
    waiting = sentence;
    return;
  }
  quiet = true;
  store.setState({ announcement: sentence });
  setTimeout(() => {
    quiet = false;
    const next = waiting;
    waiting = undefined;
    if (next !== undefined) announce(next);
  }, 1000);
}

/** Puts the card of a pull away; it goes on as a task. */
export function continueInBackground(task: TaskId): void {
  store.setState(({ backgroundPulls }) => ({ backgroundPulls: new Set(backgroundPulls).add(task) }));
}
