import type { ContainerId } from '#shared/model/ids';
import type { StatsMark } from '#shared/model/stats';
import { withDeadline } from '../../engine/abort';
import type { EngineEvent } from '../../engine/compat/events';
import { Collection, type CollectionListener, type ReadonlyCollection } from '../../state/collection';
import type { KnownEngine } from '../engines';
import { rememberedEvents } from '../remembered-events';

/** A container that restarts in a loop makes marks without end; the oldest go. */
const maxMarks = 500;
/** So long the engine may take to give what it remembers. */
const readMs = 15_000;

/**
 * What happened to one container: what its engine remembers, and what it tells while somebody listens. Lives with its
 * listeners: the first makes it begin, the last one that leaves ends it.
 */
export class StatsMarks implements ReadonlyCollection<StatsMark> {
  readonly #engine: KnownEngine;
  readonly #id: ContainerId;
  readonly #marks = new Collection<StatsMark>();
  #listening: AbortController | undefined;
  /** When memory ran out last: the end that follows is its consequence. */
  #oomAt = Number.NEGATIVE_INFINITY;
  /** Podman tells of each check, whether it changed anything or not. */
  #health = '';

  constructor(engine: KnownEngine, id: ContainerId) {
    this.#engine = engine;
    this.#id = id;
  }

  get size(): number {
    return this.#marks.size;
  }

  get(key: string): StatsMark | undefined {
    return this.#marks.get(key);
  }

  entries(): IterableIterator<[string, StatsMark]> {
    return this.#marks.entries();
  }

  values(): IterableIterator<StatsMark> {
    return this.#marks.values();
  }

  subscribe(listener: CollectionListener): () => void {
    const leave = this.#marks.subscribe(listener);
    if (this.#listening === undefined) this.#begin();
    return () => {
      leave();
      if (this.#marks.listenerCount > 0) return;
      this.#listening?.abort();
      this.#listening = undefined;
    };
  }

  #begin(): void {
    const listening = new AbortController();
    this.#listening = listening;
    const stop = this.#engine.state.onContainerEvent((id, event) => {
      if (id === this.#id) this.#tell(event);
    });
    listening.signal.addEventListener('abort', stop, { once: true });
    void this.#remember(listening.signal);
  }

  /** Asks for what the engine remembers. */
  async #remember(signal: AbortSignal): Promise<void> {
    const client = this.#engine.connection.client;
    if (!client.ok) return;
    const limit = withDeadline(readMs, signal);
    await rememberedEvents(client.value, this.#id, (event) => this.#tell(event), limit);
  }

  #tell(event: EngineEvent): void {
    const { at } = event;
    // Without a time it has no place on the axis.
    if (at === undefined || !Number.isFinite(at)) return;
    if (event.action === 'oom') this.#oomAt = at;
    if (event.action === 'start') this.#health = '';
    if (event.action === 'health_status') {
      if (event.detail === this.#health) return;
      this.#health = event.detail ?? '';
    }
    const mark = toMark(event, at, at >= this.#oomAt && at - this.#oomAt < 5_000);
    if (mark === undefined) return;
    this.#marks.set(`${Math.round(at)}/${mark.kind}`, mark);
    if (this.#marks.size <= maxMarks) return;
    const oldest = [...this.#marks.entries()].reduce((a, b) => (b[1].at < a[1].at ? b : a));
    this.#marks.delete(oldest[0]);
  }
}

/** The mark that an event makes; undefined for what is no news on a time axis. */
export function toMark(event: EngineEvent, at: number, afterOom: boolean): StatsMark | undefined {
  switch (event.action) {
    case 'start':
      return { at, kind: 'start', words: 'Started' };
    case 'die': {
      const code = event.exitCode === undefined ? '' : ` (${event.exitCode})`;
      return { at, kind: 'die', words: `Exited${code}${afterOom ? ', out of memory' : ''}` };
    }
    case 'oom':
      return { at, kind: 'oom', words: 'Out of memory' };
    case 'health_status':
      if (event.detail === 'healthy') return { at, kind: 'health', words: 'Healthy' };
      return event.detail === 'unhealthy' ? { at, kind: 'health', words: 'Unhealthy' } : undefined;
    case 'update':
      return { at, kind: 'update', words: 'Limits changed' };
    case 'pause':
      return { at, kind: 'pause', words: 'Paused' };
    case 'unpause':
      return { at, kind: 'unpause', words: 'Goes on' };
    default:
      return undefined;
  }
}
