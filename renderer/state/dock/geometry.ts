import { type DockNode, type DockPane, paneKey, type SplitDirection } from './tree';

/** A place in the dock, in shares of its width and height. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedPane {
  readonly key: string;
  readonly pane: DockPane;
  readonly box: Box;
}

/** The line between two parts of a split, and the room that its split has. */
export interface PlacedBorder {
  readonly path: readonly number[];
  /** It stands behind this part. */
  readonly at: number;
  readonly direction: SplitDirection;
  readonly box: Box;
  /** Of the split that it belongs to. */
  readonly room: Box;
  /** Share of the part before it, of both its neighbours. */
  readonly share: number;
}

export interface Placed {
  readonly panes: readonly PlacedPane[];
  readonly borders: readonly PlacedBorder[];
}

const whole: Box = { left: 0, top: 0, width: 1, height: 1 };

/** Where everything of a tree stands. */
export function place(node: DockNode, room: Box = whole, path: readonly number[] = []): Placed {
  if (node.kind === 'pane') {
    return { panes: [{ key: paneKey(node.pane), pane: node.pane, box: room }], borders: [] };
  }
  const panes: PlacedPane[] = [];
  const borders: PlacedBorder[] = [];
  const right = node.direction === 'right';
  let start = 0;
  for (const [at, part] of node.parts.entries()) {
    const box = right
      ? { ...room, left: room.left + start * room.width, width: part.share * room.width }
      : { ...room, top: room.top + start * room.height, height: part.share * room.height };
    start += part.share;
    const inner = place(part.node, box, [...path, at]);
    panes.push(...inner.panes);
    borders.push(...inner.borders);
    const next = node.parts[at + 1];
    if (next === undefined) continue;
    borders.push({
      path,
      at,
      direction: node.direction,
      box: right
        ? { ...room, left: box.left + box.width, width: 0 }
        : { ...room, top: box.top + box.height, height: 0 },
      room,
      share: part.share / (part.share + next.share),
    });
  }
  return { panes, borders };
}
