import type { ContainerId, EngineId, SessionId } from './ids';

/**
 * A shell that lives in main, whatever the window shows. `starting` until the engine handed over the connection;
 * `ended` keeps its output and its exit code (absent where the engine could not say) until it is closed.
 */
export interface TerminalSession {
  readonly id: SessionId;
  readonly engineId: EngineId;
  readonly containerId: ContainerId;
  readonly containerName: string;
  /** What runs, such as `bash`; '' while it is being found out. */
  readonly shell: string;
  readonly status: 'starting' | 'running' | 'ended';
  readonly exitCode?: number | undefined;
  /** Why it ended, as a sentence; absent while it runs. */
  readonly endReason?: string | undefined;
  /** Epoch ms. */
  readonly startedAt: number;
}
