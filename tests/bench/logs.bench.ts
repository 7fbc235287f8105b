import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { MessageChannel, Worker } from 'node:worker_threads';
import { RpcServer } from '#main/rpc/server';
import { createHandlers } from '#main/rpc/create-handlers';
import { createCore } from '#main/core';
import { stderrLogger } from '#main/logger';
import { ok } from '#shared/result';
import { NodePort } from '../support/node-port';
import { until } from '../support/wait';
import type { Bench, BenchContext, Figures } from './bench';
import { medians } from './bench';
import type { ReadRequest, ReadResult } from './log-page';

const lineCount = 1_000_000;
const lineBytes = 120;

/** Reads one big log in three ways, in turn; figures are seconds and their ratios within the same round. */
export const bench: Bench = {
  name: 'logs',
  description: `Reads ${lineCount} log lines through main, contract and port into the ring, beside docker logs and a bare socket`,
  run: async (context) => {
    const id = await writeLog(context);
    const app = await openApp(context, id);
    try {
      const timed = await context.interleaved({
        pilothouse_s: () => app.read(),
        docker_logs_s: () => dockerLogs(context, id),
        socket_s: () => bareSocket(context, id),
      });
      const runs = timed.runs.map(withRatios);
      return { figures: medians(runs), runs };
    } finally {
      await app.close();
      await context.engine.docker(['rm', '-f', id]);
    }
  },
};

function withRatios(run: Figures): Figures {
  const {
    pilothouse_s: own = Number.NaN,
    docker_logs_s: docker = Number.NaN,
    socket_s: socket = Number.NaN,
  } = run;
  return { ...run, ratio_to_socket: own / socket, ratio_to_docker_logs: own / docker };
}

/** Makes a container that wrote the lines and ended. Gives its id. */
async function writeLog(context: BenchContext): Promise<string> {
  await context.engine.importBusybox();
  context.log(`writing ${lineCount} lines of ${lineBytes} bytes`);
  const words =
    'GET /v1/orders/48211 status=200 ms=12 user=u_20318 region=eu-central-1 trace=4bf92f3577b34da6';
  const program = `BEGIN { for (i = 1; i <= ${lineCount}; i++) printf "%010d %s %s\\n", i, "${words}", "${'x'.repeat(lineBytes - 13 - words.length)}" }`;
  const ran = await context.engine.docker(['run', '-d', 'busybox', 'awk', program]);
  const id = ran.stdout.trim();
  if (id === '') throw new Error(`The log could not be written: ${ran.stderr}`);
  const waited = await context.engine.docker(['wait', id], { timeoutMillis: 300_000 });
  if (waited.stdout.trim() !== '0') throw new Error(`The writer ended with ${waited.stdout}`);
  return id;
}

interface BenchApp {
  /** Seconds for one whole reading. */
  read(): Promise<number>;
  close(): Promise<void>;
}

/** Main in this thread, the page's client and ring in a worker, a port between them as in the app. */
async function openApp(context: BenchContext, id: string): Promise<BenchApp> {
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
    setTheme: () => undefined,
  });
  const read = async (): Promise<number> => {
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(new URL('./ts-worker.mjs', import.meta.url), {
      workerData: { file: new URL('./log-page.ts', import.meta.url).href },
    });
    const server = new RpcServer(new NodePort(port1), handlers, stderrLogger);
    const ask: ReadRequest = { port: port2, engineId: live.id, containerId: id };
    try {
      await new Promise((resolve) => worker.once('message', resolve));
      const begun = performance.now();
      worker.postMessage(ask, [port2]);
      const result = await new Promise<ReadResult>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      });
      const seconds = (performance.now() - begun) / 1000;
      // A fast reader that loses lines would be worth nothing.
      if (
        result.lines !== lineCount ||
        !result.first.startsWith('0000000001 ') ||
        !result.last.startsWith('0001000000 ')
      ) {
        throw new Error(`The log came out wrong: ${JSON.stringify(result)}`);
      }
      return seconds;
    } finally {
      server.close();
      await worker.terminate();
    }
  };
  return { read, close: () => core.close() };
}

function dockerLogs(context: BenchContext, id: string): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn('docker', ['logs', id], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DOCKER_HOST: context.dockerHost },
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve((performance.now() - begun) / 1000);
      else reject(new Error(`docker logs ended with ${code ?? 'a signal'}`));
    });
  });
}

/** The same request as the app's, read and thrown away. */
function bareSocket(context: BenchContext, id: string): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect(context.engine.socket);
    let bytes = 0;
    socket.on('data', (chunk) => {
      bytes += chunk.length;
    });
    socket.once('error', reject);
    socket.once('close', () => {
      if (bytes > lineCount * lineBytes) resolve((performance.now() - begun) / 1000);
      else reject(new Error(`The socket gave ${bytes} bytes only`));
    });
    const path = `/containers/${id}/logs?stdout=1&stderr=1&timestamps=1&follow=0&tail=all`;
    socket.write(`GET ${path} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n`);
  });
}
