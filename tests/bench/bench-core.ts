import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type Core, createCore } from '#main/core';
import { stderrLogger } from '#main/logger';
import { createHandlers } from '#main/rpc/create-handlers';
import { RpcServer } from '#main/rpc/server';
import { ok } from '#shared/result';
import { NodePort } from '../support/node-port';
import { until } from '../support/wait';
import type { BenchContext } from './bench';

/** A page's side in a worker, and the port that it has to be given. */
export interface BenchPage {
  readonly worker: Worker;
  readonly port: MessagePort;
  close(): Promise<void>;
}

/** Main with all its services on the benchmark's engine, in this thread. */
export interface BenchCore {
  readonly core: Core;
  readonly engineId: string;
  /** Starts a file of this folder in a worker that plays the page, with a port between as in the app. */
  page(file: string): BenchPage;
  close(): Promise<void>;
}

/** Opens main on the engine and waits until it is live. The caller closes it. */
export async function openBenchCore(context: Pick<BenchContext, 'dockerHost'>): Promise<BenchCore> {
  const world = {
    env: { DOCKER_HOST: context.dockerHost },
    home: '/nonexistent',
    platform: process.platform,
    uid: 0,
  };
  const core = createCore(world, undefined, stderrLogger);
  const live = await until('the engine', () =>
    [...core.engines.connections.values()].find((engine) => engine.phase === 'live'),
  );
  const handlers = createHandlers(core, {
    facts: { version: 'bench', platform: 'linux', host: 'chromium' },
    openLink: () => Promise.resolve(ok({ opened: false })),
    control: () => undefined,
    chooseFile: () => Promise.resolve(undefined),
    setTheme: () => undefined,
  });
  return {
    core,
    engineId: live.id,
    page: (file) => {
      const { port1, port2 } = new MessageChannel();
      const worker = new Worker(new URL('./ts-worker.mjs', import.meta.url), {
        workerData: { file: new URL(file, import.meta.url).href },
      });
      const server = new RpcServer(new NodePort(port1), handlers, stderrLogger);
      return {
        worker,
        port: port2,
        close: async () => {
          server.close();
          await worker.terminate();
        },
      };
    },
    close: () => core.close(),
  };
}
