import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import { applyPatch, applySnapshot } from '../entities';
import { initialState, store } from '../store';
import { changeLayout, expectSession, followSessions, setBroadcast } from './dock';
import { currentTab, emptyLayout, shellPane, toEdge, withSessions } from './layout';
import { ownTab } from './place';
import { panesOf } from './tree';

const id = (name: string): SessionId => name as SessionId;
const session = (name: string): TerminalSession => ({ id: name, startedAt: 1 }) as unknown as TerminalSession;
const told = (...names: readonly string[]): void =>
  store.setState({
    sessions: applySnapshot(
      initialState().sessions,
      '',
      names.map((name) => [name, session(name)]),
    ),
  });
const tabs = (): readonly string[] =>
  store.getState().dockLayout.tabs.map(({ root }) =>
    panesOf(root)
      .map(({ sessionId }) => sessionId)
      .join(' | '),
  );

let stop = (): void => undefined;
beforeEach(() => {
  vi.useFakeTimers();
  store.setState(initialState());
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe('the dock follows the sessions', () => {
  test('keeps the layout of last time while main still reads what it saved, and no longer', () => {
    const before = withSessions(emptyLayout, [id('a'), id('b'), id('gone')]);
    store.setState({ dockLayout: toEdge(before, shellPane(id('b')), 'shell a', 'right') });
    stop = followSessions();
    told();
    expect(tabs()).toEqual(['a | b', 'gone']);
    told('a', 'b');
    expect(tabs()).toEqual(['a | b', 'gone']);
    vi.advanceTimersByTime(5000);
    expect(tabs()).toEqual(['a | b']);
  });

  test('a session that is closed leaves at once, also while others are awaited', () => {
    store.setState({ dockLayout: withSessions(emptyLayout, [id('a'), id('b')]) });
    stop = followSessions();
    told('a');
    store.setState(({ sessions }) => ({ sessions: applyPatch(sessions, '', [], ['a']) }));
    expect(tabs()).toEqual(['b']);
  });

  test('shows what was started here before main tells of it, at its place', () => {
    stop = followSessions();
    told('a');
    expectSession(id('new'), { kind: 'edge', beside: 'shell a', edge: 'down' });
    expectSession(id('other'), ownTab);
    expect(tabs()).toEqual(['a | new', 'other']);
    told('a', 'new', 'other');
    expect(tabs()).toEqual(['a | new', 'other']);
    expect(store.getState().expectedSessions.size).toBe(0);
    expect(currentTab(store.getState().dockLayout)?.focus).toBe('shell other');
  });

  test('stops typing into all when a pane comes or the last but one goes', () => {
    stop = followSessions();
    told('a', 'b', 'c');
    changeLayout((layout) => toEdge(layout, shellPane(id('b')), 'shell a', 'right'));
    setBroadcast(true);
    expect(store.getState().broadcastTab).toBeDefined();
    changeLayout((layout) => toEdge(layout, shellPane(id('c')), 'shell a', 'right'));
    expect(store.getState().broadcastTab).toBeUndefined();
    setBroadcast(true);
    told('a', 'b');
    expect(store.getState().broadcastTab).toBeDefined();
    told('a');
    expect(store.getState().broadcastTab).toBeUndefined();
  });
});
