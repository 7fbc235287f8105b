import type { SessionId } from '#shared/model/ids';
import type { DockPlace } from './place';
import {
  type DockNode,
  type DockPane,
  type Edge,
  evened,
  movedBorder,
  paneKey,
  panesOf,
  withBeside,
  withoutPane,
  withSplit,
} from './tree';

/** One tab of the dock: its panes, and the one that was used last. */
export interface DockTab {
  readonly id: number;
  /** What a person called it; '' while it is named after its first pane. */
  readonly title: string;
  readonly root: DockNode;
  /** Key of a pane of it. */
  readonly focus: string;
}

/** The tabs of the dock. A session stands in one pane at most. */
export interface DockLayout {
  readonly tabs: readonly DockTab[];
  /** Id of a tab of it; undefined while there is none. */
  readonly current: number | undefined;
}

/** Changes a layout where it is kept. */
export type ChangeLayout = (change: (layout: DockLayout) => DockLayout) => void;

/** Panes of one tab at most; what comes then gets a tab of its own. */
export const mostPanes = 16;
/** Main keeps 64 sessions at most. */
export const mostTabs = 64;
export const mostTitle = 80;

export const emptyLayout: DockLayout = { tabs: [], current: undefined };

/** The pane of a session. */
export function shellPane(sessionId: SessionId): DockPane {
  return { kind: 'shell', sessionId };
}

/** The tab that is shown. */
export function currentTab(layout: DockLayout): DockTab | undefined {
  return layout.tabs.find(({ id }) => id === layout.current);
}

/** The session of the pane that was used last in the shown tab. */
export function usedSession(layout: DockLayout): SessionId | undefined {
  const tab = currentTab(layout);
  return tab === undefined
    ? undefined
    : panesOf(tab.root).find((pane) => paneKey(pane) === tab.focus)?.sessionId;
}

/** The tab that a pane stands in. */
export function tabOf(layout: DockLayout, key: string): DockTab | undefined {
  return layout.tabs.find(({ root }) => panesOf(root).some((pane) => paneKey(pane) === key));
}

function newId(layout: DockLayout): number {
  return layout.tabs.reduce((most, { id }) => Math.max(most, id), 0) + 1;
}

function newTab(layout: DockLayout, root: DockNode, title = ''): DockTab {
  const [first] = panesOf(root);
  return { id: newId(layout), title, root, focus: first === undefined ? '' : paneKey(first) };
}

function withTab(layout: DockLayout, id: number, change: (tab: DockTab) => DockTab): DockLayout {
  return { ...layout, tabs: layout.tabs.map((tab) => (tab.id === id ? change(tab) : tab)) };
}

/** A tab with another tree; the focus stays where it is while that pane does. */
function rooted(tab: DockTab, root: DockNode): DockTab {
  const keys = panesOf(root).map(paneKey);
  return { ...tab, root, focus: keys.includes(tab.focus) ? tab.focus : (keys[0] ?? '') };
}

/** Shows a tab; nothing where it is not there. */
export function chooseTab(layout: DockLayout, id: number): DockLayout {
  return layout.current === id || !layout.tabs.some((tab) => tab.id === id)
    ? layout
    : { ...layout, current: id };
}

/** Shows a pane's tab and makes it the one that is used. */
export function focusPane(layout: DockLayout, key: string): DockLayout {
  const tab = tabOf(layout, key);
  if (tab === undefined || (tab.focus === key && tab.id === layout.current)) return layout;
  return { ...withTab(layout, tab.id, (each) => ({ ...each, focus: key })), current: tab.id };
}

/** Takes a pane out, and its tab with the last one; the next tab is shown then, or the one before. */
export function removePane(layout: DockLayout, key: string): DockLayout {
  const tab = tabOf(layout, key);
  if (tab === undefined) return layout;
  const root = withoutPane(tab.root, key);
  if (root !== undefined) return withTab(layout, tab.id, (each) => rooted(each, root));
  const at = layout.tabs.indexOf(tab);
  const tabs = layout.tabs.filter((each) => each !== tab);
  const current = layout.current === tab.id ? (tabs[at] ?? tabs[at - 1])?.id : layout.current;
  return { tabs, current };
}

/** Puts a pane into a tab of its own, before the tab at `index` or at the end. A pane that is there already moves. */
export function toOwnTab(layout: DockLayout, pane: DockPane, index?: number): DockLayout {
  const key = paneKey(pane);
  const before = tabOf(layout, key);
  if (before !== undefined && panesOf(before.root).length === 1) {
    return chooseTab(index === undefined ? layout : moveTab(layout, before.id, index), before.id);
  }
  const without = removePane(layout, key);
  if (without.tabs.length >= mostTabs) return layout;
  const tab = newTab(without, { kind: 'pane', pane });
  const at = clampIndex(index, without.tabs.length);
  return { tabs: without.tabs.toSpliced(at, 0, tab), current: tab.id };
}

/** Puts a pane, which may be new or elsewhere, at an edge of another. A full tab gives it a tab of its own. */
export function toEdge(layout: DockLayout, pane: DockPane, target: string, edge: Edge): DockLayout {
  const key = paneKey(pane);
  if (key === target) return layout;
  const into = tabOf(layout, target);
  if (into === undefined) return toOwnTab(layout, pane);
  const inside = panesOf(into.root).some((each) => paneKey(each) === key);
  if (!inside && panesOf(into.root).length >= mostPanes) return toOwnTab(layout, pane);
  const without = removePane(layout, key);
  const moved = withTab(without, into.id, (tab) =>
    rooted({ ...tab, focus: key }, withBeside(tab.root, target, edge, { kind: 'pane', pane })),
  );
  return { ...moved, current: into.id };
}

/** Puts a pane where it is wanted; into a tab of its own where that place is gone. */
export function toPlace(layout: DockLayout, pane: DockPane, place: DockPlace): DockLayout {
  switch (place.kind) {
    case 'tab':
      return toOwnTab(layout, pane);
    case 'edge':
      return toEdge(layout, pane, place.beside, place.edge);
  }
}

/** Puts all panes of a tab at an edge of a pane of another one. Nothing where they are too many for one tab. */
export function tabToEdge(layout: DockLayout, id: number, target: string, edge: Edge): DockLayout {
  const tab = layout.tabs.find((each) => each.id === id);
  const into = tabOf(layout, target);
  if (tab === undefined || into === undefined || tab === into) return layout;
  if (panesOf(tab.root).length + panesOf(into.root).length > mostPanes) return layout;
  const tabs = layout.tabs.filter((each) => each !== tab);
  const moved = withTab({ ...layout, tabs }, into.id, (each) =>
    rooted({ ...each, focus: tab.focus }, withBeside(each.root, target, edge, tab.root)),
  );
  return { ...moved, current: into.id };
}

function clampIndex(index: number | undefined, length: number): number {
  return index === undefined ? length : Math.min(length, Math.max(0, Math.trunc(index)));
}

/** Moves a tab so that it stands before the one that is now at `index`. */
export function moveTab(layout: DockLayout, id: number, index: number): DockLayout {
  const from = layout.tabs.findIndex((tab) => tab.id === id);
  const tab = layout.tabs[from];
  if (tab === undefined) return layout;
  const to = clampIndex(index, layout.tabs.length);
  const at = to > from ? to - 1 : to;
  return at === from ? layout : { ...layout, tabs: layout.tabs.toSpliced(from, 1).toSpliced(at, 0, tab) };
}

/** Names a tab; '' names it after its first pane again. */
export function renameTab(layout: DockLayout, id: number, title: string): DockLayout {
  return withTab(layout, id, (tab) => ({ ...tab, title: title.trim().slice(0, mostTitle) }));
}

/** Moves a border of a tab; see `movedBorder`. */
export function moveBorder(
  layout: DockLayout,
  id: number,
  path: readonly number[],
  at: number,
  by: number,
): DockLayout {
  return withTab(layout, id, (tab) => ({
    ...tab,
    root: withSplit(tab.root, path, (parts) => movedBorder(parts, at, by)),
  }));
}

/** Makes the parts of one split as large as each other. */
export function evenOut(layout: DockLayout, id: number, path: readonly number[]): DockLayout {
  return withTab(layout, id, (tab) => ({ ...tab, root: withSplit(tab.root, path, evened) }));
}

/** The pane that follows the used one of the shown tab, or comes before it; round at the ends. */
export function stepPane(layout: DockLayout, step: 1 | -1): DockLayout {
  const tab = currentTab(layout);
  if (tab === undefined) return layout;
  const keys = panesOf(tab.root).map(paneKey);
  const next = keys[(keys.indexOf(tab.focus) + step + keys.length) % keys.length];
  return next === undefined ? layout : focusPane(layout, next);
}

/**
 * Makes the layout hold exactly these sessions: what is over leaves, what has no pane gets a tab at the end. The same
 * layout where nothing differs.
 */
export function withSessions(layout: DockLayout, sessions: readonly SessionId[]): DockLayout {
  const wanted = new Map(sessions.map((id) => [paneKey(shellPane(id)), id]));
  let next = layout;
  for (const pane of layout.tabs.flatMap(({ root }) => panesOf(root))) {
    const key = paneKey(pane);
    if (wanted.has(key)) wanted.delete(key);
    else next = removePane(next, key);
  }
  for (const id of wanted.values()) {
    if (next.tabs.length >= mostTabs) break;
    const tab = newTab(next, { kind: 'pane', pane: shellPane(id) });
    next = { tabs: [...next.tabs, tab], current: next.current ?? tab.id };
  }
  return next;
}
