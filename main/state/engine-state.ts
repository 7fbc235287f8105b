import type { Container } from '#shared/model/container';
import type { ContainerId } from '#shared/model/ids';
import type { Image } from '#shared/model/image';
import { cancelled } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import { isAborted } from '../engine/abort';
import { inspectContainer, listContainers } from '../engine/api/containers';
import { listImages } from '../engine/api/images';
import type { EngineEvent } from '../engine/compat/events';
import type { EngineObserver, EngineSession } from '../engine/connection';
import { Collection } from './collection';
import { Expectations } from './expectations';
import { type Marks, ReadQueue } from './read-queue';

/** Events are lossy by design of the engine, so the whole list is read again now and then. */
const relistMs = 60_000;
/** Above so many changed containers the whole list is cheaper than a filter. */
const maxFilteredIds = 64;
/** A read that failed is tried again after so many ms. */
const readAgainMs = 2_000;
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

/** What belongs to one session and ends with it. */
interface Reading {
  readonly session: EngineSession;
  readonly queue: ReadQueue;
  readonly expectations: Expectations;
  /** Failed reads of containers in a row. */
  failed: number;
}

/**
 * Containers and images of one engine. The list is the truth, events are hints: an event marks an id, a read of that id
 * makes the change. Keeps the last known truth while the engine is gone; gives the session up when the truth cannot be
 * read any more. Owner calls `close`, or ends the session.
 */
export class EngineState implements EngineObserver {
  readonly containers = new Collection<Container>();
  readonly images = new Collection<Image>();
  #reading: Reading | undefined;
  #relist: NodeJS.Timeout | undefined;
  /** Exit 137 means out of memory only where the engine says so: asked once for each end of a container. */
  readonly #oom = new Map<ContainerId, boolean>();

  async sync(session: EngineSession): Promise<Result<void>> {
    const { queue } = this.#readingOf(session);
    const containers = await listContainers(session.client, undefined, session.signal);
    if (!containers.ok) return containers;
    this.#oom.clear();
    this.#applyAll(session, containers.value);
    const images = await listImages(session.client, session.signal);
    if (!images.ok) return images;
    this.#applyImages(images.value);
    if (isAborted(session.signal)) return fail(cancelled('Reading the lists'));
    this.#relist = setInterval(() => queue.mark({ allContainers: true, images: true }), relistMs);
    queue.begin();
    return ok(undefined);
  }

  event(session: EngineSession, event: EngineEvent): void {
    const { queue, expectations } = this.#readingOf(session);
    if (event.type === 'image') queue.mark({ images: true });
    else if (event.type === 'container' && event.id !== '' && !quietActions.has(event.action)) {
      const id = event.id as ContainerId;
      if (event.action === 'oom') this.#oom.set(id, true);
      if (event.action === 'start') this.#oom.delete(id);
      expectations.note(id, event.action);
      queue.mark({ ids: [id], images: event.action === 'commit' });
    }
  }

  /** Stops the timer. */
  close(): void {
    clearInterval(this.#relist);
  }

  /** Events come before the first list is asked for, so either may be the first to know of a session. */
  #readingOf(session: EngineSession): Reading {
    if (this.#reading?.session === session) return this.#reading;
    const queue = new ReadQueue(session.signal, (marks) => this.#read(reading, marks));
    const reading: Reading = { session, queue, expectations: new Expectations(), failed: 0 };
    this.#reading = reading;
    session.signal.addEventListener('abort', () => clearInterval(this.#relist), { once: true });
    return reading;
  }

  async #read(reading: Reading, marks: Marks): Promise<void> {
    const { session, queue, expectations } = reading;
    if (marks.allContainers || marks.ids.length > 0) {
      const whole = marks.allContainers || marks.ids.length > maxFilteredIds;
      const done = await this.#readContainers(session, whole ? undefined : marks.ids);
      // A failed read is not the end of a container, and what was to be read is still not known.
      reading.failed = done.ok ? 0 : reading.failed + 1;
      if (!done.ok) queue.mark({ ids: marks.ids, allContainers: whole }, readAgainMs);
      if (!done.ok && reading.failed > 1 && !isAborted(session.signal)) session.giveUp(done.error);
    }
    // The engine's list may not know yet what its event told.
    const { again, afterMs } = expectations.check(marks.ids, (id) => this.containers.get(id));
    if (again.length > 0) queue.mark({ ids: again }, afterMs);
    if (!marks.images) return;
    const images = await listImages(session.client, session.signal);
    if (!images.ok) queue.mark({ images: true }, readAgainMs);
    else if (!isAborted(session.signal)) this.#applyImages(images.value);
  }

  async #readContainers(
    session: EngineSession,
    ids: readonly ContainerId[] | undefined,
  ): Promise<Result<void>> {
    const listed = await listContainers(session.client, ids, session.signal);
    if (!listed.ok) return listed;
    if (isAborted(session.signal)) return ok(undefined);
    if (ids === undefined) this.#applyAll(session, listed.value);
    else this.#applySome(session, listed.value, ids);
    return ok(undefined);
  }

  #applySome(session: EngineSession, rows: readonly Container[], ids: readonly ContainerId[]): void {
    const found = new Map(rows.map((row) => [row.id, this.#withOom(row)] as const));
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
      if (!details.ok) this.#oom.delete(row.id);
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
