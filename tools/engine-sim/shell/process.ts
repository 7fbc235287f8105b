import type { StreamId } from '../core/frames';
import type { Scheduler } from '../core/scheduler';
import type { InsideSpec, ProcessSpec } from '../world/model';
import type { Vfs } from './vfs';

/** The container a program runs in, as far as a program can see it. */
export interface Surroundings {
  readonly hostname: string;
  readonly inside: InsideSpec;
  readonly files: Vfs;
  readonly scheduler: Scheduler;
  /** Milliseconds since the epoch when the host was booted. */
  readonly bootedAt: number;
  readonly kernel: string;
  readonly memory: { readonly total: number; readonly used: () => number };
  readonly processes: readonly ProcessSpec[];
}

/** How to start a program. */
export interface LaunchOptions {
  readonly argv: readonly string[];
  readonly tty: boolean;
  readonly env: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  readonly rows: number;
  readonly columns: number;
  readonly surroundings: Surroundings;
  /** Takes output; the program waits for the promise, so a slow reader slows it down. */
  readonly output: (stream: StreamId, data: Uint8Array) => Promise<void>;
}

/** A program that runs. It ends by itself or by `kill`; whoever launched it must kill it at the end. */
export interface RunningProcess {
  /** Resolves when the program has room for more. */
  readonly input: (data: Uint8Array) => Promise<void>;
  readonly endInput: () => void;
  readonly resize: (rows: number, columns: number) => void;
  readonly kill: (signal: number) => void;
  /** The exit code, 128 + signal when killed. Never rejects. */
  readonly exited: Promise<number>;
}

/** A program, or the words with which the runtime refuses to start it. */
export type Launch =
  | { readonly ok: true; readonly process: RunningProcess }
  | { readonly ok: false; readonly exitCode: number; readonly message: string };
