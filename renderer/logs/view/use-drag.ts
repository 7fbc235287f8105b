import { type PointerEvent as ReactPointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { LogViewModel } from '../model/view-model';
import type { ListController } from './list-controller';

/** Pixels each frame for each pixel that the pointer is outside of the view, and the most of them. */
const pull = 0.25;
const mostPull = 60;

export interface DragInput {
  readonly model: LogViewModel;
  readonly controller: ListController;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onCursor: (sequence: number) => void;
}

/**
 * Selecting rows with the pointer. Within one row the browser selects text; as soon as the pointer comes to another one
 * (or where it began in the gutter) whole rows are selected, also such as are not drawn: beyond the edges the view
 * moves along. Shift extends from where the last selection began.
 */
export function useDrag({ model, controller, scroller, onCursor }: DragInput): {
  readonly selecting: boolean;
  readonly onPointerDown: (event: ReactPointerEvent) => void;
} {
  const [selecting, setSelecting] = useState(false);
  const anchor = useRef<number>(undefined);
  const stop = useRef<(() => void) | undefined>(undefined);
  useEffect(() => () => stop.current?.(), []);

  const begin = (event: ReactPointerEvent): void => {
    const element = scroller.current;
    if (event.button !== 0 || element === null || event.target instanceof HTMLButtonElement) return;
    const atY = (y: number): number | undefined =>
      controller.sequenceAtY(y - element.getBoundingClientRect().top);
    // The sideways scrollbar lies below the rows.
    if (event.clientY > element.getBoundingClientRect().top + element.clientHeight) return;
    const hit = event.target instanceof Element ? event.target.closest('[data-sequence]') : null;
    const sequence = hit === null ? undefined : atY(event.clientY);
    if (sequence === undefined) {
      model.clearSelection();
      return;
    }
    const inText = event.target instanceof Element && event.target.closest('[data-selectable]') !== null;
    if (event.shiftKey && anchor.current !== undefined) {
      event.preventDefault();
      element.focus();
      model.pause('select', controller.drawnTop);
      model.select(anchor.current, sequence);
      return;
    }
    if (!inText) event.preventDefault();
    element.focus({ preventScroll: true });
    document.getSelection()?.removeAllRanges();
    model.clearSelection();
    anchor.current = sequence;
    onCursor(sequence);
    stop.current?.();
    stop.current = follow(sequence, inText, atY);
  };

  const follow = (from: number, inText: boolean, atY: (y: number) => number | undefined): (() => void) => {
    let y = 0;
    let rows = false;
    let ticking = 0;
    const extend = (): void => {
      const sequence = atY(y);
      if (sequence === undefined || (!rows && inText && sequence === from)) return;
      if (!rows) {
        rows = true;
        setSelecting(true);
        document.getSelection()?.removeAllRanges();
        model.pause('select', controller.drawnTop);
      }
      model.select(from, sequence);
      onCursor(sequence);
    };
    const tick = (): void => {
      ticking = 0;
      const box = scroller.current?.getBoundingClientRect();
      if (box === undefined || !rows) return;
      const over = y < box.top ? y - box.top : y > box.bottom ? y - box.bottom : 0;
      if (over === 0) return;
      controller.scrollBy(Math.max(-mostPull, Math.min(mostPull, over * pull)));
      extend();
      ticking = requestAnimationFrame(tick);
    };
    const onMove = (event: PointerEvent): void => {
      y = event.clientY;
      extend();
      if (ticking === 0) ticking = requestAnimationFrame(tick);
    };
    const end = (): void => {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      if (ticking !== 0) cancelAnimationFrame(ticking);
      stop.current = undefined;
      setSelecting(false);
      // Text within one row: what is selected must not scroll away either.
      const native = document.getSelection();
      if (!rows && native !== null && !native.isCollapsed && model.paused === undefined)
        model.pause('select', controller.drawnTop);
    };
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
    return end;
  };

  return { selecting, onPointerDown: begin };
}
