import type { Client } from '../bridge/client';
import { saveLogs } from '../state/actions';
import { LogModels } from './model/log-models';
import { LogWorkers } from './work/log-workers';
import { spawnPageWorker } from './work/page-worker';

const byClient = new WeakMap<Client, LogModels>();

/** The log views of the window, with its workers behind them. */
export function logModels(client: Client): LogModels {
  const known = byClient.get(client);
  if (known !== undefined) return known;
  const workers = new LogWorkers(spawnPageWorker);
  const models = new LogModels({
    client,
    storage: window.localStorage,
    work: () => workers.open(),
    save: (request) => void saveLogs(request),
  });
  byClient.set(client, models);
  // As long as the page, like the models.
  window.addEventListener('pagehide', () => models.flush());
  return models;
}
