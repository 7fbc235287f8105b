import type { Container } from '#shared/model/container';
import type { ContainerId } from '#shared/model/ids';
import type { Image } from '#shared/model/image';
import { type AppError, cancelled } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import { isAborted } from '../engine/abort';
import { inspectContainer, listContainers } from '../engine/api/containers';
import type { EngineEvent } from '../engine/compat/events';
import type { EngineObserver, EngineSession } from '../engine/connection';
import { Collection } from './collection';
import { EventWatch } from './event-watch';
import { Expectations } from './expectations';
import { ImageState } from './image-state';
import { type Marks, ReadQueue } from './read-queue';

/** Events are lossy by design of the engine and may die unseen, so the whole list is read again so often. */
const relistMs = 10_000;
/** An engine without events is asked so often. */
const pollMs = 3_000;
/** A list that takes long is read less often: an engine must not be kept busy with it. */
const relistShare = 10;
/** But it must not be long before a silent death is seen. */
const longestRelistMs = 12_000;
/** So long a list may take before what is shown is called doubtful. */
const overdueMs = 4_000;
/** An event may be on its way when the list is read. */
const eventDelayMs = 1_500;
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
  readonly #images = new ImageState();
  #reading: Reading | undefined;
  #relist: NodeJS.Timeout | undefined;
  /** Outlives sessions: it must not cry twice in a row. */
  readonly #watch = new EventWatch();
  /** Exit 137 means out of memory only where the engine says so: asked once for each end of a container. */
  readonly #oom = new Map<ContainerId, boolean>();
  readonly #listeners = new Set<(id: ContainerId, event: EngineEvent) => void>();

  get images(): Collection<Image> {
    return this.#images.images;
  }

  async sync(session: EngineSession): Promise<Result<void>> {
    const reading = this.#readingOf(session);
    const images = this.#images.begin(session);
    const containers = await listContainers(session.client, undefined, session.signal);
    if (!containers.ok) return containers;
    if (isAborted(session.signal)) return fail(cancelled('Reading the lists'));
    this.#oom.clear();
    this.#applyAll(session, containers.value);
    // Without its images an engine is still worth looking at.
    await images;
    if (isAborted(session.signal)) return fail(cancelled('Reading the lists'));
    this.#relistIn(reading, hasEvents(session) ? relistMs : pollMs);
    reading.queue.begin();
    return ok(undefined);
  }

  event(session: EngineSession, event: EngineEvent): void {
    if (isAborted(session.signal)) return;
    const { queue, expectations } = this.#readingOf(session);
    if (event.type === 'image') this.#images.mark();
    else if (event.type === 'container' && event.id !== '') {
      const id = this.#wholeId(event.id);
      if (id === undefined) {
        this.#watch.tellUnclear();
        queue.mark({ allContainers: true });
        return;
      }
      this.#watch.tell(id);
      for (const listener of this.#listeners) listener(id, event);
      if (quietActions.has(event.action)) return;
      if (event.action === 'oom') this.#oom.set(id, true);
      if (event.action === 'start') this.#oom.delete(id);
      expectations.note(id, event.action);
      queue.mark({ ids: [id] });
      if (event.action === 'commit') this.#images.mark();
    }
  }

  /** Tells of each event of a container, as it comes, until the returned function is called. */
  onContainerEvent(listener: (id: ContainerId, event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Engines before 0.8 or so tell of a container by the beginning of its id; undefined where none begins so. */
  #wholeId(id: string): ContainerId | undefined {
    if (id.length >= 64) return id as ContainerId;
    return [...this.containers.values()].find((row) => row.id.startsWith(id))?.id;
  }

  /** Stops the timer. */
  close(): void {
    clearTimeout(this.#relist);
  }

  /** Events come before the first list is asked for, so either may be the first to know of a session. */
  #readingOf(session: EngineSession): Reading {
    if (this.#reading?.session === session) return this.#reading;
    const queue = new ReadQueue(session.signal, (marks) => this.#read(reading, marks));
    const reading: Reading = { session, queue, expectations: new Expectations(), failed: 0 };
    this.#reading = reading;
    session.signal.addEventListener('abort', () => clearTimeout(this.#relist), { once: true });
    return reading;
  }

  #relistIn(reading: Reading, ms: number): void {
    clearTimeout(this.#relist);
    if (isAborted(reading.session.signal)) return;
    this.#relist = setTimeout(() => reading.queue.mark({ allContainers: true }), ms);
  }

  async #read(reading: Reading, marks: Marks): Promise<void> {
    const { session, queue, expectations } = reading;
    if (marks.allContainers || marks.ids.length > 0) {
      const whole = marks.allContainers || marks.ids.length > maxFilteredIds;
      const done = await this.#readContainers(reading, whole ? undefined : marks.ids);
      // A failed read is not the end of a container, and what was to be read is still not known.
      reading.failed = done.ok ? 0 : reading.failed + 1;
      if (!done.ok) queue.mark({ ids: marks.ids, allContainers: whole }, readAgainMs);
      if (!done.ok && reading.failed > 1 && !isAborted(session.signal)) session.giveUp(done.error);
    }
    // The engine's list may not know yet what its event told.
    const { again, afterMs } = expectations.check(marks.ids, (id) => this.containers.get(id));
    if (again.length > 0) queue.mark({ ids: again }, afterMs);
  }

  async #readContainers(reading: Reading, ids: readonly ContainerId[] | undefined): Promise<Result<void>> {
    const { session } = reading;
    const begun = performance.now();
    const overdue = setTimeout(() => session.tellOverdue(begun), overdueMs);
    const listed = await listContainers(session.client, ids, session.signal);
    clearTimeout(overdue);
    if (listed.ok) session.tellOverdue(undefined);
    if (isAborted(session.signal)) return ok(undefined);
    if (ids === undefined) this.#afterWhole(reading, performance.now() - begun, listed);
    if (!listed.ok) return listed;
    if (ids === undefined) this.#applyAll(session, listed.value);
    else this.#applySome(session, listed.value, ids);
    return ok(undefined);
  }

  /** Plans the next whole list, and asks of this one whether events still tell the truth. */
  #afterWhole(reading: Reading, tookMs: number, listed: Result<readonly Container[]>): void {
    const { session, queue } = reading;
    const events = hasEvents(session);
    const least = events ? relistMs : pollMs;
    this.#relistIn(reading, Math.min(longestRelistMs, Math.max(least, tookMs * relistShare)));
    if (!events || !listed.ok) return;
    const known = new Map([...this.containers.entries()]);
    if (!this.#watch.compare(known, listed.value)) return;
    queue.later(() => {
      if (this.#watch.confirm(performance.now())) session.giveUp(silentEvents);
    }, eventDelayMs);
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
    this.#images.applyUsage(this.containers.values());
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
}

const silentEvents: AppError = {
  kind: 'engine-unreachable',
  reason: 'lost',
  message: 'The engine stopped telling what changes, although its stream of events is open.',
};

function hasEvents(session: EngineSession): boolean {
  return session.facts.missing.events === undefined;
}
