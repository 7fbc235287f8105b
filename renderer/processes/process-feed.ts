import type { AppError } from '#shared/errors';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { ContainerProcess, ProcessList } from '#shared/model/processes';
import type { Client } from '../bridge/client';
import { isVisible, onVisibility } from '../logs/frame-store';
import { compareCells } from './columns';
import { type ListedProcess, withKeys } from './tree';

const everyMs = 2000;

/** What is sorted by: a title, or '' for the order in which the engine lists. */
export interface ProcessSort {
  readonly by: string;
  readonly descending: boolean;
}

/** The list at one moment; the same object until something changed. */
export interface ProcessFrame {
  readonly list: ProcessList | undefined;
  /** In the order to show, with what went while a hand was on the list. */
  readonly listed: readonly ListedProcess[];
  readonly error: AppError | undefined;
  /** The order shown is not the one asked for, because somebody's hand is on the list. */
  readonly unsettled: boolean;
}

/**
 * The processes of one container, read each two seconds while it runs, is shown and nobody has a menu open on it. The
 * order stays while a hand is on the list: what went stays, marked, and new ones come last. Owner: the view; `stop`
 * ends reading.
 */
export class ProcessFeed {
  readonly #client: Client;
  readonly #engineId: EngineId;
  readonly #id: ContainerId;
  readonly #listeners = new Set<() => void>();
  readonly #holds = new Set<string>();
  #frame: ProcessFrame = { list: undefined, listed: [], error: undefined, unsettled: false };
  #sort: ProcessSort = { by: '', descending: false };
  #stopWatching: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading: AbortController | undefined;
  #paused = false;

  constructor(client: Client, engineId: EngineId, id: ContainerId) {
    this.#client = client;
    this.#engineId = engineId;
    this.#id = id;
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly frame = (): ProcessFrame => this.#frame;

  /** Starts to read. */
  start(): void {
    this.#stopWatching ??= onVisibility((visible) => {
      if (visible) void this.#read();
      else this.#rest();
    });
    void this.#read();
  }

  /** Ends reading; what is known stays. */
  stop(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#rest();
  }

  /** Reads at once, where it reads at all. */
  now(): void {
    void this.#read();
  }

  /** No reading while a menu or a question is open: what it is about must not change under it. */
  pause(paused: boolean): void {
    if (this.#paused === paused) return;
    this.#paused = paused;
    if (paused) this.#rest();
    else void this.#read();
  }

  /** Begins or ends a reason to keep the order. */
  hold(reason: 'pointer' | 'focus', on: boolean): void {
    if (on) this.#holds.add(reason);
    else this.#holds.delete(reason);
  }

  /** Sorts by a column: a person's own doing, which shows at once. */
  setSort(sort: ProcessSort): void {
    if (sort.by === this.#sort.by && sort.descending === this.#sort.descending) return;
    this.#sort = sort;
    this.settle();
  }

  /** Takes the order asked for at once, and lets what went go. */
  settle(): void {
    const { list } = this.#frame;
    if (list !== undefined) this.#show({ list, listed: this.#wanted(list), unsettled: false });
  }

  #wanted(list: ProcessList): readonly ListedProcess[] {
    const listed = withKeys(list.processes);
    const index = this.#sort.by === '' ? -1 : list.titles.indexOf(this.#sort.by);
    if (index === -1) return listed;
    const direction = this.#sort.descending ? -1 : 1;
    const cell = ({ cells }: ContainerProcess): string => cells[index] ?? '';
    return listed.toSorted((a, b) => direction * compareCells(cell(a.process), cell(b.process)));
  }

  #take(list: ProcessList): void {
    const wanted = this.#wanted(list);
    if (this.#holds.size === 0) {
      this.#show({ list, listed: wanted, unsettled: false, error: undefined });
      return;
    }
    const fresh = new Map(wanted.map((each) => [each.key, each]));
    const held = this.#frame.listed.map((each) => {
      const same = fresh.get(each.key);
      fresh.delete(each.key);
      return same ?? (each.gone ? each : { ...each, gone: true });
    });
    const listed = [...held, ...fresh.values()];
    const unsettled =
      listed.length !== wanted.length || listed.some(({ key }, at) => key !== wanted[at]?.key);
    this.#show({ list, listed, unsettled, error: undefined });
  }

  #show(change: Partial<ProcessFrame>): void {
    this.#frame = { ...this.#frame, ...change };
    for (const listener of [...this.#listeners]) listener();
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#reading?.abort();
    this.#reading = undefined;
  }

  async #read(): Promise<void> {
    this.#rest();
    if (this.#stopWatching === undefined || this.#paused || !isVisible()) return;
    const abort = new AbortController();
    this.#reading = abort;
    const answer = await this.#client.call(
      'processes.list',
      { engineId: this.#engineId, containerId: this.#id },
      abort.signal,
    );
    if (abort.signal.aborted) return;
    this.#reading = undefined;
    if (answer.ok) this.#take(answer.value);
    else this.#show({ error: answer.error });
    this.#timer = setTimeout(() => void this.#read(), everyMs);
  }
}
