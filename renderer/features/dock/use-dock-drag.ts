import { type PointerEvent as ReactPointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import { changeLayout } from '../../state/dock/dock';
import { type DockLayout, moveTab, tabOf, tabToEdge, toEdge, toOwnTab } from '../../state/dock/layout';
import { type Edge, paneKey, panesOf } from '../../state/dock/tree';

/** What is dragged. */
export type DragSubject =
  | { readonly kind: 'tab'; readonly id: number }
  | { readonly kind: 'pane'; readonly key: string };

/** Where it would go. */
export type DropPlace =
  | { readonly kind: 'edge'; readonly key: string; readonly edge: Edge }
  /** Before the tab at `index`; `x` is the line in px from the left edge of the bar. */
  | { readonly kind: 'bar'; readonly index: number; readonly x: number };

const beginsAfterPx = 5;

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

function nearestEdge(box: DOMRect, x: number, y: number): Edge {
  const across = (x - box.left) / Math.max(1, box.width);
  const down = (y - box.top) / Math.max(1, box.height);
  const distances: readonly (readonly [Edge, number])[] = [
    ['left', across],
    ['right', 1 - across],
    ['up', down],
    ['down', 1 - down],
  ];
  return distances.reduce((best, each) => (each[1] < best[1] ? each : best))[0];
}

/** What lies under the pointer. */
function placeAt(x: number, y: number): DropPlace | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const pane = element.closest<HTMLElement>('[data-dock-pane]');
    const key = pane?.dataset['dockPane'];
    if (pane !== null && key !== undefined)
      return { kind: 'edge', key, edge: nearestEdge(pane.getBoundingClientRect(), x, y) };
    const bar = element.closest<HTMLElement>('[data-dock-bar]');
    if (bar === null) continue;
    const boxes = [...bar.querySelectorAll('[data-dock-tab]')].map((tab) => tab.getBoundingClientRect());
    const at = boxes.findIndex((box) => x < box.left + box.width / 2);
    const index = at === -1 ? boxes.length : at;
    const line = boxes[index]?.left ?? (boxes.at(-1)?.right ?? 0) + 2;
    return { kind: 'bar', index, x: line - bar.getBoundingClientRect().left };
  }
  return undefined;
}

export interface DockDrag {
  /** Where it would go now; undefined while nothing is dragged, and over places that take nothing. */
  readonly over: DropPlace | undefined;
  readonly dragging: boolean;
  /** A press that becomes a drag once the pointer has moved a little. */
  readonly grab: (event: ReactPointerEvent<HTMLElement>, subject: DragSubject) => void;
}

/** Drags tabs and panes of the dock. Escape gives up. */
export function useDockDrag(): DockDrag {
  const [over, setOver] = useState<DropPlace>();
  const [dragging, setDragging] = useState(false);
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);

  const grab = useCallback((event: ReactPointerEvent<HTMLElement>, subject: DragSubject): void => {
    const onControl =
      event.target instanceof Element && event.target.closest('input, [data-no-drag]') !== null;
    const inPane = subject.kind === 'pane' && event.target instanceof Element;
    if (event.button !== 0 || onControl || (inPane && (event.target as Element).closest('button') !== null))
      return;
    const from = { x: event.clientX, y: event.clientY };
    let begun = false;
    let place: DropPlace | undefined;
    const onMove = (move: PointerEvent): void => {
      if (!begun && Math.hypot(move.clientX - from.x, move.clientY - from.y) < beginsAfterPx) return;
      begun = true;
      move.preventDefault();
      place = placeAt(move.clientX, move.clientY);
      setDragging(true);
      setOver(place);
    };
    const end = (): void => {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('keydown', onKey, { capture: true });
      stop.current = undefined;
      setDragging(false);
      setOver(undefined);
    };
    const onUp = (): void => {
      const target = place;
      const dropsIt = begun;
      end();
      if (!dropsIt) return;
      // The press that ends a drag is no press on what it began on.
      const swallow = (click: MouseEvent): void => click.stopPropagation();
      window.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
      if (target !== undefined) changeLayout((layout) => dropped(layout, subject, target));
    };
    const onKey = (key: KeyboardEvent): void => {
      if (key.key !== 'Escape' || !begun) return;
      key.preventDefault();
      key.stopPropagation();
      end();
    };
    stop.current?.();
    stop.current = end;
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', end);
    window.addEventListener('keydown', onKey, { capture: true });
  }, []);

  return { over, dragging, grab };
}
