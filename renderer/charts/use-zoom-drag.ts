import { type MouseEvent, type PointerEvent, useRef, useState } from 'react';
import type { PlotGap } from './plot';

/** A press that moves less than so many pixels is a press. */
const leastDrag = 5;

/** A drag over the charts that chooses a time. */
export interface ZoomDrag {
  /** The time that is being chosen, its ends in the order of the drag; undefined while none is. */
  readonly chosen: PlotGap | undefined;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
  /** True, once, for the click that a drag ends with. */
  readonly endedWith: (event: MouseEvent) => boolean;
}

/** `timeAt` gives the time under a place of the screen, undefined beside the plots. */
export function useZoomDrag(
  timeAt: (clientX: number) => number | undefined,
  onChosen: (one: number, other: number) => void,
): ZoomDrag {
  const start = useRef<{ readonly x: number; readonly at: number }>(undefined);
  const dragged = useRef(false);
  const [chosen, setChosen] = useState<PlotGap>();
  const give = (): void => {
    start.current = undefined;
    setChosen(undefined);
  };
  return {
    chosen,
    onPointerDown: (event) => {
      dragged.current = false;
      const at = timeAt(event.clientX);
      const onControl = event.target instanceof Element && event.target.closest('button, a') !== null;
      start.current =
        event.button !== 0 || onControl || at === undefined ? undefined : { x: event.clientX, at };
    },
    onPointerMove: (event) => {
      const from = start.current;
      if (from === undefined) return;
      if (!dragged.current) {
        if (Math.abs(event.clientX - from.x) < leastDrag) return;
        dragged.current = true;
        // So that it goes on beside the charts, and ends wherever the pointer is let go.
        event.currentTarget.setPointerCapture(event.pointerId);
      }
      // Beside the plots the last time that was under the pointer counts.
      const at = timeAt(event.clientX);
      if (at !== undefined) setChosen({ from: from.at, to: at });
    },
    onPointerUp: () => {
      if (dragged.current && chosen !== undefined) onChosen(chosen.from, chosen.to);
      give();
    },
    onPointerCancel: give,
    endedWith: () => {
      const was = dragged.current;
      dragged.current = false;
      return was;
    },
  };
}
