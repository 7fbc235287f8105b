import type { ContainerId } from '#shared/model/ids';
import type { LogNotice } from '#shared/model/log';
import type { EngineEvent } from '../engine/compat/events';
import type { EngineState } from '../state/engine-state';

/** How a run ended. */
export interface RunEnd {
  /** Undefined where the engine does not say. */
  readonly exitCode: number | undefined;
  readonly oomKilled: boolean;
  /** Epoch ms by the engine's clock. */
  readonly at: number;
}

/**
 * Listens to what happens to one container while its log is followed, and marks it there. Keeps how the last run ended,
 * because a container that starts again at once is never seen stopped. Owner calls `close`.
 */
export class LogMarkers {
  readonly #mark: (notice: LogNotice) => void;
  readonly #stop: () => void;
  #oom = false;
  #end: RunEnd | undefined;
  #startedAgain = true;
  #onChange: () => void = () => undefined;

  constructor(state: EngineState, id: ContainerId, mark: (notice: LogNotice) => void) {
    this.#mark = mark;
    this.#stop = state.onContainerEvent((told, event) => {
      if (told === id) this.#tell(event);
    });
  }

  /** How the last run ended that was not asked for yet. */
  get ended(): RunEnd | undefined {
    return this.#end;
  }

  /** False between the event of an end and the next one of a start. */
  get startedAgain(): boolean {
    return this.#startedAgain;
  }

  /** Gives how the last run ended, once. */
  takeEnd(): RunEnd | undefined {
    const end = this.#end;
    this.#end = undefined;
    return end;
  }

  /** A run began at `startedAt` (epoch ms): ends of before are no news any more. */
  forgetBefore(startedAt: number | undefined): void {
    if (startedAt !== undefined && this.#end !== undefined && this.#end.at < startedAt) this.#end = undefined;
  }

  /** Calls `listener` whenever a run ends or starts, until the returned function is called; one at a time. */
  onChange(listener: () => void): () => void {
    this.#onChange = listener;
    return () => {
      this.#onChange = () => undefined;
    };
  }

  close(): void {
    this.#stop();
  }

  #tell(event: EngineEvent): void {
    const at = event.at ?? Date.now();
    for (const notice of noticeOf(event, at)) this.#mark(notice);
    switch (event.action) {
      case 'oom':
        this.#oom = true;
        return;
      case 'start':
        this.#oom = false;
        this.#startedAgain = true;
        this.#onChange();
        return;
      case 'die':
        this.#end = { exitCode: event.exitCode, oomKilled: this.#oom, at };
        this.#startedAgain = false;
        this.#onChange();
        return;
      default:
    }
  }
}

/** What an event that neither ends nor begins a run says between the lines: one notice, or none. */
export function noticeOf(event: EngineEvent, at: number): readonly LogNotice[] {
  switch (event.action) {
    case 'oom':
      return [{ what: 'oom', at, text: 'The container ran out of memory.' }];
    case 'health_status':
      if (event.detail === 'healthy') return [{ what: 'healthy', at, text: 'The container is healthy.' }];
      return event.detail === 'unhealthy'
        ? [{ what: 'unhealthy', at, text: 'The container is unhealthy.' }]
        : [];
    case 'pause':
      return [{ what: 'paused', at, text: 'The container was paused.' }];
    case 'unpause':
      return [{ what: 'unpaused', at, text: 'The container goes on after a pause.' }];
    default:
      return [];
  }
}

/** How a run ended, as a sentence. */
export function endSentence({ exitCode, oomKilled }: Pick<RunEnd, 'exitCode' | 'oomKilled'>): string {
  return `The container exited${exitCode === undefined ? '' : ` (${exitCode})`}${oomKilled ? ', out of memory' : ''}.`;
}
