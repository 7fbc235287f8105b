import type { WorkerAsk } from './messages';
import { WorkerSide } from './worker-side';

const side = new WorkerSide((answer, transfer) => self.postMessage(answer, { transfer }));

self.onmessage = (event: MessageEvent<WorkerAsk>) => side.take(event.data);
