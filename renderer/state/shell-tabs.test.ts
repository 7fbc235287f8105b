import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ContainerId, SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import { givenEngines, local, production } from '#tests/support/engines';
import {
  type DockLayout,
  emptyLayout,
  moveTab,
  shellPane,
  toEdge,
  usedSession,
  withSessions,
} from './dock/layout';
import { readDockLayout } from './dock/read-layout';
import { ownTab } from './dock/place';
import { panesOf } from './dock/tree';
import { applySnapshot } from './entities';
import {
  changeShellLayout,
  expectInShellTab,
  isShownAbove,
  selectMeantShellTab,
  selectShellTab,
  setShellTabUsed,
  type ShellTabContainer,
  shellLayout,
} from './shell-tabs';
import { initialState, store } from './store';
import { selectView, setDock, setShellLayout } from './ui-actions';
import { defaultView, maxShells, readView } from './views';

const at = (containerId: ContainerId): void =>
  store.setState({ route: { page: 'containers', id: containerId, tab: 'shell' } });
const id = (name: string): SessionId => name as SessionId;
const web: ShellTabContainer = { engineId: local.id, id: 'c1' as ContainerId, name: 'web' };
const session = (name: string, startedAt: number, more: Partial<TerminalSession> = {}): TerminalSession =>
  ({
    id: name,
    engineId: local.id,
    containerId: web.id,
    containerName: web.name,
    status: 'running',
    startedAt,
    ...more,
  }) as unknown as TerminalSession;
const told = (...sessions: readonly TerminalSession[]): void =>
  store.setState({
    sessions: applySnapshot(
      initialState().sessions,
      '',
      sessions.map((each) => [each.id, each]),
    ),
  });
const tabs = (layout: DockLayout | undefined): readonly string[] =>
  (layout?.tabs ?? []).map(({ root }) =>
    panesOf(root)
      .map(({ sessionId }) => sessionId)
      .join(' | '),
  );
const shown = (): DockLayout | undefined => selectShellTab(store.getState())?.layout;
const beside = (moved: string, target: string): void =>
  changeShellLayout(web, (layout) => toEdge(layout, shellPane(id(moved)), `shell ${target}`, 'right'));

beforeEach(() => {
  store.setState(initialState());
  givenEngines([local, production]);
  at(web.id);
});

describe('the layout of a Shell tab', () => {
  test('whatever was stored, it has exactly the sessions that there are', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const names = fc.uniqueArray(name);
    const moves = fc.array(fc.tuple(name, name, fc.constantFrom('left', 'up', 'right', 'down')));
    fc.assert(
      fc.property(names, moves, names, fc.anything(), (before, moved, there, spoilt) => {
        const stored = moved.reduce(
          (layout, [from, to, edge]) =>
            before.includes(from) ? toEdge(layout, shellPane(id(from)), `shell ${to}`, edge) : layout,
          withSessions(emptyLayout, before.map(id)),
        );
        for (const kept of [stored, spoilt]) {
          const layout = shellLayout(
            readDockLayout(kept),
            there.map((each, index) => session(each, index)),
            new Set(),
          );
          const panes = layout.tabs.flatMap(({ root }) => panesOf(root).map(({ sessionId }) => sessionId));
          expect(panes.toSorted()).toEqual(there.toSorted());
          expect(usedSession(layout) === undefined).toBe(there.length === 0);
        }
      }),
    );
  });

  test('has the latest in front until it was changed, and one of an earlier run never before those that run', () => {
    told(session('a', 1), session('b', 2), session('c', 3, { status: 'saved' }));
    expect(usedSession(shown() ?? emptyLayout)).toBe('b');
    beside('c', 'a');
    told(session('a', 1), session('b', 2), session('c', 3), session('d', 4));
    expect(tabs(shown())).toEqual(['a | c', 'b', 'd']);
    expect(usedSession(shown() ?? emptyLayout)).toBe('c');
  });

  test('is kept by engine and name, for a container that was made anew, too', () => {
    told(session('a', 1), session('b', 2));
    beside('b', 'a');
    store.setState({ engineId: production.id });
    expect(selectView(store.getState()).shells).toEqual({});
    changeShellLayout(web, (layout) => moveTab(layout, 1, 1));
    expect(selectView(store.getState()).shells).toEqual({});
    store.setState({ engineId: local.id });
    const again = 'c2' as ContainerId;
    at(again);
    told(session('a', 1, { containerId: again }), session('b', 2, { containerId: again }));
    expect(tabs(shown())).toEqual(['a | b']);
  });

  test('comes back from the storage, spoilt ones and those of too many containers left out', () => {
    told(session('a', 1), session('b', 2));
    beside('b', 'a');
    const { shells } = selectView(store.getState());
    expect(readView(JSON.parse(JSON.stringify({ ...defaultView, shells }))).shells).toEqual(shells);
    expect(
      readView({ shells: { ...shells, spoilt: 7, none: { tabs: [] }, '': shells['web'] } }).shells,
    ).toEqual(shells);
    for (let each = 0; each < 2 * maxShells; each += 1) setShellLayout(`c${each}`, shown() ?? emptyLayout);
    const kept = selectView(store.getState()).shells;
    expect(Object.keys(kept)).toHaveLength(maxShells);
    expect(kept[`c${2 * maxShells - 1}`]).toBeDefined();
    const many = Object.fromEntries(Array.from({ length: 99 }, (_, each) => [`c${each}`, shells['web']]));
    expect(Object.keys(readView({ shells: many }).shells)).toHaveLength(maxShells);
  });

  test('a container may be called as something that every object has', () => {
    const odd = { ...web, name: 'constructor' };
    told(session('a', 1, { containerName: odd.name }), session('b', 2, { containerName: odd.name }));
    expect(tabs(shown())).toEqual(['a', 'b']);
    changeShellLayout(odd, (layout) => toEdge(layout, shellPane(id('b')), 'shell a', 'down'));
    expect(tabs(shown())).toEqual(['a | b']);
  });

  test('shows what was started in it before main tells of it, at its place', () => {
    told(session('a', 1));
    expectInShellTab(web, id('new'), { kind: 'edge', beside: 'shell a', edge: 'down' });
    expectInShellTab(web, id('other'), ownTab);
    expect(tabs(shown())).toEqual(['a | new', 'other']);
    told(session('a', 1), session('new', 2), session('other', 3));
    expect(tabs(shown())).toEqual(['a | new', 'other']);
  });

  test('every pane of the tab that it shows is above, and nothing behind a dock that has all the room', () => {
    told(session('a', 1), session('b', 2), session('c', 3));
    beside('b', 'a');
    const above = (): readonly boolean[] =>
      ['a', 'b', 'c'].map((name) => isShownAbove(store.getState(), id(name)));
    expect(above()).toEqual([true, true, false]);
    store.setState({ dockMaximised: true });
    expect(above()).toEqual([false, false, false]);
  });

  test('is meant by the keys while the dock is closed, or was not used after it', () => {
    told(session('a', 1));
    const meant = (): boolean => selectMeantShellTab(store.getState()) !== undefined;
    expect(meant()).toBe(true);
    setDock({ open: true });
    expect(meant()).toBe(false);
    setShellTabUsed(true);
    expect(meant()).toBe(true);
    store.setState({ route: { page: 'containers' } });
    expect(meant()).toBe(false);
  });
});
