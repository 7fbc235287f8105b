import type { AppError } from '#shared/errors';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { Client } from '../../bridge/client';
import { type ReadAnswer, readAnswer } from './answers';

export interface RunTarget {
  readonly id: ContainerId;
  readonly name: string;
}

/** One command over several containers, as it was asked for. */
export interface RunOrder {
  readonly engineId: EngineId;
  readonly targets: readonly RunTarget[];
  readonly line: string;
  /** '' for each container's own. */
  readonly user: string;
  readonly seconds: number;
}

/** How a run stands. A new object for each change. */
export interface RunState {
  readonly order: RunOrder;
  readonly answers: readonly ReadAnswer[];
  readonly status: 'running' | 'done' | 'cancelled' | 'failed';
  readonly error?: AppError | undefined;
}

/**
 * The last command that was run over several containers in this window. It lives outside the page, so that it goes on
 * while somebody looks elsewhere; nothing of it is stored. A new run ends the one before.
 */
export class RunModel {
  #state: RunState | undefined;
  #stop: (() => void) | undefined;
  readonly #listeners = new Set<() => void>();

  readonly state = (): RunState | undefined => this.#state;

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  /** Begins a run. */
  start(client: Client, order: RunOrder): void {
    this.#stop?.();
    const names = new Map(order.targets.map(({ id, name }) => [id, name]));
    this.#set({ order, answers: [], status: 'running' });
    const channel = client.open(
      'terminals.run',
      {
        engineId: order.engineId,
        ids: order.targets.map(({ id }) => id),
        command: { line: order.line },
        seconds: order.seconds,
        ...(order.user !== '' && { user: order.user }),
      },
      {
        onItem: (answer, consumed) => {
          consumed();
          const state = this.#state;
          if (state?.order !== order) return;
          const read = readAnswer(answer, names.get(answer.containerId) ?? answer.containerId.slice(0, 12));
          this.#set({ ...state, answers: [...state.answers, read] });
        },
        onEnd: (error) => {
          if (this.#state?.order !== order || this.#state.status !== 'running') return;
          this.#stop = undefined;
          this.#set({ ...this.#state, status: error === undefined ? 'done' : 'failed', error });
        },
      },
    );
    this.#stop = () => channel.close();
  }

  /** Ends what still runs; what has answered stays. */
  cancel(): void {
    const state = this.#state;
    this.#stop?.();
    this.#stop = undefined;
    if (state?.status === 'running') this.#set({ ...state, status: 'cancelled' });
  }

  #set(state: RunState): void {
    this.#state = state;
    for (const changed of this.#listeners) changed();
  }
}

/** The window's one. */
export const runModel = new RunModel();
