import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SessionId } from '#shared/model/ids';
import { place } from './geometry';
import {
  chooseTab,
  currentTab,
  type DockLayout,
  emptyLayout,
  evenOut,
  focusPane,
  moveBorder,
  moveTab,
  mostPanes,
  removePane,
  renameTab,
  shellPane,
  stepPane,
  tabToEdge,
  toEdge,
  toOwnTab,
  withSessions,
} from './layout';
import { readDockLayout } from './read-layout';
import { type DockNode, paneKey, panesOf } from './tree';

const ids = (...names: readonly string[]): SessionId[] => names as SessionId[];
const key = (name: string): string => paneKey(shellPane(name as SessionId));
const pane = (name: string) => shellPane(name as SessionId);

/** `a | (b / c)`, tab by tab. */
function picture({ tabs }: DockLayout): readonly string[] {
  const draw = (node: DockNode, top: boolean): string => {
    if (node.kind === 'pane') return node.pane.sessionId;
    const inner = node.parts
      .map((part) => draw(part.node, false))
      .join(node.direction === 'right' ? ' | ' : ' / ');
    return top ? inner : `(${inner})`;
  };
  return tabs.map(({ root }) => draw(root, true));
}

function wellFormed(layout: DockLayout, sessions: readonly string[]): void {
  const all = layout.tabs.flatMap(({ root }) => panesOf(root)).map(({ sessionId }) => sessionId as string);
  expect([...all].sort()).toEqual([...sessions].sort());
  expect(new Set(layout.tabs.map(({ id }) => id)).size).toBe(layout.tabs.length);
  expect(layout.tabs.length === 0).toBe(layout.current === undefined);
  if (layout.current !== undefined) expect(currentTab(layout)).toBeDefined();
  const check = (node: DockNode, parent: string | undefined): void => {
    if (node.kind === 'pane') return;
    expect(node.direction).not.toBe(parent);
    expect(node.parts.length).toBeGreaterThan(1);
    expect(node.parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
    for (const part of node.parts) {
      expect(part.share).toBeGreaterThan(0);
      check(part.node, node.direction);
    }
  };
  for (const tab of layout.tabs) {
    check(tab.root, undefined);
    const panes = panesOf(tab.root);
    expect(panes.length).toBeLessThanOrEqual(mostPanes);
    expect(panes.map(paneKey)).toContain(tab.focus);
    const { panes: placed } = place(tab.root);
    expect(placed.reduce((sum, { box }) => sum + box.width * box.height, 0)).toBeCloseTo(1, 6);
  }
}

describe('the layout of the dock', () => {
  test('gives every session a tab, in their order, and shows the first', () => {
    const layout = withSessions(emptyLayout, ids('a', 'b', 'c'));
    expect(picture(layout)).toEqual(['a', 'b', 'c']);
    expect(currentTab(layout)?.focus).toBe(key('a'));
    expect(withSessions(layout, ids('c', 'b', 'a'))).toBe(layout);
  });

  test('splits right and down, and a split in the same direction joins the one around it', () => {
    let layout = withSessions(emptyLayout, ids('a', 'b', 'c', 'd'));
    layout = toEdge(layout, pane('b'), key('a'), 'right');
    layout = toEdge(layout, pane('c'), key('b'), 'down');
    layout = toEdge(layout, pane('d'), key('a'), 'left');
    expect(picture(layout)).toEqual(['d | a | (b / c)']);
    const shares = place(currentTab(layout)?.root as DockNode).panes.map(({ box }) => box.width);
    expect(shares).toEqual([0.25, 0.25, 0.5, 0.5]);
    wellFormed(layout, ['a', 'b', 'c', 'd']);
  });

  test('a pane that goes leaves its room to the others, and the last takes the tab with it', () => {
    let layout = toEdge(withSessions(emptyLayout, ids('a', 'b', 'c')), pane('b'), key('a'), 'right');
    layout = removePane(layout, key('a'));
    expect(picture(layout)).toEqual(['b', 'c']);
    expect(currentTab(layout)?.focus).toBe(key('b'));
    layout = removePane(layout, key('b'));
    expect(picture(layout)).toEqual(['c']);
    expect(currentTab(layout)?.focus).toBe(key('c'));
    expect(removePane(layout, key('c'))).toEqual(emptyLayout);
  });

  test('a tab goes before another, onto an edge of a pane as a whole, and a pane becomes a tab', () => {
    let layout = withSessions(emptyLayout, ids('a', 'b', 'c', 'd'));
    layout = moveTab(layout, layout.tabs[3]?.id ?? 0, 0);
    expect(picture(layout)).toEqual(['d', 'a', 'b', 'c']);
    layout = toEdge(layout, pane('b'), key('a'), 'down');
    layout = tabToEdge(layout, layout.tabs[1]?.id ?? 0, key('c'), 'left');
    expect(picture(layout)).toEqual(['d', '(a / b) | c']);
    layout = toOwnTab(layout, pane('b'), 0);
    expect(picture(layout)).toEqual(['b', 'd', 'a | c']);
    expect(currentTab(layout)?.focus).toBe(key('b'));
  });

  test('steps through the panes of a tab and round', () => {
    let layout = toEdge(withSessions(emptyLayout, ids('a', 'b')), pane('b'), key('a'), 'right');
    layout = stepPane(layout, 1);
    expect(currentTab(layout)?.focus).toBe(key('a'));
    layout = stepPane(layout, -1);
    expect(currentTab(layout)?.focus).toBe(key('b'));
  });

  test('a border moves no further than its neighbours stay visible', () => {
    const layout = toEdge(withSessions(emptyLayout, ids('a', 'b')), pane('b'), key('a'), 'right');
    const id = layout.tabs[0]?.id ?? 0;
    const moved = moveBorder(layout, id, [], 0, 5);
    expect(place(moved.tabs[0]?.root as DockNode).panes.map(({ box }) => box.width)).toEqual([
      0.95,
      expect.closeTo(0.05, 9),
    ]);
    const even = evenOut(moved, id, []);
    expect(place(even.tabs[0]?.root as DockNode).panes.map(({ box }) => box.width)).toEqual([0.5, 0.5]);
  });

  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const some = fc.constantFrom(...names);
  const edge = fc.constantFrom('left', 'right', 'up', 'down');
  const step = fc.oneof(
    fc.tuple(some, some, edge).map(
      ([a, b, at]) =>
        (l: DockLayout) =>
          toEdge(l, pane(a), key(b), at),
    ),
    fc.tuple(fc.nat(8), some, edge).map(
      ([tab, b, at]) =>
        (l: DockLayout) =>
          tabToEdge(l, l.tabs[tab]?.id ?? -1, key(b), at),
    ),
    fc.tuple(some, fc.option(fc.integer({ min: -2, max: 9 }), { nil: undefined })).map(
      ([a, at]) =>
        (l: DockLayout) =>
          toOwnTab(l, pane(a), at),
    ),
    fc.tuple(fc.nat(8), fc.integer({ min: -2, max: 9 })).map(
      ([tab, at]) =>
        (l: DockLayout) =>
          moveTab(l, l.tabs[tab]?.id ?? -1, at),
    ),
    fc.tuple(fc.nat(8), fc.array(fc.nat(3), { maxLength: 3 }), fc.nat(4), fc.double()).map(
      ([tab, path, at, by]) =>
        (l: DockLayout) =>
          moveBorder(l, l.tabs[tab]?.id ?? -1, path, at, by),
    ),
    fc.tuple(fc.nat(8), fc.array(fc.nat(3), { maxLength: 3 })).map(
      ([tab, path]) =>
        (l: DockLayout) =>
          evenOut(l, l.tabs[tab]?.id ?? -1, path),
    ),
    some.map((a) => (l: DockLayout) => focusPane(l, key(a))),
    fc.nat(8).map((tab) => (l: DockLayout) => chooseTab(l, tab)),
    fc.tuple(fc.nat(8), fc.string()).map(
      ([tab, title]) =>
        (l: DockLayout) =>
          renameTab(l, tab, title),
    ),
    fc.constantFrom(1 as const, -1 as const).map((by) => (l: DockLayout) => stepPane(l, by)),
  );

  test('keeps each session exactly once in a well-formed tree, whatever is moved where', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let layout = withSessions(emptyLayout, names as SessionId[]);
        for (const apply of steps) {
          layout = apply(layout);
          wellFormed(layout, names);
        }
        expect(readDockLayout(JSON.parse(JSON.stringify(layout))).current).toBe(layout.current);
        expect(picture(readDockLayout(JSON.parse(JSON.stringify(layout))))).toEqual(picture(layout));
      }),
    );
  });

  test('follows the sessions, whichever come and go', () => {
    const set = fc.uniqueArray(some);
    fc.assert(
      fc.property(fc.array(fc.tuple(set, fc.array(step, { maxLength: 6 })), { maxLength: 8 }), (turns) => {
        let layout = emptyLayout;
        for (const [sessions, steps] of turns) {
          for (const apply of steps) layout = apply(layout);
          layout = withSessions(layout, sessions as SessionId[]);
          wellFormed(layout, sessions);
        }
      }),
    );
  });

  test('makes something usable of whatever was stored', () => {
    const node = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.record({
          kind: fc.constant('pane'),
          pane: fc.record({ kind: fc.constant('shell'), sessionId: some }),
        }),
        fc.record({
          kind: fc.constant('split'),
          direction: fc.constantFrom('right', 'down', 'up'),
          parts: fc.array(fc.record({ share: fc.double(), node: tie('node') }), { maxLength: 4 }),
        }),
        fc.jsonValue(),
      ),
    })).node;
    const tab = fc.record({ id: fc.oneof(fc.nat(3), fc.jsonValue()), title: fc.jsonValue(), root: node });
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.record({ tabs: fc.array(tab), current: fc.nat(4) })),
        (stored) => {
          const read = readDockLayout(stored);
          const found = read.tabs.flatMap(({ root }) => panesOf(root)).map(({ sessionId }) => sessionId);
          wellFormed(read, found);
          expect(new Set(found).size).toBe(found.length);
        },
      ),
    );
  });
});
