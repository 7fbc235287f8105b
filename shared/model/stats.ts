import type { ContainerId } from './ids';

/**
 * One sample of what a container uses, about one a second. Rates are per second, from the two samples around it;
 * they are absent for a first sample and after a gap.
 */
export interface StatsSample {
  readonly containerId: ContainerId;
  /** Epoch ms, by the engine's clock. */
  readonly at: number;
  /** Percent of one core: 100 is one core busy, 400 four cores. Formula of the docker CLI. */
  readonly cpuPercent?: number | undefined;
  /** Cores of the machine that the percentage may grow to, times 100. */
  readonly cpuCores: number;
  /** Bytes in use without the inactive file cache, by the docker CLI's rule. */
  readonly memoryBytes: number;
  /** Bytes that it may use, which is the machine's memory where no limit is set; 0 where unknown. */
  readonly memoryLimit: number;
  /** Bytes per second; absent where the engine does not count them. */
  readonly netRxRate?: number | undefined;
  readonly netTxRate?: number | undefined;
  readonly blkReadRate?: number | undefined;
  readonly blkWriteRate?: number | undefined;
  /** Totals since the container started, in bytes; absent where not counted. */
  readonly netRxTotal?: number | undefined;
  readonly netTxTotal?: number | undefined;
  readonly blkReadTotal?: number | undefined;
  readonly blkWriteTotal?: number | undefined;
  readonly pids?: number | undefined;
  /** Absent where there is none. */
  readonly pidsLimit?: number | undefined;
}
