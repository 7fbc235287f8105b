import { type MessagePort, parentPort } from 'node:worker_threads';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { Client } from '../../renderer/bridge/client';
import { NodePort, nodeChannel } from '../support/node-port';

/** What the worker that plays the page is told: to begin, then what the overview shows; nothing for an end of that. */
export type StatsPageMessage =
  | { readonly kind: 'begin'; readonly port: MessagePort; readonly engineId: string }
  | { readonly kind: 'show'; readonly ids: readonly string[] };

const parent = parentPort;
if (parent === null) throw new Error('This file runs in a worker.');

const nobody = { onSnapshot: () => undefined, onPatch: () => undefined, onError: () => undefined } as const;
let client: Client | undefined;
let engineId = '' as EngineId;
let stop: () => void = () => undefined;

function begin(port: MessagePort): Client {
  const made = new Client(new NodePort(port), nodeChannel);
  // What the app follows on every page.
  made.watch('engines.connections', {}, nobody);
  made.watch('containers.list', { engineId }, nobody);
  made.watch('images.list', { engineId }, nobody);
  made.watch('tasks.list', {}, nobody);
  made.watch('terminals.sessions', {}, nobody);
  made.watch('stats.recordings', {}, nobody);
  return made;
}

parent.on('message', (told: StatsPageMessage) => {
  if (told.kind === 'begin') {
    engineId = told.engineId as EngineId;
    client = begin(told.port);
    return;
  }
  stop();
  stop = () => undefined;
  if (told.ids.length === 0) return;
  let seen = 0;
  const channel = client?.open(
    'stats.samples',
    { engineId, ids: told.ids as ContainerId[], history: 48 },
    {
      onItem: (samples, consumed) => {
        seen += samples.length;
        parent.postMessage(seen);
        consumed();
      },
      onEnd: () => undefined,
    },
  );
  stop = () => channel?.close();
});
parent.postMessage('ready');
