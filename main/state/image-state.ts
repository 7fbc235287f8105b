import type { Container } from '#shared/model/container';
import type { Image } from '#shared/model/image';
import type { AppError } from '#shared/errors';
import { isAborted } from '../engine/abort';
import { listImages } from '../engine/api/images';
import type { EngineSession } from '../engine/connection';
import { pause } from '../engine/pause';
import { Collection } from './collection';
import { ReadQueue } from './read-queue';

/** Images change by events that rarely get lost; without events they are asked for as containers are. */
const againMs = { events: 60_000, polled: 3_000, failed: 10_000 } as const;
/** An engine with thousands of images may take long; its containers need not wait for them. */
const firstMs = 1_500;

const notYet: AppError = {
  kind: 'timeout',
  afterMs: firstMs,
  message: 'The engine has not given its images yet.',
};

/**
 * Images of one engine, read apart from its containers: neither waits for the other. Keeps the last known ones while
 * they cannot be read, and says so. What belongs to a session ends with it.
 */
export class ImageState {
  readonly images = new Collection<Image>();
  #queue: ReadQueue | undefined;
  #users: ReadonlyMap<string, readonly Container[]> = new Map();

  /** Begins to read for a session; resolves once they are read, cannot be read, or take longer than 1.5 s. */
  async begin(session: EngineSession): Promise<void> {
    let first: () => void = () => undefined;
    const read = new Promise<void>((resolve) => {
      first = resolve;
    });
    let again: NodeJS.Timeout | undefined;
    const queue = new ReadQueue(session.signal, async () => {
      const done = await this.#read(session);
      first();
      const events = session.facts.missing.events === undefined;
      const ms = done ? (events ? againMs.events : againMs.polled) : againMs.failed;
      clearTimeout(again);
      if (!isAborted(session.signal)) again = setTimeout(() => queue.mark({ images: true }), ms);
    });
    session.signal.addEventListener('abort', () => clearTimeout(again), { once: true });
    this.#queue = queue;
    queue.mark({ images: true });
    queue.begin();
    const over = new AbortController();
    const late = pause(firstMs, AbortSignal.any([session.signal, over.signal])).then(() => 'late' as const);
    if ((await Promise.race([read, late])) === 'late' && !isAborted(session.signal))
      session.tellUnread({ images: notYet });
    over.abort();
  }

  /** Has them read again soon. */
  mark(): void {
    this.#queue?.mark({ images: true });
  }

  /** Who uses what, by these containers. */
  applyUsage(containers: Iterable<Container>): void {
    this.#users = usersOf(containers);
    this.images.apply(
      [...this.images.entries()].map(([id, row]) => [id, withUsers(row, this.#users)] as const),
      [],
    );
  }

  async #read(session: EngineSession): Promise<boolean> {
    const read = await listImages(session.client, session.signal);
    if (isAborted(session.signal)) return true;
    session.tellUnread(read.ok ? undefined : { images: read.error });
    if (read.ok)
      this.images.replaceAll(new Map(read.value.map((row) => [row.id, withUsers(row, this.#users)])));
    return read.ok;
  }
}

/** Containers by image id and, for engines before API 1.21 that give none, by the name of the image. */
function usersOf(containers: Iterable<Container>): ReadonlyMap<string, readonly Container[]> {
  const users = new Map<string, Container[]>();
  for (const row of containers) {
    const key = row.imageId === '' ? row.image : row.imageId;
    const known = users.get(key);
    if (known === undefined) users.set(key, [row]);
    else known.push(row);
  }
  return users;
}

function withUsers(image: Image, users: ReadonlyMap<string, readonly Container[]>): Image {
  const found = [...(users.get(image.id) ?? []), ...image.tags.flatMap((tag) => users.get(tag) ?? [])];
  const usedBy = found
    .map(({ id, name }) => ({ id, name }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { ...image, usedBy };
}
