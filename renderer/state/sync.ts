import type { WatchInput, WatchName, WatchValue } from '#shared/contract/index';
import type { AppError } from '#shared/errors';
import type { ContainerAction } from '#shared/model/container';
import type { EngineId } from '#shared/model/ids';
import type { Task } from '#shared/model/task';
import type { Client } from '../bridge/client';
import { outcomes } from './actions';
import { applyPatch, applySnapshot, type Collection, dropScope, entityKey } from './entities';
import { engineToAdopt, selectEngine } from './engines';
import { type AppState, store } from './store';
import { announce } from './ui-actions';

/** The parts of the state that are collections of what main tells. */
type Slice = 'connections' | 'discovery' | 'containers' | 'images' | 'tasks' | 'sessions';
type ValueOf<S extends Slice> = AppState[S] extends Collection<infer Value> ? Value : never;

/** Follows one collection of main into its slice. The only writer of entities. Returns what ends it. */
function follow<S extends Slice, N extends WatchName>(
  client: Client,
  slice: S,
  name: N & (WatchValue<N> extends ValueOf<S> ? N : never),
  input: WatchInput<N>,
  scope: string,
  onError: (error: AppError) => void,
): () => void {
  type Entries = readonly (readonly [string, ValueOf<S>])[];
  const write = (change: (collection: Collection<ValueOf<S>>) => Collection<ValueOf<S>>): void => {
    store.setState((state) => ({ [slice]: change(state[slice] as unknown as Collection<ValueOf<S>>) }));
  };
  return client.watch<N>(name, input, {
    onSnapshot: (entries) => write((before) => applySnapshot(before, scope, entries as unknown as Entries)),
    onPatch: (upserts, removes) =>
      write((before) => applyPatch(before, scope, upserts as unknown as Entries, removes)),
    onError,
  });
}

/**
 * Brings everything that main tells into the store, and follows containers and images of the engine that is looked at.
 * Returns what ends it all.
 */
export function startSync(client: Client): () => void {
  const bridgeGone = (bridgeError: AppError): void => store.setState({ bridgeError });
  const ends = [
    follow(client, 'connections', 'engines.connections', {}, '', bridgeGone),
    follow(client, 'discovery', 'engines.discovery', {}, '', bridgeGone),
    follow(client, 'tasks', 'tasks.list', {}, '', bridgeGone),
    follow(client, 'sessions', 'terminals.sessions', {}, '', bridgeGone),
  ];
  void client.call('app.facts', {}).then((facts) => {
    if (facts.ok) store.setState({ facts: facts.value });
  });
  const lists = new EngineLists(client);
  const onChange = (state: AppState, before: AppState): void => {
    if (state.connections !== before.connections) adopt(state);
    if (state.tasks !== before.tasks) {
      store.setState({ busy: busyContainers(state.tasks) });
      outcomes.check(state.tasks.byKey);
    }
    if (state.containers !== before.containers || state.images !== before.images) {
      noteRemovals(state, before);
      dropGoneSelections(state);
    }
    lists.follow(selectEngine(store.getState())?.id, store.getState());
  };
  const stopFollowing = store.subscribe(onChange);
  return () => {
    stopFollowing();
    lists.close();
    for (const end of ends) end();
  };
}

function adopt(state: AppState): void {
  const known = state.engineId !== undefined && state.connections.byKey.has(state.engineId);
  if (known) return;
  const engine = engineToAdopt(state);
  if (engine !== undefined || state.engineId !== undefined) store.setState({ engineId: engine?.id });
}

const maxRemovals = 500;

/** Remembers when something went, for a detail that is open on it. What comes back is forgotten again. */
function noteRemovals(state: AppState, before: AppState): void {
  const gone = [...goneKeys(state.containers, before.containers), ...goneKeys(state.images, before.images)];
  if (gone.length === 0) return;
  const removedAt = new Map(state.removedAt);
  for (const key of gone) removedAt.set(key, Date.now());
  for (const oldest of removedAt.keys()) {
    if (removedAt.size <= maxRemovals) break;
    removedAt.delete(oldest);
  }
  store.setState({ removedAt });
}

function goneKeys(now: Collection<unknown>, before: Collection<unknown>): readonly string[] {
  if (now.keys === before.keys) return [];
  return [...before.byKey.keys()].filter((key) => !now.byKey.has(key));
}

/** What is being done to each container, by its key. */
export function busyContainers(tasks: Collection<Task>): ReadonlyMap<string, ContainerAction> {
  const busy = new Map<string, ContainerAction>();
  for (const task of tasks.byKey.values()) {
    if (task.status === 'running' && task.kind.type === 'container') {
      busy.set(entityKey(task.engineId, task.kind.containerId), task.kind.action);
    }
  }
  return busy;
}

/** A selection belongs to ids: what is gone drops out of it, with a word about it. */
function dropGoneSelections(state: AppState): void {
  const engine = selectEngine(state);
  if (engine === undefined) return;
  const keep = (selected: ReadonlySet<string>, collection: Collection<unknown>): ReadonlySet<string> => {
    if (selected.size === 0 || !collection.keys.has(engine.id)) return selected;
    const left = [...selected].filter((id) => collection.byKey.has(entityKey(engine.id, id)));
    return left.length === selected.size ? selected : new Set(left);
  };
  const selectedContainers = keep(state.selectedContainers, state.containers);
  const selectedImages = keep(state.selectedImages, state.images);
  const dropped =
    state.selectedContainers.size - selectedContainers.size + state.selectedImages.size - selectedImages.size;
  if (dropped === 0) return;
  store.setState({ selectedContainers, selectedImages });
  announce(`${dropped} selected ${dropped === 1 ? 'object was' : 'objects were'} removed`);
}

/** The lists of one engine at a time: those that are looked at. */
class EngineLists {
  readonly #client: Client;
  #engineId: EngineId | undefined;
  #ends: (() => void)[] = [];
  #failed = false;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Follows the lists of this engine, again where following failed and the engine came back since. */
  follow(engineId: EngineId | undefined, state: AppState): void {
    const phase = engineId === undefined ? undefined : state.connections.byKey.get(engineId)?.phase;
    if (engineId === this.#engineId && !(this.#failed && phase === 'live')) return;
    const before = this.#engineId;
    this.#stop();
    this.#engineId = engineId;
    this.#failed = false;
    if (before !== undefined && before !== engineId) forget(before);
    if (engineId === undefined) return;
    this.#ends = [
      follow(this.#client, 'containers', 'containers.list', { engineId }, engineId, (error) =>
        this.#fail(`containers/${engineId}`, error),
      ),
      follow(this.#client, 'images', 'images.list', { engineId }, engineId, (error) =>
        this.#fail(`images/${engineId}`, error),
      ),
    ];
  }

  close(): void {
    this.#stop();
    this.#engineId = undefined;
  }

  #stop(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
  }

  #fail(key: string, error: AppError): void {
    this.#failed = true;
    store.setState(({ listErrors }) => ({ listErrors: new Map(listErrors).set(key, error) }));
  }
}

/** Lets go of the lists of an engine that is no longer looked at, and of what was selected in them. */
function forget(engineId: EngineId): void {
  store.setState((state) => ({
    containers: dropScope(state.containers, engineId),
    images: dropScope(state.images, engineId),
    listErrors: new Map([...state.listErrors].filter(([key]) => !key.endsWith(`/${engineId}`))),
    selectedContainers: new Set<string>(),
    selectedImages: new Set<string>(),
    currentContainer: undefined,
    currentImage: undefined,
  }));
}
