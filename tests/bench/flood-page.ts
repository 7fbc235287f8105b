import { type MessagePort, parentPort } from 'node:worker_threads';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { Client } from '../../renderer/bridge/client';
import { NodePort, nodeChannel } from '../support/node-port';
import { xtermCore } from '../support/xterm-core';

/** What the benchmark asks of the worker that plays the page. */
export type FloodRequest =
  /** A terminal that runs a command, parsed by xterm with credit after parsing. */
  | {
      readonly kind: 'run';
      readonly port: MessagePort;
      readonly engineId: string;
      readonly containerId: string;
      readonly command: readonly string[];
    }
  /** The line so many times, from memory. */
  | { readonly kind: 'alone'; readonly line: string; readonly lines: number };

/** Bytes that were parsed, and seconds from the request to the last of them. */
export interface FloodResult {
  readonly bytes: number;
  readonly seconds: number;
}

const parent = parentPort;
if (parent === null) throw new Error('This file runs in a worker.');

async function run(request: FloodRequest & { readonly kind: 'run' }): Promise<FloodResult> {
  const terminal = xtermCore();
  const client = new Client(new NodePort(request.port), nodeChannel);
  const begun = performance.now();
  const started = await client.call('terminals.start', {
    engineId: request.engineId as EngineId,
    containerId: request.containerId as ContainerId,
    containerName: 'flood',
    columns: 140,
    rows: 40,
    program: { kind: 'command', command: [...request.command] },
  });
  if (!started.ok) throw new Error(started.error.message);
  const { sessionId } = started.value;
  let bytes = 0;
  client.open(
    'terminals.attach',
    { sessionId },
    {
      onItem: (item, consumed) => {
        bytes += item.byteLength;
        terminal.write(item, consumed);
      },
      onEnd: () => undefined,
    },
  );
  await new Promise<void>((resolve) => {
    client.watch(
      'terminals.sessions',
      {},
      {
        onSnapshot: () => undefined,
        onPatch: (upserts) => {
          if (upserts.some(([id, { status }]) => id === sessionId && status === 'ended')) resolve();
        },
        onError: () => undefined,
      },
    );
  });
  // The end may be told before the last bytes are parsed.
  let seen = -1;
  while (seen !== bytes) {
    seen = bytes;
    await new Promise<void>((resolve) => {
      terminal.write(new Uint8Array(0), resolve);
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const seconds = (performance.now() - begun) / 1000;
  await client.call('terminals.close', { sessionId });
  return { bytes, seconds };
}

async function alone({ line, lines }: FloodRequest & { readonly kind: 'alone' }): Promise<FloodResult> {
  const terminal = xtermCore();
  const one = new TextEncoder().encode(line);
  const perChunk = 320;
  const chunk = new Uint8Array(one.length * perChunk);
  for (let at = 0; at < perChunk; at += 1) chunk.set(one, at * one.length);
  const begun = performance.now();
  let waiting = 0;
  for (let at = 0; at < lines; at += perChunk) {
    waiting += 1;
    await new Promise<void>((resolve) => {
      terminal.write(chunk, () => {
        waiting -= 1;
        resolve();
      });
      if (waiting < 8) resolve();
    });
  }
  await new Promise<void>((resolve) => {
    terminal.write(new Uint8Array(0), resolve);
  });
  return { bytes: one.length * lines, seconds: (performance.now() - begun) / 1000 };
}

parent.once('message', (request: FloodRequest) => {
  void (request.kind === 'run' ? run(request) : alone(request)).then((result) => parent.postMessage(result));
});
parent.postMessage('ready');
