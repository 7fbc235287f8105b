import type { ContainerId, EngineId } from './ids';

/**
 * One sample of what a container uses. Rates are per second, from this sample and the one before it; they are absent for
 * a first sample and after a gap. A figure that the engine does not count is absent, never 0.
 */
export interface StatsSample {
  readonly containerId: ContainerId;
  /** Epoch ms, by the engine's clock. */
  readonly at: number;
  /** Percent of one core: 100 is one core busy, 400 four cores. Formula of the docker CLI. */
  readonly cpuPercent?: number | undefined;
  /** Cores of the machine that the percentage may grow to, times 100. */
  readonly cpuCores: number;
  /** What the container may use of that by its limit, times 100; absent where it has none. */
  readonly cpuLimit?: number | undefined;
  /** Share of the scheduler's periods in which the limit held it back, 0 to 100; absent where there is no limit. */
  readonly throttledPercent?: number | undefined;
  /** Bytes in use without the inactive file cache, by the docker CLI's rule. */
  readonly memoryBytes: number;
  /** Bytes of file cache; absent where the engine gives no detail (Podman, Windows). */
  readonly memoryCache?: number | undefined;
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
  /** Only where it was asked for. */
  readonly detail?: StatsDetail | undefined;
}

/** The parts that a sample's sums are made of. */
export interface StatsDetail {
  /** Percent of each core, in their order; absent without a sample before, or where they are not told (cgroup v2). */
  readonly cores?: readonly number[] | undefined;
  readonly interfaces: readonly StatsPart[];
  /** By device; its name is `major:minor`. */
  readonly devices: readonly StatsPart[];
}

/** One interface or device: `in` is received or read, `out` is sent or written. Bytes, and bytes per second. */
export interface StatsPart {
  readonly name: string;
  readonly inRate?: number | undefined;
  readonly outRate?: number | undefined;
  readonly inTotal: number;
  readonly outTotal: number;
}

/** Something that happened to a container, for the time axis. Keyed by `at` and `kind`. */
export interface StatsMark {
  /** Epoch ms. */
  readonly at: number;
  readonly kind: 'start' | 'die' | 'oom' | 'health' | 'update' | 'pause' | 'unpause';
  /** `Exited (137)`, `Unhealthy`. */
  readonly words: string;
}

/** The columns of kept samples, oldest first, all of one length; NaN where there is no figure. */
export interface StatsHistory {
  /** Epoch ms. */
  readonly at: Float64Array;
  /** Percent of one core. */
  readonly cpu: Float32Array;
  readonly memory: Float64Array;
  readonly memoryLimit: Float64Array;
  /** Bytes per second. */
  readonly netRx: Float32Array;
  readonly netTx: Float32Array;
  readonly blkRead: Float32Array;
  readonly blkWrite: Float32Array;
  readonly pids: Float32Array;
}

/**
 * A container whose samples are recorded also while nobody looks, and across restarts; by its name. One that was stopped
 * is told of for as long as its samples are kept.
 */
export interface StatsRecording {
  readonly engineId: EngineId;
  readonly containerName: string;
  /** Epoch ms. */
  readonly since: number;
  /** Epoch ms; absent while it is on. */
  readonly stoppedAt?: number | undefined;
  /** Why nothing is recorded now, as a sentence. */
  readonly problem?: string | undefined;
}
