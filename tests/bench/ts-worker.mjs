// Node 20 does not hand the TypeScript loader on to workers: register it here, then run the file that was asked for.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.file);
