import type { Container } from '#shared/model/container';
import type { ContainerId } from '#shared/model/ids';
import type { Image } from '#shared/model/image';
import { ok, type Result } from '#shared/result';
import { isAborted } from '../engine/abort';
import { inspectContainer, listContainers } from '../engine/api/containers';
import { listImages } from '../engine/api/images';
import type { EngineEvent } from '../engine/compat/events';
import type { EngineObserver, EngineSession } from '../engine/connection';
import { Collection } from './collection';
import { Expectations } from './expectations';

/** Events come in bursts (a compose project starting); one read of the list answers them all. */
const gatherMs = 30;
/** Events are lossy by design of the engine, so the whole list is read again now and then. */
const relistMs = 60_000;
/** Above so many changed containers the whole list is cheaper than a filter. */
const maxFilteredIds = 64;
/** Container events that change nothing a list shows; health checks send exec events at every interval. */
const quietActions = new Set([
  'exec_create',
  'exec_start',
  'exec_die',
  'exec_detach',
  'attach',
  'detach',
  'top',
  'resize',
  'copy',
  'export',
  'archive-path',
  'extract-to-dir',
]);

/**
 * Containers and images of one engine. The list is the truth, events are hints: an event marks an id, a read of that id
 * makes the change. Keeps the last known truth while the engine is gone. Owner calls `close`.
 */
export class EngineState implements EngineObserver {
  readonly containers = new Collection<Container>();
  readonly images = new Collection<Image>();
  readonly #dirty = new Set<ContainerId>();
  readonly #expectations = new Expectations();
  readonly #later = new Set<NodeJS.Timeout>();
  #imagesDirty = false;
  #reading = false;
  #gather: NodeJS.Timeout | undefined;
  #relist: NodeJS.Timeout | undefined;
  /** Exit 137 means out of memory only where the engine says so: asked once for each end of a container. */
  readonly #oom = new Map<ContainerId, boolean>();

  async sync(session: EngineSession): Promise<Result<void>> {
    const containers = await listContainers(session.client, undefined, session.signal);
    if (!containers.ok) return containers;
    const images = await listImages(session.client, session.signal);
    if (!images.ok) return images;
    this.#oom.clear();
    this.#applyAll(session, containers.value);
    this.#applyImages(images.value);
    clearInterval(this.#relist);
    this.#relist = setInterval(() => void this.#readAll(session), relistMs);
    session.signal.addEventListener('abort', () => this.#pause(), { once: true });
    return ok(undefined);
  }

  event(session: EngineSession, event: EngineEvent): void {
    if (event.type === 'image') this.#imagesDirty = true;
    else if (event.type !== 'container' || event.id === '' || quietActions.has(event.action)) return;
    else {
      const id = event.id as ContainerId;
      if (event.action === 'oom') this.#oom.set(id, true);
      if (event.action === 'start') this.#oom.delete(id);
      this.#expectations.note(id, event.action);
      this.#dirty.add(id);
      // A commit or a removal changes what images are used or exist.
      if (event.action === 'commit') this.#imagesDirty = true;
    }
    this.#schedule(session);
  }

  /** Stops every timer. */
  close(): void {
    this.#pause();
  }

  #pause(): void {
    clearTimeout(this.#gather);
    this.#gather = undefined;
    clearInterval(this.#relist);
    for (const timer of this.#later) clearTimeout(timer);
    this.#later.clear();
    this.#expectations.clear();
    this.#dirty.clear();
    this.#imagesDirty = false;
  }

  #schedule(session: EngineSession): void {
    if (session.signal.aborted) return;
    this.#gather ??= setTimeout(() => {
      this.#gather = undefined;
      void this.#readDirty(session);
    }, gatherMs);
  }

  async #readDirty(session: EngineSession): Promise<void> {
    if (this.#reading) {
      this.#schedule(session);
      return;
    }
    this.#reading = true;
    try {
      const ids = [...this.#dirty];
      this.#dirty.clear();
      const images = this.#imagesDirty;
      this.#imagesDirty = false;
      if (ids.length > maxFilteredIds) await this.#readContainers(session);
      else if (ids.length > 0) await this.#readSome(session, ids);
      this.#readLater(session, ids);
      if (images) {
        const listed = await listImages(session.client, session.signal);
        if (listed.ok) this.#applyImages(listed.value);
      }
    } finally {
      this.#reading = false;
    }
    if (this.#hasDirty()) this.#schedule(session);
  }

  /** Reads those again that the engine's list does not know the end of yet. */
  #readLater(session: EngineSession, ids: readonly ContainerId[]): void {
    const { again, afterMs } = this.#expectations.check(ids, (id) => this.containers.get(id));
    if (again.length === 0 || isAborted(session.signal)) return;
    const timer = setTimeout(() => {
      this.#later.delete(timer);
      for (const id of again) this.#dirty.add(id);
      this.#schedule(session);
    }, afterMs);
    this.#later.add(timer);
  }

  /** Marks may have been set while the list was read. */
  #hasDirty(): boolean {
    return this.#dirty.size > 0 || this.#imagesDirty;
  }

  async #readAll(session: EngineSession): Promise<void> {
    await this.#readContainers(session);
    const images = await listImages(session.client, session.signal);
    if (images.ok) this.#applyImages(images.value);
  }

  async #readContainers(session: EngineSession): Promise<void> {
    const listed = await listContainers(session.client, undefined, session.signal);
    if (listed.ok && !isAborted(session.signal)) this.#applyAll(session, listed.value);
  }

  async #readSome(session: EngineSession, ids: readonly ContainerId[]): Promise<void> {
    const listed = await listContainers(session.client, ids, session.signal);
    // A failed read is not the end of a container: the heartbeat tells whether the engine still lives.
    if (!listed.ok || isAborted(session.signal)) return;
    const found = new Map(listed.value.map((row) => [row.id, this.#withOom(row)] as const));
    const gone = ids.filter((id) => !found.has(id));
    for (const id of gone) this.#oom.delete(id);
    this.containers.apply(found, gone);
    this.#afterContainers(session);
  }

  #applyAll(session: EngineSession, rows: readonly Container[]): void {
    this.containers.replaceAll(new Map(rows.map((row) => [row.id, this.#withOom(row)])));
    for (const id of this.#oom.keys()) if (this.containers.get(id) === undefined) this.#oom.delete(id);
    this.#afterContainers(session);
  }

  #afterContainers(session: EngineSession): void {
    this.#applyUsage();
    void this.#askWhyKilled(session);
  }

  #withOom(row: Container): Container {
    return row.exitCode === 137 && this.#oom.get(row.id) === true ? { ...row, oomKilled: true } : row;
  }

  async #askWhyKilled(session: EngineSession): Promise<void> {
    const asked = [...this.containers.values()].filter(
      (row) => row.exitCode === 137 && row.state === 'exited' && !this.#oom.has(row.id),
    );
    for (const row of asked.slice(0, 32)) {
      this.#oom.set(row.id, false);
      const details = await inspectContainer(session.client, row.id, session.signal);
      if (!details.ok || isAborted(session.signal)) continue;
      // The `oom` event may have come meanwhile, and knows better than an answer from before it.
      if (details.value.oomKilled) this.#oom.set(row.id, true);
      const known = this.containers.get(row.id);
      if (known !== undefined) this.containers.set(row.id, this.#withOom(known));
    }
  }

  #applyImages(rows: readonly Image[]): void {
    const users = this.#users();
    this.images.replaceAll(new Map(rows.map((row) => [row.id, withUsers(row, users)])));
  }

  #applyUsage(): void {
    const users = this.#users();
    this.images.apply(
      [...this.images.entries()].map(([id, row]) => [id, withUsers(row, users)] as const),
      [],
    );
  }

  /** Containers by image id and, for engines before API 1.21 that give none, by the name of the image. */
  #users(): ReadonlyMap<string, readonly Container[]> {
    const users = new Map<string, Container[]>();
    for (const row of this.containers.values()) {
      const key = row.imageId === '' ? row.image : row.imageId;
      const known = users.get(key);
      if (known === undefined) users.set(key, [row]);
      else known.push(row);
    }
    return users;
  }
}

function withUsers(image: Image, users: ReadonlyMap<string, readonly Container[]>): Image {
  const found = [...(users.get(image.id) ?? []), ...image.tags.flatMap((tag) => users.get(tag) ?? [])];
  const usedBy = found
    .map(({ id, name }) => ({ id, name }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { ...image, usedBy };
}
