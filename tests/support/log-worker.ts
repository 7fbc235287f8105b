import { Worker } from 'node:worker_threads';
import type { WorkerAnswer, WorkerLike } from '../../renderer/logs/work/messages';

/** Starts the log lines' worker on a thread of Node. */
export function spawnNodeWorker(): WorkerLike {
  const worker = new Worker(new URL('../bench/ts-worker.mjs', import.meta.url), {
    workerData: { file: new URL('../bench/log-worker.ts', import.meta.url).href },
  });
  return {
    postMessage: (ask, transfer) => worker.postMessage(ask, transfer),
    terminate: () => void worker.terminate(),
    listen: (onAnswer, onError) => {
      worker.on('message', (answer: WorkerAnswer) => onAnswer(answer));
      worker.on('error', onError);
    },
  };
}
