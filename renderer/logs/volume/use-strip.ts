import { type KeyboardEvent, type PointerEvent, useState } from 'react';

/** A drag of fewer pixels is a click. */
const clickPx = 4;

/** Columns that are picked: both inclusive, `anchor` where it began. */
export interface Picked {
  readonly anchor: number;
  readonly focus: number;
}

export interface StripTarget {
  readonly columns: number;
  /** Column under a position, in px from the plot's left edge; it may lie outside. */
  readonly columnAt: (x: number) => number;
  readonly zoomed: boolean;
  readonly onZoom: (first: number, last: number) => void;
  readonly onWhole: () => void;
  readonly onJump: (column: number) => void;
}

export interface StripControl {
  /** Column that keys stand on; undefined before the first key. */
  readonly cursor: number | undefined;
  /** Columns that are being picked by a drag or with Shift. */
  readonly picked: Picked | undefined;
  /** Column under the pointer. */
  readonly hovered: number | undefined;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onBlur: () => void;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerLeave: () => void;
}

/** Pointer and keys of the volume strip: a drag or Shift with arrows picks columns, a click or Enter jumps. */
export function useStrip(target: StripTarget): StripControl {
  const { columns, zoomed } = target;
  const [cursor, setCursor] = useState<number>();
  const [picked, setPicked] = useState<Picked>();
  const [hovered, setHovered] = useState<number>();
  const [pressed, setPressed] = useState<number>();
  const within = (column: number): number => Math.min(columns - 1, Math.max(0, column));
  const positionOf = (event: PointerEvent<HTMLElement>): number =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;

  const choose = (): void => {
    if (picked !== undefined) {
      target.onZoom(Math.min(picked.anchor, picked.focus), Math.max(picked.anchor, picked.focus));
    } else if (cursor !== undefined) target.onJump(within(cursor));
    setPicked(undefined);
  };

  /** False where the key means nothing here. */
  const key = (event: KeyboardEvent): boolean => {
    const now = within(cursor ?? columns - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: now - 1,
      ArrowRight: now + 1,
      ArrowDown: now - 1,
      ArrowUp: now + 1,
      PageUp: now + 10,
      PageDown: now - 10,
      Home: 0,
      End: columns - 1,
    };
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const to = moves[event.key];
    if (to !== undefined) {
      const next = cursor === undefined && event.key === 'ArrowLeft' ? now : within(to);
      setPicked(event.shiftKey ? { anchor: picked?.anchor ?? now, focus: next } : undefined);
      setCursor(next);
    } else if (event.key === 'Enter' || event.key === ' ') choose();
    else if (event.key === 'Escape' && picked !== undefined) setPicked(undefined);
    else if (event.key === 'Escape' && zoomed) target.onWhole();
    else return false;
    return true;
  };

  return {
    cursor: cursor === undefined ? undefined : within(cursor),
    picked,
    hovered,
    onKeyDown: (event) => {
      if (!key(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    onBlur: () => {
      setCursor(undefined);
      setPicked(undefined);
    },
    onPointerDown: (event) => {
      if (event.button !== 0 || columns === 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setPressed(positionOf(event));
    },
    onPointerMove: (event) => {
      const x = positionOf(event);
      setHovered(within(target.columnAt(x)));
      if (pressed === undefined) return;
      if (picked === undefined && Math.abs(x - pressed) < clickPx) return;
      setPicked({ anchor: within(target.columnAt(pressed)), focus: within(target.columnAt(x)) });
    },
    onPointerUp: (event) => {
      if (pressed === undefined) return;
      setPressed(undefined);
      if (picked === undefined) target.onJump(within(target.columnAt(positionOf(event))));
      else choose();
    },
    onPointerLeave: () => setHovered(undefined),
  };
}
