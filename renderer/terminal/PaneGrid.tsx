import { type KeyboardEvent, type PointerEvent, type ReactNode, useMemo, useRef } from 'react';
import type { SessionId } from '#shared/model/ids';
import { type Box, place, type PlacedBorder } from '../state/dock/geometry';
import { type ChangeLayout, type DockTab, evenOut, focusPane, moveBorder } from '../state/dock/layout';
import type { Edge } from '../state/dock/tree';
import { BusyRing } from '../ui/BusyRing';
import { classes } from '../ui/classes';
import styles from './Panes.module.css';
import type { PaneDrag } from './use-pane-drag';

const c = classes(styles);
const keyStep = 0.03;

/** In percent; panes leave the last px to the line between them. */
function boxStyle(box: Box): Record<string, string> {
  const percent = (share: number): string => `${share * 100}%`;
  return {
    left: percent(box.left),
    top: percent(box.top),
    width: percent(box.width),
    height: percent(box.height),
  };
}

function half(box: Box, edge: Edge): Box {
  const width = edge === 'left' || edge === 'right' ? box.width / 2 : box.width;
  const height = edge === 'up' || edge === 'down' ? box.height / 2 : box.height;
  return {
    left: edge === 'right' ? box.left + width : box.left,
    top: edge === 'down' ? box.top + height : box.top,
    width,
    height,
  };
}

/** What a pane has to know of its place. */
export interface PaneSlot {
  readonly sessionId: SessionId;
  readonly paneKey: string;
  /** No other pane is in its tab. */
  readonly alone: boolean;
  readonly onGrab: (event: PointerEvent<HTMLElement>) => void;
}

export interface PaneGridProps {
  readonly tab: DockTab;
  readonly change: ChangeLayout;
  readonly drag: PaneDrag;
  /** No tabs stand over it: it is the panel of none. */
  readonly bare?: boolean;
  readonly pane: (slot: PaneSlot) => ReactNode;
}

/**
 * The panes of the tab that is shown. They stand side by side in the page whatever their tree is, so that none is made
 * anew when it is moved.
 */
export function PaneGrid({ tab, change, drag, bare = false, pane: paneOf }: PaneGridProps) {
  const { panes, borders } = useMemo(() => place(tab.root), [tab.root]);
  const { over } = drag;
  const target = over?.kind === 'edge' ? panes.find(({ key }) => key === over.key) : undefined;
  return (
    <div className={c('panes')} {...(bare ? {} : { role: 'tabpanel', 'aria-label': 'Panes' })}>
      {panes.map(({ key, pane, box }) => (
        <div
          key={key}
          className={c('slot', box.left > 0 && 'slotRight', box.top > 0 && 'slotBelow')}
          style={boxStyle(box)}
          data-pane-key={key}
          onFocusCapture={() => change((layout) => focusPane(layout, key))}
        >
          {paneOf({
            sessionId: pane.sessionId,
            paneKey: key,
            alone: panes.length === 1,
            onGrab: (event) => drag.grab(event, { kind: 'pane', key }),
          })}
        </div>
      ))}
      {borders.map((border) => (
        <Border key={`${border.path.join('.')}/${border.at}`} tab={tab.id} border={border} change={change} />
      ))}
      {over?.kind === 'edge' && target !== undefined && (
        <i className={c('drop')} style={boxStyle(half(target.box, over.edge))} />
      )}
    </div>
  );
}

/** In the place of a pane whose session main did not tell of yet. */
export function StartingPane() {
  return (
    <p className={c('waiting')} role="status">
      <BusyRing size={15} />
      Starting
    </p>
  );
}

/** The line between two panes: drag, arrows, or a double press to even out. */
function Border({
  tab,
  border,
  change,
}: {
  readonly tab: number;
  readonly border: PlacedBorder;
  readonly change: ChangeLayout;
}) {
  const { path, at, direction, box, room, share } = border;
  const from = useRef<number>(undefined);
  const right = direction === 'right';
  const move = (by: number): void => change((layout) => moveBorder(layout, tab, path, at, by));
  const onMove = (event: PointerEvent<HTMLElement>): void => {
    const body = event.currentTarget.parentElement?.getBoundingClientRect();
    if (from.current === undefined || body === undefined) return;
    const now = right ? event.clientX : event.clientY;
    const whole = right ? body.width * room.width : body.height * room.height;
    if (whole <= 0 || now === from.current) return;
    move((now - from.current) / whole);
    from.current = now;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const forward = right ? 'ArrowRight' : 'ArrowDown';
    const back = right ? 'ArrowLeft' : 'ArrowUp';
    if (event.key !== forward && event.key !== back) return;
    event.preventDefault();
    event.stopPropagation();
    move(event.key === forward ? keyStep : -keyStep);
  };
  const release = (): void => {
    from.current = undefined;
  };
  return (
    <div
      className={c('border', right ? 'borderRight' : 'borderDown')}
      style={boxStyle(box)}
      role="separator"
      aria-label={right ? 'Width of the pane' : 'Height of the pane'}
      aria-orientation={right ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={5}
      aria-valuemax={95}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = right ? event.clientX : event.clientY;
      }}
      onPointerMove={onMove}
      onPointerUp={release}
      onPointerCancel={release}
      onDoubleClick={() => change((layout) => evenOut(layout, tab, path))}
      onKeyDown={onKeyDown}
    />
  );
}
