import type { StreamId } from '../core/frames';
import type { Cancel } from '../core/scheduler';
import type { RunningProcess } from '../shell/process';
import type { Vfs } from '../shell/vfs';
import type { ContainerSpec, ContainerState } from '../world/model';
import type { LoadMeter } from './load-meter';
import type { LogStore } from './log-store';

/** One run of a health check. */
export interface HealthEntry {
  readonly at: number;
  readonly exitCode: number;
  readonly output: string;
}

/** What the engine knows of one container. Only `lifecycle.ts` and `health.ts` change its state. */
export interface Container {
  /** Changes only with `Faults.restart({ newIds: true })`. */
  id: string;
  /** Replaced by a start with a HostConfig in its body, as engines up to 1.11 take one. */
  spec: ContainerSpec;
  readonly createdAt: number;
  imageId: string;
  readonly log: LogStore;
  readonly files: Vfs;
  name: string;
  state: ContainerState | 'removing';
  /** 0 is never. */
  startedAt: number;
  finishedAt: number;
  exitCode: number;
  error: string;
  oomKilled: boolean;
  restartCount: number;
  pid: number;
  health:
    | { status: 'healthy' | 'unhealthy' | 'starting'; failingStreak: number; log: HealthEntry[] }
    | undefined;
  meter: LoadMeter | undefined;
  /** The program of a container that runs its command in the built-in shell. */
  main: RunningProcess | undefined;
  readonly attached: Set<(stream: StreamId, data: Uint8Array) => Promise<void>>;
  readonly execs: Set<string>;
  /** Timers of this run: they end with it. */
  readonly runTimers: Set<Cancel>;
  /** Told when a run has begun: an attach made before it waits for its program. */
  readonly startWaiters: Set<() => void>;
  /** Told at each end of a run, with the exit code. */
  readonly exitWaiters: Set<(code: number) => void>;
  readonly removeWaiters: Set<(code: number) => void>;
}

/** True while there are processes in it. */
export function isUp(container: Container): boolean {
  return container.state === 'running' || container.state === 'paused';
}

/** Cancels what belongs to the current run. */
export function clearRun(container: Container): void {
  for (const cancel of container.runTimers) cancel();
  container.runTimers.clear();
}
