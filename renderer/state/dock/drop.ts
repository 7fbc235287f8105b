import { type DockLayout, moveTab, tabOf, tabToEdge, toEdge, toOwnTab } from './layout';
import { type Edge, paneKey, panesOf } from './tree';

/** What is dragged. */
export type DragSubject =
  | { readonly kind: 'tab'; readonly id: number }
  | { readonly kind: 'pane'; readonly key: string };

/** Where it would go. */
export type DropPlace =
  | { readonly kind: 'edge'; readonly key: string; readonly edge: Edge }
  /** Before the tab at `index`; `x` is the line in px from the left edge of the bar. */
  | { readonly kind: 'bar'; readonly index: number; readonly x: number };

/** The layout after something was dropped. */
export function dropped(layout: DockLayout, subject: DragSubject, place: DropPlace): DockLayout {
  if (subject.kind === 'tab') {
    if (place.kind === 'bar') return moveTab(layout, subject.id, place.index);
    const [first, ...others] = panesOf(
      layout.tabs.find(({ id }) => id === subject.id)?.root ?? {
        kind: 'split',
        direction: 'right',
        parts: [],
      },
    );
    if (first === undefined) return layout;
    return others.length === 0
      ? toEdge(layout, first, place.key, place.edge)
      : tabToEdge(layout, subject.id, place.key, place.edge);
  }
  const root = tabOf(layout, subject.key)?.root;
  const pane = root === undefined ? undefined : panesOf(root).find((each) => paneKey(each) === subject.key);
  if (pane === undefined) return layout;
  return place.kind === 'bar'
    ? toOwnTab(layout, pane, place.index)
    : toEdge(layout, pane, place.key, place.edge);
}
