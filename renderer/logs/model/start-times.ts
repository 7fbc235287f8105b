import type { LogNotice } from '#shared/model/log';
import type { Client } from '../../bridge/client';
import type { LogTarget } from './types';

/** After an inspection that failed another one is tried, this much later at the earliest. */
const retryMs = 5_000;

interface Start {
  /** Epoch ms; undefined while it is not known, and for a container that never ran. */
  readonly at: number | undefined;
  /** Nothing is to be asked for, or not before this moment of `performance.now`. */
  readonly restsUntil: number;
}

/** When the last run of each container of a log was started: asked for once, then kept true by what the log tells. */
export class StartTimes {
  readonly #client: Client;
  readonly #targets: ReadonlyMap<number, LogTarget>;
  readonly #changed: () => void;
  readonly #starts = new Map<number, Start>();

  constructor(client: Client, targets: ReadonlyMap<number, LogTarget>, changed: () => void) {
    this.#client = client;
    this.#targets = targets;
    this.#changed = changed;
  }

  /** Epoch ms of the start of a container's last run; undefined where that is not known yet, or there was none. */
  of(source: number): number | undefined {
    if ((this.#starts.get(source)?.restsUntil ?? 0) <= performance.now()) this.#ask(source);
    return this.#starts.get(source)?.at;
  }

  /** The latest start of all containers, as far as they are known. */
  get latest(): number | undefined {
    const known = [...this.#targets.keys()].flatMap((source) => this.of(source) ?? []);
    return known.length === 0 ? undefined : Math.max(...known);
  }

  /** The log tells of something; only a start counts. */
  told(source: number, { what, at }: LogNotice): void {
    if (what === 'started') this.#set(source, at);
  }

  #ask(source: number): void {
    const target = this.#targets.get(source);
    this.#starts.set(source, { at: this.#starts.get(source)?.at, restsUntil: Number.POSITIVE_INFINITY });
    if (target === undefined) return;
    const { engineId, id } = target;
    void this.#client.call('containers.inspect', { engineId, id }).then((details) => {
      if (details.ok) this.#set(source, details.value.startedAt);
      else {
        const { at } = this.#starts.get(source) ?? {};
        this.#starts.set(source, { at, restsUntil: performance.now() + retryMs });
      }
      this.#changed();
    });
  }

  /** An answer may be older than what the log told meanwhile. */
  #set(source: number, at: number | undefined): void {
    const known = this.#starts.get(source)?.at;
    const latest = at === undefined || known === undefined ? (at ?? known) : Math.max(at, known);
    this.#starts.set(source, { at: latest, restsUntil: Number.POSITIVE_INFINITY });
  }
}
