import { parentPort } from 'node:worker_threads';
import type { WorkerAsk } from '../../renderer/logs/work/messages';
import { WorkerSide } from '../../renderer/logs/work/worker-side';

/** The worker for log lines on Node's threads: what renderer/logs/work/entry.ts is in the page. */
const parent = parentPort;
if (parent === null) throw new Error('This file runs in a worker.');

const side = new WorkerSide((answer, transfer) => parent.postMessage(answer, transfer));
parent.on('message', (ask: WorkerAsk) => side.take(ask));
