import { badRequest } from '../core/errors';

/** Filters of a list call: for each key the values that are wanted. */
export type Filters = ReadonlyMap<string, readonly string[]>;

/** What a filter parser has to know of the engine: the map form came with 1.10. */
interface Era {
  readonly speaks: (minor: number) => boolean;
  readonly podman: boolean;
}

/**
 * Reads the `filters` parameter: `{"k":["v"]}` everywhere, `{"k":{"v":true}}` from Engine 1.10 on. 400 for anything else
 * and for a key that is not among `known`; without `known` all keys are taken.
 */
export function parseFilters(text: string | null, known: readonly string[] | undefined, era: Era): Filters {
  const filters = new Map<string, readonly string[]>();
  if (text === null || text === '') return filters;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest('invalid filter');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest('invalid filter');
  for (const [key, wanted] of Object.entries(value as Record<string, unknown>)) {
    if (known && !known.includes(key)) throw badRequest(`invalid filter '${key}'`);
    filters.set(key, valuesOf(wanted, era));
  }
  return filters;
}

function valuesOf(wanted: unknown, era: Era): readonly string[] {
  if (Array.isArray(wanted) && wanted.every((item): item is string => typeof item === 'string'))
    return wanted;
  if (era.speaks(22) && typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted)) {
    const entries = Object.entries(wanted as Record<string, unknown>);
    if (entries.every(([, on]) => typeof on === 'boolean')) {
      return entries.filter(([, on]) => on === true).map(([name]) => name);
    }
  }
  throw badRequest('invalid filter');
}

/** True when a key is not filtered or one of its values passes. */
export function anyOf(filters: Filters, key: string, passes: (value: string) => boolean): boolean {
  const values = filters.get(key);
  return values === undefined || values.length === 0 || values.some(passes);
}

/** Label filters: all of them must hold, `key` or `key=value`. */
export function hasLabels(filters: Filters, labels: Readonly<Record<string, string>>): boolean {
  return (filters.get('label') ?? []).every((wanted) => {
    const cut = wanted.indexOf('=');
    return cut < 0 ? wanted in labels : labels[wanted.slice(0, cut)] === wanted.slice(cut + 1);
  });
}

/** A name filter: a regular expression on the name with and without its slash; plain containment when it is none. */
export function nameMatches(pattern: string, name: string): boolean {
  try {
    const expression = new RegExp(pattern);
    return expression.test(name) || expression.test(`/${name}`);
  } catch {
    return name.includes(pattern);
  }
}
