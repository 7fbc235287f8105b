/** Filters of a list or a prune: values of one key are alternatives, labels excepted; keys add up. */
export type Filters = Readonly<Record<string, readonly string[]>>;

/**
 * Filters as they stand in a query: JSON with lists of strings, the form that every engine with filters and Podman
 * take. Undefined where nothing is filtered.
 */
export function filtersText(filters: Filters | undefined): string | undefined {
  const used = Object.entries(filters ?? {}).filter(([, values]) => values.length > 0);
  return used.length === 0 ? undefined : JSON.stringify(Object.fromEntries(used));
}
