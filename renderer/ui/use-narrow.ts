import { useSyncExternalStore } from 'react';

interface Width {
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => boolean;
}

const widths = new Map<number, Width>();

function widthOf(below: number): Width {
  const known = widths.get(below);
  if (known !== undefined) return known;
  const query = window.matchMedia(`(max-width: ${below - 1}px)`);
  const width: Width = {
    subscribe: (listener) => {
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    read: () => query.matches,
  };
  widths.set(below, width);
  return width;
}

/** True while the window is narrower than so many pixels. */
export function useNarrow(below: number): boolean {
  const width = widthOf(below);
  return useSyncExternalStore(width.subscribe, width.read);
}
