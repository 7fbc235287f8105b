import type { SessionId } from '#shared/model/ids';

/** What stands in a pane of the dock. */
export interface DockPane {
  readonly kind: 'shell';
  readonly sessionId: SessionId;
}

/** Side by side, or one under the other. */
export type SplitDirection = 'right' | 'down';
export type Edge = 'left' | 'right' | 'up' | 'down';

/** A part of a split; the shares of one split add up to 1. */
export interface SplitPart {
  readonly share: number;
  readonly node: DockNode;
}

/** A pane, or two and more parts. A part is never a split of its parent's direction. */
export type DockNode =
  | { readonly kind: 'pane'; readonly pane: DockPane }
  | { readonly kind: 'split'; readonly direction: SplitDirection; readonly parts: readonly SplitPart[] };

/** No part is made smaller than this share of its split by hand. */
export const leastShare = 0.05;

/** Names a pane: what it holds stands nowhere else. */
export function paneKey(pane: DockPane): string {
  return `${pane.kind} ${pane.sessionId}`;
}

/** The panes of a tree in the order of reading. */
export function panesOf(node: DockNode): readonly DockPane[] {
  return node.kind === 'pane' ? [node.pane] : node.parts.flatMap((part) => panesOf(part.node));
}

/** A tree out of parts: of one part that alone, with parts of its own direction taken in, shares made whole. */
export function splitOf(direction: SplitDirection, parts: readonly SplitPart[]): DockNode | undefined {
  const flat = parts.flatMap(({ share, node }): readonly SplitPart[] =>
    node.kind === 'split' && node.direction === direction
      ? node.parts.map((inner) => ({ share: share * inner.share, node: inner.node }))
      : [{ share, node }],
  );
  const [only] = flat;
  if (flat.length <= 1) return only?.node;
  const sum = flat.reduce((all, { share }) => all + share, 0);
  return { kind: 'split', direction, parts: flat.map(({ share, node }) => ({ share: share / sum, node })) };
}

/** Takes a pane out; undefined where nothing is left. The same tree where it is not in it. */
export function withoutPane(node: DockNode, key: string): DockNode | undefined {
  if (node.kind === 'pane') return paneKey(node.pane) === key ? undefined : node;
  const parts = node.parts.map((part) => ({ share: part.share, node: withoutPane(part.node, key) }));
  if (parts.every((part, at) => part.node === node.parts[at]?.node)) return node;
  return splitOf(
    node.direction,
    parts.flatMap(({ share, node: left }) => (left === undefined ? [] : [{ share, node: left }])),
  );
}

/** Puts a tree at an edge of a pane, which gives it half of its room. The same tree where the pane is not in it. */
export function withBeside(node: DockNode, key: string, edge: Edge, added: DockNode): DockNode {
  const direction: SplitDirection = edge === 'left' || edge === 'right' ? 'right' : 'down';
  if (node.kind === 'pane') {
    if (paneKey(node.pane) !== key) return node;
    const both = [
      { share: 0.5, node },
      { share: 0.5, node: added },
    ];
    if (edge === 'left' || edge === 'up') both.reverse();
    return splitOf(direction, both) ?? node;
  }
  const parts = node.parts.map((part) => ({
    share: part.share,
    node: withBeside(part.node, key, edge, added),
  }));
  if (parts.every((part, at) => part.node === node.parts[at]?.node)) return node;
  return splitOf(node.direction, parts) ?? node;
}

/** Changes the split at a path of part numbers; the same tree where there is none. */
export function withSplit(
  node: DockNode,
  path: readonly number[],
  change: (parts: readonly SplitPart[]) => readonly SplitPart[],
): DockNode {
  if (node.kind === 'pane') return node;
  const [first, ...rest] = path;
  const parts =
    first === undefined
      ? change(node.parts)
      : node.parts.map((part, at) =>
          at === first ? { share: part.share, node: withSplit(part.node, rest, change) } : part,
        );
  return { ...node, parts };
}

/** Moves the border behind part `at` by a share of the whole split, as far as both neighbours stay visible. */
export function movedBorder(parts: readonly SplitPart[], at: number, by: number): readonly SplitPart[] {
  const before = parts[at];
  const after = parts[at + 1];
  if (before === undefined || after === undefined || !Number.isFinite(by)) return parts;
  const room = before.share + after.share;
  const least = Math.min(leastShare, room / 2);
  const share = Math.min(room - least, Math.max(least, before.share + by));
  return parts.map((part, index) => {
    if (index === at) return { ...part, share };
    return index === at + 1 ? { ...part, share: room - share } : part;
  });
}

/** All parts of a split as large as each other. */
export function evened(parts: readonly SplitPart[]): readonly SplitPart[] {
  return parts.map(({ node }) => ({ share: 1 / parts.length, node }));
}
