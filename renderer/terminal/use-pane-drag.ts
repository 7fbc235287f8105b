import { type PointerEvent as ReactPointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import { type DragSubject, dropped, type DropPlace } from '../state/dock/drop';
import type { ChangeLayout } from '../state/dock/layout';
import type { Edge } from '../state/dock/tree';

const beginsAfterPx = 5;

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

/** What lies under the pointer, of the tabs and panes that the drag began in: the others are another layout's. */
function placeAt(area: Element, x: number, y: number): DropPlace | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    if (!area.contains(element)) continue;
    const pane = element.closest<HTMLElement>('[data-pane-key]');
    const key = pane?.dataset['paneKey'];
    if (pane !== null && key !== undefined)
      return { kind: 'edge', key, edge: nearestEdge(pane.getBoundingClientRect(), x, y) };
    const bar = element.closest<HTMLElement>('[data-pane-bar]');
    if (bar === null) continue;
    const boxes = [...bar.querySelectorAll('[data-pane-tab]')].map((tab) => tab.getBoundingClientRect());
    const at = boxes.findIndex((box) => x < box.left + box.width / 2);
    const index = at === -1 ? boxes.length : at;
    const line = boxes[index]?.left ?? (boxes.at(-1)?.right ?? 0) + 2;
    return { kind: 'bar', index, x: line - bar.getBoundingClientRect().left };
  }
  return undefined;
}

export interface PaneDrag {
  /** Where it would go now; undefined while nothing is dragged, and over places that take nothing. */
  readonly over: DropPlace | undefined;
  readonly dragging: boolean;
  /** A press that becomes a drag once the pointer has moved a little. */
  readonly grab: (event: ReactPointerEvent<HTMLElement>, subject: DragSubject) => void;
}

/** Drags tabs and panes of one layout, inside the element with `data-pane-area`. Escape gives up. */
export function usePaneDrag(change: ChangeLayout): PaneDrag {
  const [over, setOver] = useState<DropPlace>();
  const [dragging, setDragging] = useState(false);
  const stop = useRef<() => void>(undefined);
  const latest = useRef(change);
  useEffect(() => {
    latest.current = change;
  }, [change]);
  useEffect(() => () => stop.current?.(), []);

  const grab = useCallback((event: ReactPointerEvent<HTMLElement>, subject: DragSubject): void => {
    const onControl =
      event.target instanceof Element && event.target.closest('input, [data-no-drag]') !== null;
    const inPane = subject.kind === 'pane' && event.target instanceof Element;
    if (event.button !== 0 || onControl || (inPane && (event.target as Element).closest('button') !== null))
      return;
    const area = event.currentTarget.closest('[data-pane-area]');
    if (area === null) return;
    const from = { x: event.clientX, y: event.clientY };
    let begun = false;
    let place: DropPlace | undefined;
    const onMove = (move: PointerEvent): void => {
      if (!begun && Math.hypot(move.clientX - from.x, move.clientY - from.y) < beginsAfterPx) return;
      begun = true;
      move.preventDefault();
      place = placeAt(area, move.clientX, move.clientY);
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
      if (target !== undefined) latest.current((layout) => dropped(layout, subject, target));
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
