import type { World } from '#main/discovery/world';
import { type Core, createCore } from '#main/core';
import { usualSilence } from '#main/engine/api/silence';
import { createHandlers, type Host } from '#main/rpc/create-handlers';
import { RpcServer } from '#main/rpc/server';
import type { StreamName, StreamUpward, WatchInput, WatchName, WatchValue } from '#shared/contract/index';
import type { EngineConnection } from '#shared/model/engine';
import type { EngineId } from '#shared/model/ids';
import type { LogItem } from '#shared/model/log';
import { ok } from '#shared/result';
import type { StreamChannel } from '#shared/protocol/stream-channel';
import { Client } from '../../renderer/bridge/client';
import { nodeChannel } from './node-port';
import { until } from './wait';

/** Main with all its services, and a page's client on it, in one process and without a window. */
export interface Page {
  readonly client: Client;
  readonly core: Core;
  readonly server: RpcServer;
  /** A live copy of a collection. */
  follow<N extends WatchName>(name: N, input: WatchInput<N>): ReadonlyMap<string, WatchValue<N>>;
  close(): Promise<void>;
}

const quiet = { info: () => undefined, error: (message: string) => console.error(message) };

/** Opens a page on the engine at a socket, as DOCKER_HOST would. Owner closes it. */
export function openPage(socket: string, host: Partial<Host> = {}): Page {
  const env = { DOCKER_HOST: `unix://${socket}` };
  return openPageIn({ env, home: '/nonexistent', platform: process.platform, uid: 0 }, host);
}

/**
 * Opens a page in a world; `host` answers what only a program with a window can, `silence` is how long engines may say
 * nothing. Owner closes it.
 */
export function openPageIn(world: World, host: Partial<Host> = {}, silence = usualSilence): Page {
  const core = createCore(world, undefined, quiet, silence);
  const [page, main] = nodeChannel();
  const handlers = createHandlers(core, {
    facts: { version: 'test', platform: 'linux', host: 'chromium' },
    openLink: () => Promise.resolve(ok({ opened: false })),
    chooseFile: () => Promise.resolve(undefined),
    control: () => undefined,
    setTheme: () => undefined,
    ...host,
  });
  const server = new RpcServer(main, handlers, quiet);
  const client = new Client(page, nodeChannel);
  return {
    client,
    core,
    server,
    follow: (name, input) => follow(client, name, input),
    close: async () => {
      client.close();
      server.close();
      await core.close();
    },
  };
}

function follow<N extends WatchName>(
  client: Client,
  name: N,
  input: WatchInput<N>,
): Map<string, WatchValue<N>> {
  const seen = new Map<string, WatchValue<N>>();
  client.watch(name, input, {
    onSnapshot: (entries) => {
      seen.clear();
      for (const [key, value] of entries) seen.set(key, value);
    },
    onPatch: (upserts, removes) => {
      for (const [key, value] of upserts) seen.set(key, value);
      for (const key of removes) seen.delete(key);
    },
    onError: () => undefined,
  });
  return seen;
}

/** Waits until the page's engine is live. */
export async function liveEngine(page: Page): Promise<EngineId> {
  const engines = page.follow('engines.connections', {});
  const live = await until('the engine to be live', () =>
    [...engines.values()].find((engine: EngineConnection) => engine.phase === 'live'),
  );
  return live.id;
}

/** Text of every line of a log item, with `err: ` before those of stderr. */
export function linesOf(item: LogItem): string[] {
  if (item.kind !== 'lines') return [];
  const { bytes, ends, flags } = item.chunk;
  return [...ends].map((end, i) => {
    const text = new TextDecoder().decode(bytes.subarray(ends[i - 1] ?? 0, end));
    return (flags[i]! & 1) === 1 ? `err: ${text}` : text;
  });
}

/** Types a text into a stream of bytes. */
export async function type<N extends StreamName>(
  channel: StreamChannel<StreamUpward<N>, unknown>,
  text: string,
): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  await channel.ready();
  channel.send(bytes as StreamUpward<N>, bytes.length);
}
