import type { Container } from '#shared/model/container';
import type { ContainerId } from '#shared/model/ids';

/** What an event lets one expect of the next read; undefined where it says nothing that could be checked. */
function expectation(action: string): ((row: Container | undefined) => boolean) | undefined {
  switch (action) {
    case 'die':
      return (row) => row?.state !== 'running' && row?.state !== 'paused';
    case 'start':
    case 'unpause':
      return (row) => row?.state !== 'created' && row?.state !== 'paused';
    case 'pause':
      return (row) => row?.state !== 'running';
    case 'destroy':
      return (row) => row === undefined;
    default:
      return undefined;
  }
}

const firstDelayMs = 60;
/** 60 ms doubled so often comes to 15 s in all; an engine that still disagrees then is believed. */
const maxTries = 8;

interface Expected {
  readonly met: (row: Container | undefined) => boolean;
  tries: number;
}

/**
 * Engines tell of an end before their own list knows of it: dockerd sends `die`, then tears down network and mounts, and
 * only then updates what it lists, without another event. So a read that contradicts the event that caused it is
 * repeated, at growing intervals, until it agrees or a later event says otherwise.
 */
export class Expectations {
  readonly #expected = new Map<ContainerId, Expected>();

  /** Notes an event; it replaces what an earlier one let expect. */
  note(id: ContainerId, action: string): void {
    const met = expectation(action);
    if (met !== undefined) this.#expected.set(id, { met, tries: 0 });
  }

  /** Compares what was read; gives the ids to read again and after how many ms. */
  check(
    ids: Iterable<ContainerId>,
    rowOf: (id: ContainerId) => Container | undefined,
  ): { readonly again: readonly ContainerId[]; readonly afterMs: number } {
    const again: ContainerId[] = [];
    let afterMs = 0;
    for (const id of ids) {
      const expected = this.#expected.get(id);
      if (expected === undefined) continue;
      if (expected.met(rowOf(id)) || expected.tries >= maxTries) {
        this.#expected.delete(id);
        continue;
      }
      again.push(id);
      afterMs = Math.max(afterMs, firstDelayMs * 2 ** expected.tries);
      expected.tries += 1;
    }
    return { again, afterMs };
  }
}
