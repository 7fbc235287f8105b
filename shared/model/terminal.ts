import type { ContainerId, EngineId, SessionId } from './ids';

/** What a session runs. */
export type TerminalProgram =
  /** A shell: the one at `path`, or the best that the container has. */
  | { readonly kind: 'shell'; readonly path?: string | undefined }
  /** A command with its arguments, without a shell around it. */
  | { readonly kind: 'command'; readonly command: readonly string[] }
  /** The container's own main process: what is typed reaches it, and Ctrl+C, too. */
  | { readonly kind: 'attach' }
  /** A shell of `image` in a helper container that sees the target's processes and network. */
  | { readonly kind: 'debug'; readonly image: string };

/** How a session's process is run; each part is the container's own where it is absent. */
export interface TerminalSettings {
  /** `user[:group]`. */
  readonly user?: string | undefined;
  /** Folder to start in. */
  readonly folder?: string | undefined;
  readonly privileged?: boolean | undefined;
}

/** What a person chose for the shells of an image; environment is never kept. */
export interface TerminalDefaults extends TerminalSettings {
  /** Path of a shell. */
  readonly shell?: string | undefined;
  /** A command as it was typed, offered when a terminal is asked for; a shell is started all the same. */
  readonly command?: string | undefined;
}

/**
 * `starting` until the engine handed over the connection; `ended` keeps its output and its exit code until it is closed;
 * `saved` is of an earlier run of the app: it can be started again and has no output.
 */
export type TerminalStatus = 'starting' | 'running' | 'ended' | 'saved';

/**
 * Why a session ended: its process did, it could not be started, its container stopped or was removed, or the
 * connection to its engine was lost.
 */
export type TerminalEnd = 'exit' | 'failed' | 'container-stopped' | 'container-removed' | 'engine-lost';

/** A terminal that lives in main, whatever the window shows. */
export interface TerminalSession {
  readonly id: SessionId;
  readonly engineId: EngineId;
  readonly containerId: ContainerId;
  readonly containerName: string;
  readonly program: TerminalProgram;
  readonly settings: TerminalSettings;
  /** It was given environment of its own, which is not told again. */
  readonly ownEnvironment: boolean;
  /** What runs, such as `bash`; '' while it is being found out. */
  readonly shell: string;
  /** False where an attached container has no TTY: sizes mean nothing to it, and lines end without a return. */
  readonly tty: boolean;
  /** False where what is typed does not reach an attached container: it has no input that stays open. */
  readonly takesInput: boolean;
  readonly status: TerminalStatus;
  readonly end?: TerminalEnd | undefined;
  /** Absent where the engine could not say. */
  readonly exitCode?: number | undefined;
  /** Why it ended, as a sentence; absent while it runs. */
  readonly endReason?: string | undefined;
  /** What would get around the failure of a start: the image has no shell, or the debug shell's image is not there. */
  readonly offer?: 'debug-shell' | 'pull-image' | undefined;
  /** Epoch ms. */
  readonly startedAt: number;
}

/** What a container offers to a terminal. */
export interface TerminalChoices {
  /** Paths of its shells, the best first; empty where it has none. */
  readonly shells: readonly string[];
  /** Why none could be looked for or found, as a sentence. */
  readonly problem?: string | undefined;
  /** Its image's, as they were kept. */
  readonly defaults: TerminalDefaults;
  /** What the container itself was set to; '' where the image decides. */
  readonly user: string;
  readonly folder: string;
  /** Its main process can be typed to, and has a TTY. */
  readonly stdin: boolean;
  readonly tty: boolean;
}

/** How one container answered a command that was run over several. */
export interface RunAnswer {
  readonly containerId: ContainerId;
  /** Absent where it could not be run, or the engine cannot say. */
  readonly exitCode?: number | undefined;
  /** stdout and stderr together, as they came; at most 64 KiB. */
  readonly output: Uint8Array;
  /** More came than is given. */
  readonly cut: boolean;
  readonly ms: number;
  /** Why it could not be run or did not end, as a sentence. */
  readonly problem?: string | undefined;
}
