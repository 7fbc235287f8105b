import type { ConnectionDraft, ConnectionReport } from '#shared/model/connection';
import type { EngineId } from '#shared/model/ids';
import { fail, ok, type Result } from '#shared/result';
import type { SavedConnection } from '../settings/settings';
import type { SettingsStore } from '../settings/settings-store';
import { checkConnection } from './connection-check';
import { draftAddress, missingConsent, readDraft, sameAddress } from './connection-draft';
import { type EngineService, idOf, type KnownEngine } from './engines';

type Nothing = Record<string, never>;

/**
 * Adds, changes, orders and removes connections, and keeps them in the settings file; one change at a time, and none
 * before the file was read. What was found by itself is kept along with the first that a person adds: otherwise it
 * would be gone at the next start. The demo engine and what DOCKER_HOST or DOCKER_CONTEXT name are of one run and are
 * kept only if a person says so.
 */
export class ConnectionBook {
  readonly #engines: EngineService;
  readonly #settings: SettingsStore;
  #turn: Promise<unknown>;

  constructor(engines: EngineService, settings: SettingsStore) {
    this.#engines = engines;
    this.#settings = settings;
    this.#turn = engines.ready;
  }

  /** Keeps a new connection, or the change of one; fails as `invalid-input` with what is wrong, field by field. */
  save(
    engineId: EngineId | undefined,
    typed: ConnectionDraft,
  ): Promise<Result<{ readonly engineId: EngineId }>> {
    return this.#inTurn(() => this.#save(engineId, typed));
  }

  /**
   * Goes the way to an engine step by step: of a connection, or of a draft that nobody saved. What needs a consent for
   * talking without encryption needs it for this, too.
   */
  async check(
    what: { readonly engineId: EngineId } | { readonly draft: ConnectionDraft },
    signal: AbortSignal,
  ): Promise<Result<ConnectionReport>> {
    const draft = 'draft' in what ? ok(what.draft) : this.#draftOf(what.engineId);
    if (!draft.ok) return draft;
    const address = draftAddress(draft.value);
    if (!address.ok) return address;
    const blocked = missingConsent(address.value, draft.value);
    if (blocked !== undefined) return fail(blocked);
    return ok(await checkConnection(address.value, signal, this.#engines.pinnedVersion));
  }

  /** Forgets a connection; nothing of its engine is touched. */
  remove(engineId: EngineId): Promise<Result<Nothing>> {
    return this.#inTurn(async () => {
      const found = this.#engines.engine(engineId);
      if (!found.ok) return found;
      // While nothing is kept, there is nothing to take out.
      if (this.#engines.known.some(({ connection }) => connection.model.saved)) {
        const written = await this.#write((known) => known.id !== engineId);
        if (!written.ok) return written;
      }
      this.#engines.forget(engineId);
      this.#arrange(this.#engines.known.map(({ id }) => id));
      return ok({});
    });
  }

  /** Puts the connections into this order; the others keep theirs behind them. */
  reorder(order: readonly EngineId[]): Promise<Result<Nothing>> {
    return this.#inTurn(async () => {
      const before = this.#engines.known.map(({ id }) => id);
      const first = order.filter((id, at) => before.includes(id) && order.indexOf(id) === at);
      this.#arrange([...first, ...before.filter((id) => !first.includes(id))]);
      const written = await this.#write(() => true);
      if (written.ok) return ok({});
      this.#arrange(before);
      return written;
    });
  }

  async #save(
    engineId: EngineId | undefined,
    typed: ConnectionDraft,
  ): Promise<Result<{ readonly engineId: EngineId }>> {
    const edited = engineId === undefined ? undefined : this.#engines.engine(engineId);
    if (edited !== undefined && !edited.ok) return edited;
    const known = edited?.value;
    if (known?.connection.model.demo === true) return fail(demoIsFixed);
    const others = this.#engines.known.filter(({ id }) => id !== engineId);
    const read = await readDraft(
      typed,
      others.map(({ connection }) => ({ name: connection.model.name, address: connection.address })),
    );
    if (!read.ok) return read;
    const { address, draft } = read.value;
    const written = await this.#write(() => true, { known, draft });
    if (!written.ok) return written;
    if (known !== undefined && sameAddress(known.connection.address, address)) {
      this.#rename(known, draft);
      known.connection.block(missingConsent(address, draft));
      return ok({ engineId: known.id });
    }
    const order = this.#engines.known.map(({ id }) => id);
    const start = known?.connection.wanted ?? draft.connect === 'at-start';
    // Another address is another engine: nothing of the old one may pass for the new one's.
    if (known !== undefined) this.#engines.forget(known.id);
    const id = this.#engines.open({ address, draft, source: 'settings', saved: true, start });
    if (known !== undefined) this.#arrange(order.map((each) => (each === known.id ? id : each)));
    return ok({ engineId: id });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #draftOf(engineId: EngineId): Result<ConnectionDraft> {
    const known = this.#engines.engine(engineId);
    return known.ok ? ok(known.value.connection.model.settings) : known;
  }

  /**
   * Writes those that belong into the file and that `keep` takes, one of them with another draft, or one more; and
   * behind them what the file has that could not be opened here.
   */
  async #write(
    keep: (known: KnownEngine) => boolean,
    saved?: { readonly known: KnownEngine | undefined; readonly draft: ConnectionDraft },
  ): Promise<Result<void>> {
    const kept = this.#engines.known.filter((each) => keep(each) && (each === saved?.known || isKept(each)));
    const written = await this.#settings.update((settings) => {
      const before = new Map(settings.connections.map((each) => [idOfSaved(each), each.lastConnected]));
      const rows = kept.map((each): SavedConnection => {
        const draft = each === saved?.known ? saved.draft : each.connection.model.settings;
        const lastConnected = before.get(each.id);
        return lastConnected === undefined ? { draft } : { draft, lastConnected };
      });
      const added = saved !== undefined && saved.known === undefined ? [{ draft: saved.draft }] : [];
      const unopened = settings.connections.filter((each) => idOfSaved(each) === undefined);
      return { ...settings, connections: [...rows, ...added, ...unopened] };
    });
    if (written.ok) for (const each of kept) if (each !== saved?.known) this.#rename(each);
    return written;
  }

  /** What stands in the file is saved, under what it says there. */
  #rename({ connection }: KnownEngine, draft = connection.model.settings): void {
    const { order, source } = connection.model;
    connection.rename({ name: draft.name, order, settings: draft, source, saved: true });
  }

  #arrange(order: readonly EngineId[]): void {
    for (const { id, connection } of this.#engines.known) {
      const { name, source, saved, settings } = connection.model;
      connection.rename({ name, source, saved, settings, order: order.indexOf(id) });
    }
  }
}

const demoIsFixed = {
  kind: 'conflict',
  message: 'The demo engine is made anew for each run and cannot be kept.',
} as const;

/** Belongs into the settings file once there is one. */
function isKept({ connection, ofThisRun }: KnownEngine): boolean {
  return connection.model.saved || !ofThisRun;
}

function idOfSaved({ draft }: SavedConnection): EngineId | undefined {
  const address = draftAddress(draft);
  return address.ok ? idOf(address.value) : undefined;
}
