import type { Edge } from './tree';

/** Where a new terminal goes: into a tab of its own, or to an edge of a pane. */
export type DockPlace =
  | { readonly kind: 'tab' }
  | { readonly kind: 'edge'; readonly beside: string; readonly edge: Edge };

export const ownTab: DockPlace = { kind: 'tab' };
