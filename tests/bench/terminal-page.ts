import { type MessagePort, parentPort } from 'node:worker_threads';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { Client } from '../../renderer/bridge/client';
import { NodePort, nodeChannel } from '../support/node-port';

/** What the benchmark asks of the worker that plays the page: a terminal that runs a command. */
export interface TerminalRequest {
  readonly port: MessagePort;
  readonly engineId: string;
  readonly containerId: string;
  readonly command: readonly string[];
}

const parent = parentPort;
if (parent === null) throw new Error('This file runs in a worker.');

/** Starts the terminal; each `key` is typed, and answered with the ms until its echo came. */
async function open(request: TerminalRequest): Promise<void> {
  const client = new Client(new NodePort(request.port), nodeChannel);
  const started = await client.call('terminals.start', {
    engineId: request.engineId as EngineId,
    containerId: request.containerId as ContainerId,
    containerName: 'echo',
    columns: 80,
    rows: 24,
    program: { kind: 'command', command: [...request.command] },
  });
  if (!started.ok) throw new Error(started.error.message);
  let typedAt = 0;
  const channel = client.open(
    'terminals.attach',
    { sessionId: started.value.sessionId },
    {
      onItem: (_bytes, consumed) => {
        consumed();
        if (typedAt === 0) return;
        const ms = performance.now() - typedAt;
        typedAt = 0;
        parent?.postMessage(ms);
      },
      onEnd: (error) => {
        throw new Error(error?.message ?? 'The terminal ended.');
      },
    },
  );
  await channel.ready();
  parent?.on('message', (key: Uint8Array<ArrayBuffer>) => {
    typedAt = performance.now();
    channel.send(key, key.byteLength);
  });
  parent?.postMessage('open');
}

parent.once('message', (request: TerminalRequest) => void open(request));
parent.postMessage('ready');
