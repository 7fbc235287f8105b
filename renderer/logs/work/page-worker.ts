import type { WorkerAnswer, WorkerLike } from './messages';

/** Starts the browser's worker for log lines: a file of the bundle, as the page's policy wants it. */
export function spawnPageWorker(): WorkerLike {
  const worker = new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'logs' });
  return {
    postMessage: (ask, transfer) => worker.postMessage(ask, [...transfer]),
    terminate: () => worker.terminate(),
    listen: (onAnswer, onError) => {
      worker.onmessage = (event: MessageEvent<WorkerAnswer>) => onAnswer(event.data);
      worker.onerror = onError;
      worker.onmessageerror = onError;
    },
  };
}
