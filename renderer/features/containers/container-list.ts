import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Container } from '#shared/model/container';
import type { EngineId } from '#shared/model/ids';
import { type LiveStats, mostVisible } from '../../charts/live-stats';
import { isVisible } from '../../logs/frame-store';
import {
  arrange,
  type GridRow,
  gridRows,
  noProject,
  type SegmentCounts,
  segmentCounts,
  viewKey,
} from '../../state/containers/arrange';
import { isRunning } from '../../state/containers/status';
import { entityKey, valuesOf } from '../../state/entities';
import { StillList } from '../../state/ordering';
import { type AppState, store } from '../../state/store';
import { selectView } from '../../state/ui-actions';
import type { ContainersView } from '../../state/views';

/** Live columns are looked at anew so often, in ms. */
const liveOrderMs = 5000;

/** A compose project, whatever of it the filter shows. */
export interface ProjectGroup {
  readonly total: number;
  readonly running: number;
  /** Ids of its containers that are shown or would be if it were open. */
  readonly shown: readonly string[];
}

/** The list at one moment. */
export interface ListSnapshot {
  readonly rows: readonly GridRow[];
  /** Ids of everything that the filter leaves, closed groups included, in the order shown; what is gone is not in it. */
  readonly shown: readonly string[];
  readonly groups: ReadonlyMap<string, ProjectGroup>;
  readonly counts: SegmentCounts;
  /** The order shown is not the one asked for, because somebody's hand is on the list. */
  readonly unsettled: boolean;
  /** Last known state of rows that the engine no longer has. */
  readonly gone: ReadonlyMap<string, Container>;
}

/**
 * The container list of one engine between store and screen: arranges, and keeps still while a hand is on it. Outside
 * React, so that its memory of the order survives renders. Owner: `useContainerList`, which starts and stops it.
 */
export class ContainerList {
  readonly #engineId: EngineId;
  readonly #still = new StillList(() => this.#show());
  readonly #listeners = new Set<() => void>();
  readonly #known = new Map<string, Container>();
  #view: ContainersView;
  /** Where figures come from while the list is sorted by them. */
  #live: LiveStats | undefined;
  /** All that runs was measured once: from then on a hand on the list keeps its order. */
  #measured = false;
  #stop: (() => void) | undefined;
  #snapshot: ListSnapshot;

  constructor(engineId: EngineId) {
    this.#engineId = engineId;
    const state = store.getState();
    this.#view = selectView(state).containers;
    this.#arrange(state);
    this.#snapshot = this.#read(state);
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): ListSnapshot => this.#snapshot;

  /** Follows the store until the returned function is called. */
  start(): () => void {
    const state = store.getState();
    this.#still.hold('selection', state.selectedContainers.size > 0);
    this.#refresh(state);
    this.#stop = store.subscribe((next, before) => {
      if (next.selectedContainers !== before.selectedContainers) {
        this.#still.hold('selection', next.selectedContainers.size > 0);
      }
      if (next.containers !== before.containers || next.views !== before.views) this.#refresh(next);
    });
    return () => {
      this.#stop?.();
      this.#still.dispose();
    };
  }

  /** Begins or ends a reason to keep still: the pointer, the focus or a menu in the list. */
  hold(reason: 'pointer' | 'focus' | 'menu', on: boolean): void {
    this.#still.hold(reason, on);
  }

  /** Takes the order asked for at once. */
  sortNow(): void {
    this.#still.settleNow();
  }

  /**
   * Sorts by what containers use, anew each five seconds while it is seen, until the returned function is called. The
   * figures of then are kept: beside a detail the list keeps its order.
   */
  followFigures(live: LiveStats): () => void {
    this.#live = live;
    this.#measured = false;
    const first = live.subscribe(() => {
      if (!this.#measured && this.#isMeasured(live)) this.#refresh(store.getState());
    });
    const timer = setInterval(() => {
      if (isVisible()) this.#refresh(store.getState());
    }, liveOrderMs);
    this.#refresh(store.getState());
    return () => {
      first();
      clearInterval(timer);
    };
  }

  #isMeasured(live: LiveStats): boolean {
    const running = valuesOf(store.getState().containers, this.#engineId).filter(isRunning);
    this.#measured = running.slice(0, mostVisible).every(({ id }) => live.steady(id, 'cpu') !== undefined);
    return this.#measured;
  }

  #refresh(state: AppState): void {
    this.#view = selectView(state).containers;
    this.#arrange(state);
    this.#show(state);
  }

  #arrange(state: AppState): void {
    const containers = valuesOf(state.containers, this.#engineId);
    const exists = (id: string): boolean => state.containers.byKey.has(entityKey(this.#engineId, id));
    const wanted = arrange(containers, this.#view, this.#live?.steady);
    this.#still.update(wanted, exists, `${viewKey(this.#view)} ${this.#measured}`);
  }

  #show(state: AppState = store.getState()): void {
    this.#snapshot = this.#read(state);
    for (const listener of this.#listeners) listener();
  }

  #read(state: AppState): ListSnapshot {
    const containers = valuesOf(state.containers, this.#engineId);
    const placed = this.#still.shown;
    const gone = new Map<string, Container>();
    for (const { key, mark } of placed) {
      const last = this.#known.get(key);
      if (mark === 'removed' && last !== undefined) gone.set(key, last);
    }
    // What a removed row still shows; never more than the rows and the engine's containers together.
    this.#known.clear();
    for (const [id, container] of gone) this.#known.set(id, container);
    for (const container of containers) this.#known.set(container.id, container);
    const shown = placed.filter(({ mark }) => mark !== 'removed').map(({ key }) => key);
    return {
      rows: gridRows(placed, this.#view),
      shown,
      groups: groupsOf(containers, shown),
      counts: segmentCounts(containers),
      unsettled: this.#still.unsettled,
      gone,
    };
  }
}

function groupsOf(
  containers: readonly Container[],
  shown: readonly string[],
): ReadonlyMap<string, ProjectGroup> {
  const visible = new Set(shown);
  const groups = new Map<string, { total: number; running: number; shown: string[] }>();
  for (const container of containers) {
    const project = container.project ?? noProject;
    let group = groups.get(project);
    if (group === undefined) groups.set(project, (group = { total: 0, running: 0, shown: [] }));
    group.total += 1;
    if (isRunning(container)) group.running += 1;
    if (visible.has(container.id)) group.shown.push(container.id);
  }
  return groups;
}

/** The list of an engine for as long as the component is mounted; mount it anew for another engine. */
export function useContainerList(engineId: EngineId): readonly [ContainerList, ListSnapshot] {
  const [list] = useState(() => new ContainerList(engineId));
  useEffect(() => list.start(), [list]);
  return [list, useSyncExternalStore(list.subscribe, list.read)];
}
