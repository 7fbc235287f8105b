import type { Container } from '#shared/model/container';
import type { ContainerId } from '#shared/model/ids';

/** A second silence so soon after the first is the engine's habit, and making the connection anew would not help. */
const calmMs = 120_000;

/**
 * Finds out that an events stream has died without saying so: the list shows another container or another state, and no
 * event told of it. What no engine tells of does not count: the beginning of a removal, the wait before a restart. A
 * container leaves the list before its volumes are gone, and only then is told of, so that one counts a list later.
 * Bounded by the containers of the engine.
 */
export class EventWatch {
  readonly #told = new Set<ContainerId>();
  /** Gone at the last list, and not told of yet. */
  #gone: readonly ContainerId[] = [];
  #suspects: readonly ContainerId[] = [];
  #unclear = false;
  #alarmAt = Number.NEGATIVE_INFINITY;

  /** An event told of this container. */
  tell(id: ContainerId): void {
    this.#told.add(id);
  }

  /** An event told of a container that is not known, so the next list proves nothing. */
  tellUnclear(): void {
    this.#unclear = true;
  }

  /** Compares a whole list with what is known. True where something changed that no event has told of yet. */
  compare(known: ReadonlyMap<string, Container>, rows: readonly Container[]): boolean {
    const listed = new Set(rows.map(({ id }) => id));
    const untold = (id: ContainerId): boolean => !this.#told.has(id);
    const changed = rows.filter((row) => isNews(known.get(row.id), row)).map(({ id }) => id);
    const longGone = this.#gone.filter((id) => untold(id) && !listed.has(id));
    this.#gone = [...known.values()].map(({ id }) => id).filter((id) => !listed.has(id) && untold(id));
    this.#suspects = this.#unclear ? [] : [...changed, ...longGone].filter(untold);
    this.#unclear = false;
    this.#told.clear();
    return this.#suspects.length > 0;
  }

  /** To be asked a moment after `compare`: true where still no event came, so that the stream must be dead. */
  confirm(now: number): boolean {
    const silent = this.#suspects.some((id) => !this.#told.has(id));
    this.#suspects = [];
    if (!silent || now - this.#alarmAt < calmMs) return false;
    this.#alarmAt = now;
    return true;
  }
}

/** States that come without an event of their own. */
const untold = new Set<Container['state']>(['removing', 'restarting', 'dead']);

function isNews(known: Container | undefined, row: Container): boolean {
  if (known === undefined) return row.state !== 'removing';
  return known.state !== row.state && !untold.has(row.state);
}
