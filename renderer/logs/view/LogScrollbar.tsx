import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { classes } from '../../ui/classes';
import { MarkBit } from '../model/types';
import type { LogViewModel } from '../model/view-model';
import styles from './LogScrollbar.module.css';

const c = classes(styles);
const leastThumb = 24;
/** Marks are drawn anew at most so often. */
const redrawMs = 200;
/** A mark is so many px high. */
const grain = 2;

export interface LogScrollbarProps {
  readonly model: LogViewModel;
  /** Id of what it scrolls. */
  readonly controls: string;
  /** Height of the view in px. */
  readonly height: number;
  /** How many rows fit, and how many there are. */
  readonly visible: number;
  readonly count: number;
  /** Rows above the view, with part. */
  readonly above: number;
  readonly onPart: (part: number) => void;
  readonly onGrab: () => void;
}

/** The wide scrollbar of a log: the thumb over marks of hits, errors and warnings of everything that is shown. */
export function LogScrollbar(props: LogScrollbarProps) {
  const { height, visible, count, above, onPart, onGrab } = props;
  const [grab, setGrab] = useState<number>();
  const most = Math.max(0, count - visible);
  const part = most === 0 ? 0 : Math.min(1, above / most);
  const thumb = count === 0 ? height : Math.min(height, Math.max(leastThumb, (height * visible) / count));
  const top = part * (height - thumb);
  const move = (event: PointerEvent, at: number): void => {
    const { top: edge } = event.currentTarget.getBoundingClientRect();
    const room = height - thumb;
    const next = room <= 0 ? 0 : (event.clientY - edge - at) / room;
    onPart(next >= 0.999 ? 1 : Math.max(0, next));
  };
  return (
    <div
      className={c('bar', most === 0 && 'idle')}
      role="scrollbar"
      aria-label="Position in the log"
      aria-controls={props.controls}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(part * 100)}
      onPointerDown={(event) => {
        if (event.button !== 0 || most === 0) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        const y = event.clientY - event.currentTarget.getBoundingClientRect().top;
        // Beside the thumb it comes to the pointer: marks are places to go to.
        const at = y >= top && y < top + thumb ? y - top : thumb / 2;
        setGrab(at);
        onGrab();
        if (at !== y - top) move(event, at);
      }}
      onPointerMove={(event) => grab !== undefined && move(event, grab)}
      onPointerUp={() => setGrab(undefined)}
      onPointerCancel={() => setGrab(undefined)}
    >
      <i className={c('thumb', grab !== undefined && 'held')} style={{ top, height: thumb }} />
      <Marks model={props.model} height={height} />
    </div>
  );
}

/** Decoration: the counts in the search box and on the level chips say it in words. */
function Marks({ model, height }: { readonly model: LogViewModel; readonly height: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let drawnAt = 0;
    const paint = (): void => {
      timer = undefined;
      drawnAt = performance.now();
      if (canvas.current !== null && height > 0) drawMarks(canvas.current, model, height);
    };
    const soon = (): void => {
      timer ??= setTimeout(paint, Math.max(0, drawnAt + redrawMs - performance.now()));
    };
    paint();
    const stop = model.store.subscribe(soon);
    const theme = new MutationObserver(soon);
    theme.observe(document.documentElement, { attributes: true });
    return () => {
      clearTimeout(timer);
      theme.disconnect();
      stop();
    };
  }, [model, height]);
  return <canvas ref={canvas} className={c('marks')} aria-hidden="true" />;
}

const width = 16;

/** Left half: hits and where find stands; right half: errors and warnings, the graver one where both are. */
function drawMarks(canvas: HTMLCanvasElement, model: LogViewModel, height: number): void {
  const parts = Math.max(1, Math.floor(height / grain));
  const marks = model.marks(parts);
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (context === null) return;
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const [hit, error, warning] = ['--hit-current-bg', '--level-error', '--level-warn'].map(colour);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  for (let part = 0; part < parts; part++) {
    const bits = marks[part] ?? 0;
    if (bits === 0) continue;
    const y = part * grain;
    if ((bits & MarkBit.error) !== 0) {
      context.fillStyle = error ?? '';
      context.fillRect(9, y, 5, grain);
    } else if ((bits & MarkBit.warning) !== 0) {
      context.fillStyle = warning ?? '';
      context.fillRect(11, y, 3, grain);
    }
    if ((bits & (MarkBit.hit | MarkBit.current)) !== 0) context.fillStyle = hit ?? '';
    if ((bits & MarkBit.current) !== 0) context.fillRect(0, y, width, grain + 1);
    else if ((bits & MarkBit.hit) !== 0) context.fillRect(3, y, 5, grain);
  }
}
