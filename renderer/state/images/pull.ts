import type { LayerProgress } from '#shared/model/image';

/** How far a pull is over all its layers. */
export interface PullTotals {
  /** 0 to 1; undefined until a size is known. */
  readonly fraction: number | undefined;
  readonly current: number;
  readonly total: number;
  /** Layers that are being fetched now. */
  readonly active: number;
}

/**
 * Sums the layers. Fetching counts for most of the way and unpacking for the rest, so that the bar does not stand full
 * while the engine still works. Layers that were there already count for nothing.
 */
export function pullTotals(layers: readonly LayerProgress[]): PullTotals {
  let current = 0;
  let total = 0;
  let weight = 0;
  let active = 0;
  let open = 0;
  for (const layer of layers) {
    if (layer.phase !== 'exists' && layer.phase !== 'done') open += 1;
    if (layer.phase === 'exists') continue;
    const size = layer.total;
    total += size;
    switch (layer.phase) {
      case 'waiting':
        break;
      case 'downloading':
      case 'uploading':
        active += 1;
        current += layer.current;
        weight += layer.current * 0.8;
        break;
      case 'extracting':
        current += size;
        weight += size * 0.8 + layer.current * 0.2;
        break;
      case 'done':
        current += size;
        weight += size;
        break;
    }
  }
  if (layers.length > 0 && open === 0) return { fraction: 1, current, total, active };
  return { fraction: total === 0 ? undefined : Math.min(1, weight / total), current, total, active };
}

/** Words of a layer's phase. */
export const layerWords: Readonly<Record<LayerProgress['phase'], string>> = {
  waiting: 'Waiting',
  downloading: 'Downloading',
  uploading: 'Uploading',
  extracting: 'Extracting',
  done: 'Done',
  exists: 'Already here',
};

/** Bytes per second from samples of the total taken over time; undefined until two of them tell. */
export function pullRate(
  samples: readonly { readonly at: number; readonly current: number }[],
): number | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < 500) return undefined;
  return Math.max(0, ((last.current - first.current) * 1000) / (last.at - first.at));
}
