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
   * The log of some containers, in whichever order, as it was left or new. At least one. That of a project
   * (`rememberAs`) goes on where containers came since. What is remembered of it across restarts goes by
   * their names, or by `rememberAs`, where they are those of a project, which may have others another day.
   */
  get(targets: readonly LogTarget[], rememberAs?: string): LogModel {
    // By names: a container that is made anew has another id.
    const names = targets.map(({ name }) => name).sort();
    const memoryKey = JSON.stringify([
      targets[0]?.engineId ?? '',
      ...(rememberAs === undefined ? names : [rememberAs]),
    ]);
    const key = keyOf(targets);
    const known =
      this.#models.get(key) ?? (rememberAs === undefined ? undefined : this.#grown(targets, memoryKey));
    if (known !== undefined) {
      for (const [before, model] of this.#models) if (model === known) this.#models.delete(before);
      this.#models.set(key, known);
      return known;
    }
    const model = new LogModel(new Map(targets.map((target, index) => [index, target])), {
      client: this.#parts.client,
      memory: this.#memory,
      memoryKey,
      bounds: this.#bounds,
      work: this.#parts.work(),
      save: this.#parts.save,
      committed: () => this.#balance(model),
    });
    this.#models.set(key, model);
    this.#evict(key);
    return model;
  }

  /** A project's view whose containers are all among these, the others added: they are no reason to lose what it has. */
  #grown(targets: readonly LogTarget[], memoryKey: string): LogModel | undefined {
    const wanted = new Set(targets.map(nameOf));
    const known = [...this.#models.values()].findLast(
      (model) =>
        model.memoryKey === memoryKey && model.sources.every(({ target }) => wanted.has(nameOf(target))),
    );
    if (known === undefined) return undefined;
    const held = new Set(known.sources.map(({ target }) => nameOf(target)));
    for (const target of targets) if (!held.has(nameOf(target))) known.join(target);
    return known;
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

const nameOf = ({ engineId, id }: LogTarget): string => `${engineId}/${id}`;
const keyOf = (targets: readonly LogTarget[]): string => targets.map(nameOf).sort().join(' ');
