import type { Client } from '../../bridge/client';
import { defaultBounds, type StoreBounds } from '../store/log-store';
import type { LogWorkView } from '../work/log-workers';
import type { LogModelParts } from './held-log';
import { LogMemory } from './log-memory';
import { LogModel } from './log-model';
import type { LogTarget } from './types';

/** Logs kept while nobody shows them. */
const mostModels = 8;

/** What models are made with, besides the containers. */
export interface LogModelsParts {
  readonly client: Client;
  readonly storage: Storage | undefined;
  readonly work: () => LogWorkView;
  readonly save: LogModelParts['save'];
}

/**
 * The log views that this window holds, by the containers that they show: at most eight that nobody looks at, and one
 * bound of lines and bytes for all together. Over that, the oldest rows of the view that was looked at longest ago go
 * first. Lives as long as the window.
 */
export class LogModels {
  readonly #parts: LogModelsParts;
  readonly #memory: LogMemory;
  /** Least recently asked for first. */
  readonly #models = new Map<string, LogModel>();
  #bounds: StoreBounds;

  constructor(parts: LogModelsParts, bounds: StoreBounds = defaultBounds) {
    this.#parts = parts;
    this.#memory = new LogMemory(parts.storage);
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#models.size;
  }

  /** The page goes: what is remembered of views is written. */
  flush(): void {
    for (const model of this.#models.values()) model.remember();
    this.#memory.flush();
  }

  /** Sets how many lines and bytes all views may hold together. */
  bound(bounds: StoreBounds): void {
    this.#bounds = bounds;
    for (const model of this.#models.values()) model.feed.store.bounds = bounds;
  }

  /**
   * The log of some containers, as it was left or new. At least one. What is remembered of it across restarts goes by
   * their names, or by `rememberAs`, where they are those of a project, which may have others another day.
   */
  get(targets: readonly LogTarget[], rememberAs?: string): LogModel {
    const key = targets.map(({ engineId, id }) => `${engineId}/${id}`).join(' ');
    const known = this.#models.get(key);
    if (known !== undefined) {
      this.#models.delete(key);
      this.#models.set(key, known);
      return known;
    }
    // By names: a container that is made anew has another id.
    const names = targets.map(({ name }) => name).sort();
    const model = new LogModel(new Map(targets.map((target, index) => [index, target])), {
      client: this.#parts.client,
      memory: this.#memory,
      memoryKey: JSON.stringify([
        targets[0]?.engineId ?? '',
        ...(rememberAs === undefined ? names : [rememberAs]),
      ]),
      bounds: this.#bounds,
      work: this.#parts.work(),
      save: this.#parts.save,
      committed: () => this.#balance(model),
    });
    this.#models.set(key, model);
    this.#evict(key);
    return model;
  }

  #evict(keep: string): void {
    let spare = [...this.#models.values()].filter((model) => !model.isHeld).length - mostModels;
    for (const [key, model] of this.#models) {
      if (spare <= 0) return;
      if (model.isHeld || key === keep) continue;
      model.dispose();
      this.#models.delete(key);
      spare -= 1;
    }
  }

  #balance(grown: LogModel): void {
    const { maxBytes, maxLines } = this.#bounds;
    let bytes = -maxBytes;
    let lines = -maxLines;
    for (const { feed } of this.#models.values()) {
      bytes += feed.store.bytes;
      lines += feed.store.lines;
    }
    for (const model of this.#models.values()) {
      if (bytes <= 0 && lines <= 0) return;
      if (model === grown) continue;
      const { store } = model.feed;
      const before = { bytes: store.bytes, lines: store.lines };
      store.release(bytes, lines);
      bytes -= before.bytes - store.bytes;
      lines -= before.lines - store.lines;
      model.store.touch();
    }
    if (bytes > 0 || lines > 0) grown.feed.store.release(bytes, lines);
  }
}
