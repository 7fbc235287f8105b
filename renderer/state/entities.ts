/**
 * Entities of one kind from every engine: normalised under `scope/id`, where the scope is the engine's id, or '' for
 * what belongs to no engine. A new object for every change; `byKey` and `keys` keep their identity where nothing
 * changed in them, so that a row renders only for its own entity and a list only for its own members.
 */
export interface Collection<Value> {
  readonly byKey: ReadonlyMap<string, Value>;
  /** Keys of a scope in the order in which main gave them; absent until its first snapshot. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
}

/** Nothing read yet. */
export function emptyCollection<Value>(): Collection<Value> {
  return { byKey: new Map(), keys: new Map() };
}

/** The key of an entity. */
export function entityKey(scope: string, id: string): string {
  return scope === '' ? id : `${scope}/${id}`;
}

type Entries<Value> = readonly (readonly [id: string, value: Value])[];

/** Everything of a scope anew: what is not among the entries is gone. */
export function applySnapshot<Value>(
  collection: Collection<Value>,
  scope: string,
  entries: Entries<Value>,
): Collection<Value> {
  const byKey = new Map(collection.byKey);
  const before = collection.keys.get(scope) ?? [];
  const next = entries.map(([id]) => entityKey(scope, id));
  const kept = new Set(next);
  for (const key of before) if (!kept.has(key)) byKey.delete(key);
  for (const [id, value] of entries) byKey.set(entityKey(scope, id), value);
  return { byKey, keys: withKeys(collection.keys, scope, next) };
}

/** The latest value of each changed entity of a scope, and the ids that are gone. */
export function applyPatch<Value>(
  collection: Collection<Value>,
  scope: string,
  upserts: Entries<Value>,
  removes: readonly string[],
): Collection<Value> {
  const byKey = new Map(collection.byKey);
  const before = collection.keys.get(scope) ?? [];
  const gone = new Set<string>();
  for (const id of removes) {
    const key = entityKey(scope, id);
    if (byKey.delete(key)) gone.add(key);
  }
  const added: string[] = [];
  for (const [id, value] of upserts) {
    const key = entityKey(scope, id);
    if (!byKey.has(key)) added.push(key);
    gone.delete(key);
    byKey.set(key, value);
  }
  const fresh = new Set(added);
  const next =
    gone.size === 0 && added.length === 0
      ? before
      : [...before.filter((key) => !gone.has(key) && !fresh.has(key)), ...added];
  return { byKey, keys: withKeys(collection.keys, scope, next) };
}

/** Forgets a scope, when its engine is no longer known. */
export function dropScope<Value>(collection: Collection<Value>, scope: string): Collection<Value> {
  const before = collection.keys.get(scope);
  if (before === undefined) return collection;
  const byKey = new Map(collection.byKey);
  for (const key of before) byKey.delete(key);
  const keys = new Map(collection.keys);
  keys.delete(scope);
  return { byKey, keys };
}

function withKeys(
  keys: ReadonlyMap<string, readonly string[]>,
  scope: string,
  next: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const before = keys.get(scope);
  if (before !== undefined && before.length === next.length && before.every((key, at) => key === next[at])) {
    return keys;
  }
  return new Map(keys).set(scope, next);
}

const none: readonly string[] = [];

/** Keys of a scope, empty where nothing was read yet; the same array until a member comes or goes. */
export function keysOf<Value>(collection: Collection<Value>, scope: string): readonly string[] {
  return collection.keys.get(scope) ?? none;
}

/** The values of a scope in the order of their keys. */
export function valuesOf<Value>(collection: Collection<Value>, scope: string): readonly Value[] {
  const values: Value[] = [];
  for (const key of keysOf(collection, scope)) {
    const value = collection.byKey.get(key);
    if (value !== undefined) values.push(value);
  }
  return values;
}
