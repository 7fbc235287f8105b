import { type MessagePort, parentPort } from 'node:worker_threads';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { Client } from '../../renderer/bridge/client';
import { LogRing } from '../../renderer/logs/ring';
import { NodePort, nodeChannel } from '../support/node-port';

/** What the benchmark asks of the worker that plays the page. */
export interface ReadRequest {
  readonly port: MessagePort;
  readonly engineId: string;
  readonly containerId: string;
}

/** What came into the ring. */
export interface ReadResult {
  readonly lines: number;
  readonly first: string;
  readonly last: string;
}

const parent = parentPort;
if (parent === null) throw new Error('This file runs in a worker.');

parent.once('message', (request: ReadRequest) => {
  const client = new Client(new NodePort(request.port), nodeChannel);
  const ring = new LogRing();
  const input = {
    engineId: request.engineId as EngineId,
    id: request.containerId as ContainerId,
    follow: false,
  };
  client.open('containers.logs', input, {
    onItem: (item, consumed) => {
      if (item.kind === 'lines') ring.append(item.chunk);
      consumed();
    },
    onEnd: (error) => {
      if (error !== undefined) throw new Error(error.message);
      const text = (sequence: number): string => {
        const row = ring.row(sequence);
        return row?.kind === 'line' ? new TextDecoder().decode(row.bytes) : '';
      };
      const result: ReadResult = {
        lines: ring.lines,
        first: text(ring.firstSequence),
        last: text(ring.endSequence - 1),
      };
      parent.postMessage(result);
    },
  });
});
parent.postMessage('ready');
