import { spawn } from 'node:child_process';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { uptime } from 'node:os';
import { Writable } from 'node:stream';
import Modem from 'docker-modem';
import type { Bench, BenchContext, Figures } from './bench';
import { medians } from './bench';
import { openBenchCore } from './bench-core';
import type { ReadRequest, ReadResult } from './log-page';

const lineCount = 1_000_000;
const lineBytes = 120;

const parts = 4;

/**
 * Reads one big log in four ways, in turn, and four logs of a quarter each merged and one after the other; figures are
 * seconds and their ratios within the same round.
 */
export const bench: Bench = {
  name: 'logs',
  description: `Opens a log of ${lineCount} lines and loads everything through main, contract and port into the page's store, beside docker logs, a bare socket and dockerode`,
  run: async (context) => {
    const [id = ''] = await writeLogs(context, 1, lineCount);
    const quarters = await writeLogs(context, parts, lineCount / parts);
    const app = await openApp(context);
    try {
      const timed = await context.interleaved({
        pilothouse_s: () => app.read([id], lineCount),
        docker_logs_s: () => dockerLogs(context, id),
        socket_s: () => bareSocket(context, id),
        dockerode_s: () => dockerode(context, id),
        merged_s: () => app.read(quarters, lineCount),
        in_turn_s: async () => {
          let seconds = 0;
          for (const quarter of quarters) seconds += await app.read([quarter], lineCount / parts);
          return seconds;
        },
      });
      const runs = timed.runs.map(withRatios);
      return { figures: medians(runs), runs };
    } finally {
      await app.close();
      await context.engine.docker(['rm', '-f', id, ...quarters]);
    }
  },
};

function withRatios(run: Figures): Figures {
  const {
    pilothouse_s: own = Number.NaN,
    docker_logs_s: docker = Number.NaN,
    socket_s: socket = Number.NaN,
    dockerode_s: demuxed = Number.NaN,
    merged_s: merged = Number.NaN,
    in_turn_s: inTurn = Number.NaN,
  } = run;
  return {
    ...run,
    ratio_to_socket: own / socket,
    ratio_to_docker_logs: own / docker,
    ratio_to_dockerode: own / demuxed,
    ratio_merged: merged / inTurn,
  };
}

/** Seconds for the engine to start all writers, before the first of them writes. */
const startSeconds = 4;

/**
 * Makes containers that each wrote the lines and ended; gives their ids. All begin to write at one moment: logs that were
 * written one after the other would hardly interleave when they are merged.
 */
async function writeLogs(context: BenchContext, count: number, lines: number): Promise<readonly string[]> {
  await context.engine.importBusybox();
  context.log(`writing ${count} times ${lines} lines of ${lineBytes} bytes`);
  const go = uptime() + startSeconds;
  return Promise.all(Array.from({ length: count }, () => writeLog(context, lines, go)));
}

/** Makes a container that wrote the lines and ended; it begins when the machine is up for `go` seconds. */
async function writeLog(context: BenchContext, lines: number, go: number): Promise<string> {
  const words =
    'GET /v1/orders/48211 status=200 ms=12 user=u_20318 region=eu-central-1 trace=4bf92f3577b34da6';
  const waits = `while (now < ${go}) { getline line < "/proc/uptime"; close("/proc/uptime"); split(line, part, " "); now = part[1] + 0; if (now < ${go}) system("usleep 20000") }`;
  const program = `BEGIN { ${waits}; for (i = 1; i <= ${lines}; i++) printf "%010d %s %s\\n", i, "${words}", "${'x'.repeat(lineBytes - 13 - words.length)}" }`;
  const ran = await context.engine.docker(['run', '-d', 'busybox', 'awk', program]);
  const id = ran.stdout.trim();
  if (id === '') throw new Error(`The log could not be written: ${ran.stderr}`);
  const waited = await context.engine.docker(['wait', id], { timeoutMillis: 300_000 });
  if (waited.stdout.trim() !== '0') throw new Error(`The writer ended with ${waited.stdout}`);
  return id;
}

interface BenchApp {
  /** Seconds for one whole reading of some logs, merged, that have so many lines together. */
  read(ids: readonly string[], lines: number): Promise<number>;
  close(): Promise<void>;
}

/** Main in this thread, the page's client and ring in a worker, a port between them as in the app. */
async function openApp(context: BenchContext): Promise<BenchApp> {
  const main = await openBenchCore(context);
  const read = async (ids: readonly string[], lines: number): Promise<number> => {
    const { worker, port, close } = main.page('./log-page.ts');
    const ask: ReadRequest = { port, engineId: main.engineId, containerIds: ids };
    try {
      await new Promise((resolve) => worker.once('message', resolve));
      const begun = performance.now();
      worker.postMessage(ask, [port]);
      const result = await new Promise<ReadResult>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      });
      const seconds = (performance.now() - begun) / 1000;
      // A fast reader that loses lines would be worth nothing.
      if (
        result.lines !== lines ||
        result.disordered > 0 ||
        !result.first.startsWith('0000000001 ') ||
        !result.last.startsWith(`${String(lines / ids.length).padStart(10, '0')} `)
      ) {
        throw new Error(`The log came out wrong: ${JSON.stringify(result)}`);
      }
      return seconds;
    } finally {
      await close();
    }
  };
  return { read, close: () => main.close() };
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

/** What a program with dockerode does, which reads with Node's http as well: the streams taken apart, and thrown away. */
async function dockerode(context: BenchContext, id: string): Promise<number> {
  const begun = performance.now();
  const path = `/containers/${id}/logs?stdout=1&stderr=1&timestamps=1&follow=0&tail=all`;
  const body = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ socketPath: context.engine.socket, path }, resolve).once('error', reject).end();
  });
  let bytes = 0;
  const count = new Writable({
    write: (chunk: Buffer, _encoding, next) => {
      bytes += chunk.length;
      next();
    },
  });
  new Modem().demuxStream(body, count, count);
  await new Promise((resolve, reject) => body.once('end', resolve).once('error', reject));
  if (bytes <= lineCount * lineBytes) throw new Error(`dockerode gave ${bytes} bytes only`);
  return (performance.now() - begun) / 1000;
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
