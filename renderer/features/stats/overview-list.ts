import type { Container } from '#shared/model/container';
import type { EngineConnection } from '#shared/model/engine';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { Client } from '../../bridge/client';
import type { StatsPool } from '../../charts/stats-pool';
import { compileQuery } from '../../state/containers/query';
import { entityKey, valuesOf } from '../../state/entities';
import { inOrder, missing, selectEngine } from '../../state/engines';
import { StillList } from '../../state/ordering';
import type { StatsView } from '../../state/stats-view';
import { type AppState, store } from '../../state/store';
import { selectView } from '../../state/ui-actions';
import { type FilterState, noFilter } from '../../state/views';
import { arrangeOverview, groupOf, type OverviewItem, type OverviewRow, overviewRows } from './overview-rows';

/** Live columns are looked at anew after so many beats. */
const beatsOfAnOrder = 5;
/** The first order is not waited for longer than so many beats. */
const beatsOfAMeasure = 8;

/** A project of an engine, as far as the filter shows it. */
export interface OverviewGroup {
  readonly engine: EngineConnection;
  readonly project: string;
  readonly keys: readonly string[];
}

/** The table at one moment. */
export interface OverviewSnapshot {
  readonly rows: readonly OverviewRow[];
  /** Everything that the filter leaves, and what is still shown of those that are gone, by key. */
  readonly items: ReadonlyMap<string, OverviewItem>;
  readonly groups: ReadonlyMap<string, OverviewGroup>;
  /** Whose containers these are. */
  readonly engines: readonly EngineConnection[];
  /** Engines that are left out, because they give no statistics. */
  readonly unmeasured: readonly EngineConnection[];
  /** Running containers before the filter. */
  readonly total: number;
  /** Enough of the lists of these engines is there to show something. */
  readonly read: boolean;
  readonly unsettled: boolean;
  readonly filter: FilterState;
}

/**
 * The running containers of one engine or of all of them between store and table: arranges, tells the pool whom to
 * measure, and keeps still while a hand is on it. Follows lists of engines that are not looked at by itself. Owner: the
 * page, which starts and stops it.
 */
export class OverviewList {
  readonly #client: Client;
  readonly #pool: StatsPool;
  readonly #still = new StillList(() => this.#show());
  readonly #listeners = new Set<() => void>();
  readonly #others = new Map<
    EngineId,
    { readonly containers: Map<string, Container>; read: boolean; end: () => void }
  >();
  #filter: FilterState = noFilter;
  #beats = 0;
  /** Whoever is shown was measured once: from then on a hand on the list keeps its order. */
  #measured = false;
  #whose = '';
  #items: ReadonlyMap<string, OverviewItem> = new Map();
  #snapshot: OverviewSnapshot = {
    rows: [],
    items: new Map(),
    groups: new Map(),
    engines: [],
    unmeasured: [],
    total: 0,
    read: false,
    unsettled: false,
    filter: noFilter,
  };

  constructor(client: Client, pool: StatsPool) {
    this.#client = client;
    this.#pool = pool;
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): OverviewSnapshot => this.#snapshot;

  /** Follows store and pool until the returned function is called. */
  start(): () => void {
    this.#refresh();
    const stops = [
      store.subscribe((next, before) => {
        if (
          next.containers !== before.containers ||
          next.views !== before.views ||
          next.connections !== before.connections ||
          next.engineId !== before.engineId
        )
          this.#refresh();
      }),
      this.#pool.onBeat(() => {
        this.#beats += 1;
        const due = !this.#measured || this.#beats % beatsOfAnOrder === 0;
        if (due && this.#view().sort.by !== 'name') this.#refresh();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      for (const { end } of this.#others.values()) end();
      this.#others.clear();
      this.#still.dispose();
    };
  }

  /** Begins or ends a reason to keep still. */
  hold(reason: 'pointer' | 'focus' | 'menu', on: boolean): void {
    this.#still.hold(reason, on);
  }

  /** Takes the order asked for at once. */
  sortNow(): void {
    this.#still.settleNow();
  }

  setFilter(filter: FilterState): void {
    this.#filter = filter;
    this.#refresh();
  }

  #view(): StatsView {
    return selectView(store.getState()).stats;
  }

  #refresh(): void {
    const state = store.getState();
    const view = this.#view();
    const engines = enginesOf(state, view.everywhere);
    const measured = engines.filter((engine) => missing(engine, 'stats') === undefined);
    this.#followOthers(measured, state);
    const all = measured.flatMap((engine, engineOrder) =>
      this.#containersOf(engine.id, state)
        .filter(({ state: is }) => is === 'running' || is === 'paused')
        .map(
          (container): OverviewItem => ({
            key: entityKey(engine.id, container.id),
            engineId: engine.id,
            engineOrder,
            container,
          }),
        ),
    );
    const matches = compileQuery(this.#filter);
    const shown = all.filter(({ container }) => matches(container));
    const running = new Map(all.map((item) => [item.key, item]));
    const wanted = arrangeOverview(shown, view, (item, by) => this.#pool.ring(item.key)?.steady(by));
    const whose = `${state.engineId ?? ''} ${view.everywhere}`;
    if (whose !== this.#whose) {
      this.#whose = whose;
      this.#measured = false;
      this.#beats = 0;
    }
    this.#measured ||=
      this.#beats >= beatsOfAMeasure || (shown.length > 0 && shown.every((item) => this.#isMeasured(item)));
    const asked = JSON.stringify([
      view.sort,
      view.grouped,
      view.everywhere,
      this.#filter,
      state.engineId,
      this.#measured,
    ]);
    this.#still.update(wanted, (key) => running.has(key), asked);
    // What has gone is shown as it was until the list settles.
    const gone = this.#still.shown.flatMap(({ key, mark }) => {
      const last = this.#items.get(key);
      return mark === 'removed' && last !== undefined ? [[key, last] as const] : [];
    });
    this.#items = new Map([...gone, ...running]);
    const wish = new Map<EngineId, ContainerId[]>();
    for (const engine of measured) if (engine.phase === 'live') wish.set(engine.id, []);
    for (const { engineId, container } of shown) wish.get(engineId)?.push(container.id);
    this.#pool.setWanted(wish);
    this.#snapshot = {
      ...this.#snapshot,
      items: this.#items,
      groups: groupsOf(shown, engines),
      engines: measured,
      unmeasured: engines.filter((engine) => !measured.includes(engine)),
      total: all.length,
      // What is there is shown; that nothing runs is said only once everybody was asked.
      read: all.length > 0 || measured.every((engine) => this.#isRead(engine.id, state)),
      filter: this.#filter,
    };
    this.#show();
  }

  #show(): void {
    this.#snapshot = {
      ...this.#snapshot,
      rows: overviewRows(this.#still.shown, this.#view()),
      unsettled: this.#still.unsettled,
    };
    for (const listener of [...this.#listeners]) listener();
  }

  #isMeasured({ key, container }: OverviewItem): boolean {
    const latest = this.#pool.ring(key)?.latest;
    return latest?.cpuPercent !== undefined || (latest !== undefined && container.state === 'paused');
  }

  #isRead(engineId: EngineId, state: AppState): boolean {
    return state.containers.keys.has(engineId) || this.#others.get(engineId)?.read === true;
  }

  #containersOf(engineId: EngineId, state: AppState): readonly Container[] {
    if (state.containers.keys.has(engineId)) return valuesOf(state.containers, engineId);
    return [...(this.#others.get(engineId)?.containers.values() ?? [])];
  }

  /** Lists of engines that are looked at come from the store; of the others nobody else follows one. */
  #followOthers(engines: readonly EngineConnection[], state: AppState): void {
    const current = selectEngine(state)?.id;
    const wanted = new Set(
      engines.filter(({ id, phase }) => id !== current && phase === 'live').map(({ id }) => id),
    );
    for (const [engineId, { end }] of this.#others) {
      if (wanted.has(engineId)) continue;
      end();
      this.#others.delete(engineId);
    }
    for (const engineId of wanted) {
      if (this.#others.has(engineId)) continue;
      const containers = new Map<string, Container>();
      const followed = { containers, read: false, end: () => undefined as void };
      this.#others.set(engineId, followed);
      followed.end = this.#client.watch(
        'containers.list',
        { engineId },
        {
          onSnapshot: (entries) => {
            containers.clear();
            for (const [id, container] of entries) containers.set(id, container);
            followed.read = true;
            this.#refresh();
          },
          onPatch: (upserts, removes) => {
            for (const [id, container] of upserts) containers.set(id, container);
            for (const id of removes) containers.delete(id);
            this.#refresh();
          },
          // It went: its phase tells, and it is followed again when it is live.
          onError: () => this.#others.delete(engineId),
        },
      );
    }
  }
}

/** The engine that is looked at, or every one that answers. */
function enginesOf(state: AppState, everywhere: boolean): readonly EngineConnection[] {
  const current = selectEngine(state);
  if (!everywhere) return current === undefined ? [] : [current];
  return inOrder(state.connections).filter(({ id, phase }) => phase === 'live' || id === current?.id);
}

function groupsOf(
  items: readonly OverviewItem[],
  engines: readonly EngineConnection[],
): ReadonlyMap<string, OverviewGroup> {
  const byId = new Map(engines.map((engine) => [engine.id, engine]));
  const groups = new Map<string, { engine: EngineConnection; project: string; keys: string[] }>();
  for (const item of items) {
    const engine = byId.get(item.engineId);
    if (engine === undefined) continue;
    const name = groupOf(item);
    let group = groups.get(name);
    if (group === undefined)
      groups.set(name, (group = { engine, project: item.container.project ?? '', keys: [] }));
    group.keys.push(item.key);
  }
  return groups;
}
