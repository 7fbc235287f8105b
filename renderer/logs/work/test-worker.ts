import type { WorkerAnswer, WorkerLike } from './messages';
import { WorkerSide } from './worker-side';

/** Starts log workers on this thread, for tests only, and knows which of them live. */
export class TestWorkers {
  started = 0;
  alive = 0;

  readonly spawn = (): WorkerLike => {
    this.started += 1;
    this.alive += 1;
    let onAnswer: ((answer: WorkerAnswer) => void) | undefined;
    let isOver = false;
    const side = new WorkerSide((answer) =>
      queueMicrotask(() => {
        if (!isOver) onAnswer?.(answer);
      }),
    );
    return {
      postMessage: (ask) => {
        queueMicrotask(() => {
          if (!isOver) side.take(ask);
        });
      },
      terminate: () => {
        if (!isOver) this.alive -= 1;
        isOver = true;
      },
      listen: (taker) => {
        onAnswer = taker;
      },
    };
  };
}
