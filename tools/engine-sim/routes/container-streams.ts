import { atLeast } from '../core/api-version';
import { badRequest, conflict } from '../core/errors';
import { frame, type StreamId } from '../core/frames';
import { type Container, isUp } from '../engine/container';
import type { Engine } from '../engine/engine';
import { withBigIntegers } from '../engine/events';
import { type LogRecord, recordTime } from '../engine/log-store';
import { type Sample, statsView, takeSample } from '../engine/stats';
import type { Exchange } from '../http/exchange';
import type { Faults, LogScript } from '../http/faults';
import { type Route, route } from '../http/router';
import { type Eater, feed } from './feed';
import { timeParameter } from './system';

const raw = 'application/vnd.docker.raw-stream';
const multiplexed = 'application/vnd.docker.multiplexed-stream';

/** Logs, stats, attach and wait: the calls that stay open. */
export function containerStreamRoutes(engine: Engine, faults: Faults): readonly Route[] {
  return [
    route('GET', '/containers/{}/logs', (exchange, [ref = '']) =>
      streamLogs(faults, exchange, engine.container(ref)),
    ),
    route('GET', '/containers/{}/stats', (exchange, [ref = '']) =>
      streamStats(engine, exchange, engine.container(ref)),
    ),
    route('POST', '/containers/{}/wait', (exchange, [ref = '']) => wait(exchange, engine.container(ref))),
    route('POST', '/containers/{}/attach', (exchange, [ref = '']) =>
      attach(engine, exchange, engine.container(ref)),
    ),
  ];
}

function encode(container: Container, exchange: Exchange): (record: LogRecord) => Buffer {
  const stamped = exchange.flag('timestamps');
  return (record) => {
    const line = Buffer.from(stamped ? `${recordTime(record)} ${record.text}` : record.text);
    return container.spec.tty ? line : frame(record.stream, line);
  };
}

function tailCount(exchange: Exchange): number {
  const text = exchange.query.get('tail') ?? 'all';
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
}

async function playScript(exchange: Exchange, script: LogScript): Promise<void> {
  exchange.startStream(multiplexed);
  for (const chunk of script.chunks) {
    if (!(await exchange.write(chunk))) return;
    // One write, one segment: a following write would otherwise be joined to it.
    await new Promise((resolve) => setTimeout(resolve, script.everyMs ?? 0));
  }
  if (script.keepOpen !== true) exchange.res.end();
}

async function streamLogs(faults: Faults, exchange: Exchange, container: Container): Promise<void> {
  const wants: Readonly<Record<StreamId, boolean>> = {
    1: exchange.flag('stdout'),
    2: exchange.flag('stderr'),
  };
  if (!wants[1] && !wants[2]) throw badRequest('Bad parameters: you must choose at least one stream');
  const script = faults.logScript(container.name);
  if (script) return playScript(exchange, script);
  if (container.state === 'dead' || container.state === 'removing') {
    throw conflict('can not get logs from container which is dead or marked for removal');
  }
  const since = timeParameter(exchange, 'since');
  const until = timeParameter(exchange, 'until');
  const nanos = (record: LogRecord): bigint => BigInt(record.at) * 1_000_000n + BigInt(record.nanos);
  const passes = (record: LogRecord): boolean =>
    wants[record.stream] &&
    (since === undefined || nanos(record) >= since) &&
    (until === undefined || until === 0n || nanos(record) <= until);
  const follow = exchange.flag('follow') && (isUp(container) || container.state === 'restarting');
  const bytes = encode(container, exchange);

  const queue: (LogRecord | undefined)[] = [];
  let wake: () => void = () => undefined;
  const past = container.log.records().filter(passes);
  const stop = follow
    ? container.log.follow((record) => {
        // The end of a run ends a follower, as in dockerd; so does a reader too slow for 50,000 records.
        if (record === undefined || passes(record)) queue.push(queue.length > 50_000 ? undefined : record);
        wake();
      })
    : undefined;
  exchange.signal.addEventListener('abort', () => wake(), { once: true });
  const type = container.spec.tty ? raw : multiplexed;
  exchange.startStream(atLeast(exchange.version, 42) ? type : undefined);
  const tail = tailCount(exchange);
  const first = tail === 0 ? [] : past.slice(-Math.min(tail, past.length));
  for (let at = 0; at < first.length; at += 200) {
    if (!(await exchange.write(Buffer.concat(first.slice(at, at + 200).map(bytes))))) break;
  }
  while (stop && !exchange.signal.aborted) {
    if (queue.length === 0) {
      if (!isUp(container) && container.state !== 'restarting') break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    const record = queue.shift();
    if (!record || !(await exchange.write(bytes(record)))) break;
  }
  stop?.();
  exchange.res.end();
}

async function streamStats(engine: Engine, exchange: Exchange, container: Container): Promise<void> {
  const stream = exchange.flag('stream', true);
  const oneShot = exchange.flag('one-shot');
  if (oneShot && stream) throw badRequest('cannot have stream=true and one-shot=true');
  const json = (sample: Sample | undefined, before: Sample | undefined): string =>
    `${withBigIntegers(statsView(engine, container, exchange.version, sample, before))}\n`;
  let before: Sample | undefined;
  if (!stream) {
    if (!oneShot && container.meter) {
      before = takeSample(container);
      if (!(await engine.scheduler.sleep(1000, exchange.signal))) return;
    }
    const body = json(takeSample(container), before);
    exchange.res.writeHead(200, { 'Content-Type': 'application/json' });
    exchange.res.end(body);
    return;
  }
  exchange.startStream('application/json');
  while (engine.containers.has(container.id)) {
    const sample = takeSample(container);
    if (!(await exchange.write(json(sample, before)))) return;
    before = sample;
    if (!(await engine.scheduler.sleep(1000, exchange.signal))) return;
  }
  exchange.res.end();
}

async function wait(exchange: Exchange, container: Container): Promise<void> {
  const condition = exchange.query.get('condition') ?? 'not-running';
  const waiters = condition === 'removed' ? container.removeWaiters : container.exitWaiters;
  if (!['', 'not-running', 'next-exit', 'removed'].includes(condition)) {
    throw badRequest(`invalid condition: "${condition}"`);
  }
  const idle = !isUp(container) && container.state !== 'restarting';
  // The headers go out at once: they tell the client that the wait is registered.
  exchange.startStream('application/json');
  const code =
    idle && (condition === '' || condition === 'not-running')
      ? container.exitCode
      : await new Promise<number | undefined>((resolve) => {
          const done = (exit: number): void => {
            waiters.delete(done);
            resolve(exit);
          };
          waiters.add(done);
          exchange.signal.addEventListener(
            'abort',
            () => {
              waiters.delete(done);
              resolve(undefined);
            },
            { once: true },
          );
        });
  if (code !== undefined) exchange.res.end(`${JSON.stringify({ StatusCode: code })}\n`);
}

/** The main program's stdin. An attach may come before the start, as `docker run` does it: then it waits. */
function mainOf(container: Container, signal: AbortSignal): Eater {
  return {
    input: async (data) => {
      if (!container.main && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const done = (): void => {
            container.startWaiters.delete(done);
            signal.removeEventListener('abort', done);
            resolve();
          };
          container.startWaiters.add(done);
          signal.addEventListener('abort', done);
        });
      }
      await container.main?.input(data);
    },
  };
}

async function attach(engine: Engine, exchange: Exchange, container: Container): Promise<void> {
  if (container.state === 'paused') {
    throw conflict(`container ${container.id} is paused, unpause the container before attach`);
  }
  const wants: Readonly<Record<StreamId, boolean>> = {
    1: exchange.flag('stdout'),
    2: exchange.flag('stderr'),
  };
  const { tty } = container.spec;
  await exchange.body();
  const asked = exchange.req.headers.upgrade === 'tcp';
  const pipe = exchange.hijack(asked && atLeast(exchange.version, 42) && !tty ? multiplexed : raw);
  const send = (stream: StreamId, data: Uint8Array): boolean =>
    !wants[stream] || pipe.write(tty ? data : frame(stream, data));
  engine.emitContainer(container, 'attach');
  if (exchange.flag('logs'))
    for (const record of container.log.records()) send(record.stream, Buffer.from(record.text));
  if (!exchange.flag('stream')) {
    pipe.end();
    return;
  }
  const writer = async (stream: StreamId, data: Uint8Array): Promise<void> => {
    if (!send(stream, data)) await pipe.drained();
  };
  const unfollow = container.spec.runsCommand
    ? undefined
    : container.log.follow((record) => {
        if (record) send(record.stream, Buffer.from(record.text));
      });
  if (container.spec.runsCommand) container.attached.add(writer);
  if (exchange.flag('stdin') && container.spec.openStdin) {
    if (pipe.input) feed(pipe.input, mainOf(container, exchange.signal));
    pipe.input?.on('end', () => {
      if (tty) pipe.end();
      else container.main?.endInput();
    });
  } else pipe.input?.resume();
  await new Promise<void>((resolve) => {
    const done = (): void => {
      container.exitWaiters.delete(done);
      resolve();
    };
    container.exitWaiters.add(done);
    exchange.signal.addEventListener('abort', done, { once: true });
  });
  unfollow?.();
  container.attached.delete(writer);
  pipe.end();
}
