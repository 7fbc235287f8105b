import { store } from '../../state/store';

/** Replaces the selection. */
export function setSelected(ids: Iterable<string>): void {
  store.setState({ selectedContainers: new Set(ids) });
}

/** Adds to the selection or takes out of it. */
export function toggleSelected(ids: readonly string[], on: boolean): void {
  store.setState(({ selectedContainers }) => {
    const next = new Set(selectedContainers);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    return { selectedContainers: next };
  });
}

/** Selects everything between two rows as they are shown, both included; what was selected stays. */
export function extendSelection(shown: readonly string[], from: string | undefined, to: string): void {
  const start = from === undefined ? -1 : shown.indexOf(from);
  const end = shown.indexOf(to);
  if (end === -1) return;
  const first = start === -1 ? end : Math.min(start, end);
  toggleSelected(shown.slice(first, Math.max(start, end) + 1), true);
}

/** Whether all, some or none of these are selected. */
export function checkState(ids: readonly string[], selected: ReadonlySet<string>): boolean | 'mixed' {
  let hits = 0;
  for (const id of ids) if (selected.has(id)) hits += 1;
  return hits === 0 ? false : hits === ids.length ? true : 'mixed';
}
