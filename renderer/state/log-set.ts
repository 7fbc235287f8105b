/** Most logs that are read together. */
export const mostSources = 100;

/** Which containers of an engine are read together. */
export type LogSet =
  /** Everything on the engine. */
  | { readonly kind: 'all' }
  /** All containers of a compose project. */
  | { readonly kind: 'project'; readonly project: string }
  /** Chosen ones, by their ids, shortened to twelve digits. */
  | { readonly kind: 'some'; readonly ids: readonly string[] };

const longestProject = 200;
const isId = (id: unknown): id is string => typeof id === 'string' && /^[0-9a-f]{6,64}$/.test(id);

/** A set of chosen containers: at most a hundred, each once. */
export function someContainers(ids: readonly string[]): LogSet {
  const short = [...new Set(ids.map((id) => id.slice(0, 12)))];
  return { kind: 'some', ids: short.slice(0, mostSources) };
}

/** The parts of an address that name a set: `['project', 'shop']`. */
export function formatLogSet(set: LogSet): readonly string[] {
  switch (set.kind) {
    case 'all':
      return ['all'];
    case 'project':
      return ['project', set.project];
    case 'some':
      return ['some', set.ids.join(',')];
  }
}

/** Reads these parts; undefined where they name no set. */
export function parseLogSet(kind: string | undefined, rest: string | undefined): LogSet | undefined {
  if (kind === 'all') return { kind };
  if (rest === undefined || rest === '') return undefined;
  if (kind === 'project') return { kind, project: rest.slice(0, longestProject) };
  if (kind !== 'some') return undefined;
  const ids = rest.split(',').filter(isId);
  return ids.length === 0 ? undefined : someContainers(ids);
}

/** Makes a set of whatever was stored; everything where it is none. */
export function readLogSet(stored: unknown): LogSet {
  const { kind, project, ids } = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<
    string,
    unknown
  >;
  if (kind === 'project' && typeof project === 'string' && project !== '')
    return { kind, project: project.slice(0, longestProject) };
  if (kind === 'some' && Array.isArray(ids) && ids.some(isId)) return someContainers(ids.filter(isId));
  return { kind: 'all' };
}

/** A short name that two equal sets share. */
export function logSetKey(set: LogSet): string {
  return formatLogSet(set).join('/');
}
