import type { AppError } from '../errors';
import type { ContainerAction } from './container';
import type { EngineId, TaskId } from './ids';
import type { LayerProgress } from './image';

/** What a task does, in a form that can be done again. Holds no secrets. */
export type TaskKind =
  | {
      readonly type: 'container';
      readonly action: ContainerAction;
      readonly containerId: string;
      /** Anonymous volumes go with it; only for remove. */
      readonly volumes?: boolean | undefined;
      /** Only for remove: kill first where it runs. */
      readonly force?: boolean | undefined;
      /** Only for kill: without the `SIG` prefix, such as `TERM`. */
      readonly signal?: string | undefined;
    }
  | { readonly type: 'pull'; readonly reference: string }
  | { readonly type: 'remove-image'; readonly reference: string; readonly force?: boolean | undefined }
  /** `file` is the path that was chosen. */
  | { readonly type: 'save-log'; readonly file: string };

/** One line of the Activity list: an action, who it was done to, and how it ended. Kept in main, newest 200. */
export interface Task {
  readonly id: TaskId;
  readonly engineId: EngineId;
  readonly engineName: string;
  readonly kind: TaskKind;
  /** Name of the container or image at the time; what is saved for `save-log`. */
  readonly subject: string;
  /** `docker stop web`: the same action for a terminal. */
  readonly command: string;
  /** `POST /v1.48/containers/7c1e/stop`: the same action as the request that was sent. */
  readonly request: string;
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  readonly error?: AppError | undefined;
  /** Only for a pull. At most 256 layers. */
  readonly layers?: readonly LayerProgress[] | undefined;
  /** Only for save-log: what was written so far. */
  readonly written?: { readonly lines: number; readonly bytes: number } | undefined;
  /** The engine's last plain status line, such as `Downloaded newer image`; for save-log where the file is. */
  readonly note?: string | undefined;
  readonly cancellable: boolean;
}
