import { availableParallelism } from 'node:os';
import { type MessagePort, parentPort } from 'node:worker_threads';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { Client } from '../../renderer/bridge/client';
import { feedLimits } from '../../renderer/logs/model/feed-limits';
import { LogFeed } from '../../renderer/logs/model/log-feed';
import { NodePort, nodeChannel } from '../support/node-port';

/** What the benchmark asks of the worker that plays the page. */
export interface ReadRequest {
  readonly port: MessagePort;
  readonly engineId: string;
  /** Merged into one view. */
  readonly containerIds: readonly string[];
}

/** What came into the store. */
export interface ReadResult {
  readonly lines: number;
  readonly first: string;
  readonly last: string;
  /** Neighbours whose times are not in order. */
  readonly disordered: number;
}

const parent = parentPort;
if (parent === null) throw new Error('This file runs in a worker.');

/** A log view is opened and told to load everything, as a person does. */
async function read(request: ReadRequest): Promise<ReadResult> {
  const client = new Client(new NodePort(request.port), nodeChannel);
  const targets = new Map(
    request.containerIds.map((id, index) => [
      index,
      { engineId: request.engineId as EngineId, id: id as ContainerId, name: `c${index}` },
    ]),
  );
  let changed: () => void = () => undefined;
  const feed = new LogFeed(
    client,
    targets,
    {
      changed: () => changed(),
      came: () => undefined,
      removed: () => undefined,
      shifted: () => undefined,
      noted: () => undefined,
    },
    feedLimits(targets.size, availableParallelism()),
  );
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      changed = () => {
        if (condition()) resolve();
      };
      changed();
    });
  feed.start();
  await until(() => feed.opened);
  await feed.older.all();
  await until(() => feed.older.atStart || feed.older.problem !== undefined);
  if (feed.older.problem !== undefined) throw new Error(feed.older.problem);
  feed.stop();
  let disordered = 0;
  let before = Number.NEGATIVE_INFINITY;
  const texts: string[] = [];
  for (const block of feed.store.blocks) {
    if (block.chunk === undefined) continue;
    const { bytes, ends, times } = block.chunk;
    for (const time of times) {
      if (time < before) disordered += 1;
      before = time;
    }
    const from = ends[ends.length - 2] ?? 0;
    if (texts.length === 0) texts.push(new TextDecoder().decode(bytes.subarray(0, ends[0])));
    texts[1] = new TextDecoder().decode(bytes.subarray(from, ends[ends.length - 1]));
  }
  return { lines: feed.store.lines, first: texts[0] ?? '', last: texts[1] ?? '', disordered };
}

parent.once('message', (request: ReadRequest) => {
  void read(request).then((result) => parent.postMessage(result));
});
parent.postMessage('ready');
