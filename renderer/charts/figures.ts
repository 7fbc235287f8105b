import type { StatsSample } from '#shared/model/stats';
import { bytes, memory, percent } from '../state/format';
import type { CpuBasis } from '../state/stats-view';
import { memoryLimit } from './memory-limit';

/**
 * CPU percent as a share of something else than one core; undefined where that is not known: no limit, or the cores of
 * the machine are not told.
 */
export function cpuShare(sample: StatsSample, percentOfCore: number, basis: CpuBasis): number | undefined {
  switch (basis) {
    case 'core':
      return percentOfCore;
    case 'machine':
      return sample.cpuCores > 0 ? (percentOfCore / sample.cpuCores) * 100 : undefined;
    case 'limit':
      return sample.cpuLimit === undefined || sample.cpuLimit <= 0
        ? undefined
        : (percentOfCore / sample.cpuLimit) * 100;
  }
}

/** What a basis is called: in column heads and beside every number that is one. */
export const basisWords: Readonly<Record<CpuBasis, string>> = {
  core: 'of one core',
  machine: 'of the machine',
  limit: 'of the limit',
};

/** Bytes per second. */
export function byteRate(value: number): string {
  return `${bytes(value)}/s`;
}

/** A figure as a row shows it: words, and how full it is where there is something to fill. */
export interface RowFigure {
  readonly text: string;
  /** 0 to 1. */
  readonly share?: number | undefined;
}

/** What a row shows of a container's newest sample. */
export interface RowFigures {
  readonly cpu: RowFigure;
  readonly memory: RowFigure;
  /** Behind the memory in use: ` / 1 GB`; '' without a limit. */
  readonly memoryOf: string;
  readonly received: RowFigure;
  readonly sent: RowFigure;
  readonly read: RowFigure;
  readonly written: RowFigure;
  readonly pids: RowFigure;
}

/** Stands for what is not known. */
export const nothingKnown = '–';

const clamp = (share: number): number => Math.max(0, Math.min(1, share));
const rate = (value: number | undefined): RowFigure => ({
  text: value === undefined ? nothingKnown : byteRate(value),
});

/** Puts a sample into words. `machineBytes`: memory of the engine's machine, 0 where it is not known. */
export function rowFigures(sample: StatsSample, basis: CpuBasis, machineBytes: number): RowFigures {
  const cpu = sample.cpuPercent === undefined ? undefined : cpuShare(sample, sample.cpuPercent, basis);
  // Without a limit of its own it may use the whole machine.
  const most = sample.cpuLimit ?? sample.cpuCores;
  const limit = memoryLimit(sample.memoryLimit, machineBytes);
  const pidsLimit = sample.pidsLimit ?? 0;
  return {
    cpu: {
      text:
        cpu !== undefined
          ? percent(cpu)
          : basis === 'limit' && sample.cpuLimit === undefined
            ? 'no limit'
            : nothingKnown,
      share: most > 0 && sample.cpuPercent !== undefined ? clamp(sample.cpuPercent / most) : undefined,
    },
    memory: {
      text: memory(sample.memoryBytes),
      share: sample.memoryLimit > 0 ? clamp(sample.memoryBytes / (limit ?? sample.memoryLimit)) : undefined,
    },
    memoryOf: limit === undefined ? '' : ` / ${memory(limit)}`,
    received: rate(sample.netRxRate),
    sent: rate(sample.netTxRate),
    read: rate(sample.blkReadRate),
    written: rate(sample.blkWriteRate),
    pids: {
      text: sample.pids === undefined ? nothingKnown : String(sample.pids),
      share: pidsLimit > 0 && sample.pids !== undefined ? clamp(sample.pids / pidsLimit) : undefined,
    },
  };
}
