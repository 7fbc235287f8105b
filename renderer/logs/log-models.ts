import type { ContainerId, EngineId } from '#shared/model/ids';
import type { Client } from '../bridge/client';
import { LogModel } from './log-model';
import { defaultBounds } from './ring';

/** Logs kept while nobody shows them. */
const mostModels = 8;

/**
 * The logs that this window holds, by engine and container: at most eight that nobody shows, and 256 MiB for all
 * together. Over that, the oldest lines of the log that was shown longest ago go first. Lives as long as the client.
 */
export class LogModels {
  readonly #client: Client;
  /** Least recently asked for first. */
  readonly #models = new Map<string, LogModel>();
  readonly #maxBytes: number;

  constructor(client: Client, maxBytes: number = defaultBounds.maxBytes) {
    this.#client = client;
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#models.size;
  }

  /** The log of a container, as it was left or new. */
  get(engineId: EngineId, containerId: ContainerId): LogModel {
    const key = `${engineId}/${containerId}`;
    const known = this.#models.get(key);
    if (known !== undefined) {
      this.#models.delete(key);
      this.#models.set(key, known);
      return known;
    }
    const model = new LogModel(this.#client, engineId, containerId, (grown) => this.#balance(grown));
    this.#models.set(key, model);
    this.#evict(key);
    return model;
  }

  #evict(keep: string): void {
    let spare = [...this.#models.values()].filter((model) => !model.held).length - mostModels;
    for (const [key, model] of this.#models) {
      if (spare <= 0) return;
      if (model.held || key === keep) continue;
      model.dispose();
      this.#models.delete(key);
      spare -= 1;
    }
  }

  #balance(grown: LogModel): void {
    let over = -this.#maxBytes;
    for (const model of this.#models.values()) over += model.ring.bytes;
    for (const model of this.#models.values()) {
      if (over <= 0) return;
      if (model === grown) continue;
      const before = model.ring.bytes;
      model.ring.release(over);
      over -= before - model.ring.bytes;
      model.store.touch();
    }
    if (over > 0) grown.ring.release(over);
  }
}

const byClient = new WeakMap<Client, LogModels>();

/** The window's log of a container. */
export function logModel(client: Client, engineId: EngineId, containerId: ContainerId): LogModel {
  let models = byClient.get(client);
  if (models === undefined) {
    models = new LogModels(client);
    byClient.set(client, models);
  }
  return models.get(engineId, containerId);
}
