import type { ContainerId } from '#shared/model/ids';
import type { StatsHistory, StatsSample } from '#shared/model/stats';
import { type ChartSample, gapMs } from './plot';

const known = (value: number | undefined): number | undefined =>
  value === undefined || !Number.isFinite(value) || value < 0 ? undefined : value;

/**
 * Kept columns as samples, oldest first. What history does not keep (cores, limits of CPU and PIDs) is taken from `like`,
 * the newest sample there is, so that shares can be made. `span`: ms that one row stands for.
 */
export function historySamples(
  history: StatsHistory,
  containerId: ContainerId,
  span: number,
  like: Pick<StatsSample, 'cpuCores' | 'cpuLimit' | 'pidsLimit'> | undefined,
): readonly ChartSample[] {
  const samples: ChartSample[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < history.at.length; row += 1) {
    const at = history.at[row] ?? Number.NaN;
    const memoryBytes = known(history.memory[row]);
    if (!Number.isFinite(at) || at <= last || memoryBytes === undefined) continue;
    last = at;
    samples.push({
      containerId,
      at,
      span,
      cpuPercent: known(history.cpu[row]),
      cpuCores: like?.cpuCores ?? 0,
      cpuLimit: like?.cpuLimit,
      memoryBytes,
      memoryLimit: known(history.memoryLimit[row]) ?? 0,
      netRxRate: known(history.netRx[row]),
      netTxRate: known(history.netTx[row]),
      blkReadRate: known(history.blkRead[row]),
      blkWriteRate: known(history.blkWrite[row]),
      pids: known(history.pids[row]),
      pidsLimit: like?.pidsLimit,
    });
  }
  return samples;
}

/**
 * Kept and live samples as one, oldest first: live ones know more, so kept ones stand only where no live one is near.
 * Both rise in time.
 */
export function mergeSamples(
  kept: readonly ChartSample[],
  live: readonly StatsSample[],
): readonly ChartSample[] {
  if (kept.length === 0) return live;
  const [first] = live;
  if (first === undefined) return kept;
  const merged: ChartSample[] = [];
  let next = 0;
  const takeUntil = (to: number, after: number): void => {
    for (; next < kept.length; next += 1) {
      const sample = kept[next];
      if (sample === undefined || sample.at >= to) break;
      const margin = Math.max(500, (sample.span ?? 0) / 2);
      if (sample.at > after + margin && sample.at < to - margin) merged.push(sample);
    }
  };
  takeUntil(first.at, Number.NEGATIVE_INFINITY);
  let before = first.at;
  for (const sample of live) {
    if (sample.at - before > gapMs) takeUntil(sample.at, before);
    merged.push(sample);
    before = sample.at;
    // What lies between two live samples that are near is known better.
    while (next < kept.length && (kept[next]?.at ?? 0) <= before) next += 1;
  }
  takeUntil(Number.POSITIVE_INFINITY, before);
  return merged;
}
