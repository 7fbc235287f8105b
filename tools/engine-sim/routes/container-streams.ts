import { badRequest, conflict, EngineError } from '../core/errors';
import { frame, type StreamId } from '../core/frames';
import { type Container, isUp } from '../engine/container';
import type { Engine } from '../engine/engine';
import { withBigIntegers } from '../engine/event-wire';
import { type LogRecord, recordTime } from '../engine/log-store';
import { type Sample, statsView, takeSample } from '../engine/stats';
import type { Exchange } from '../http/exchange';
import type { Faults, LogScript } from '../http/faults';
import { type Route, route } from '../http/router';
import { type Eater, feed } from './feed';
import { timeParameter } from './time-parameter';

const raw = 'application/vnd.docker.raw-stream';
const multiplexed = 'application/vnd.docker.multiplexed-stream';

/** Logs, stats, attach and wait: the calls that stay open. */
export function containerStreamRoutes(engine: Engine, faults: Faults): readonly Route[] {
  return [
    route(
      'GET',
      '/containers/{}/logs',
      (exchange, [ref = '']) => streamLogs(faults, exchange, engine.container(ref)),
      { from: 11 },
    ),
    route(
      'GET',
      '/containers/{}/stats',
      (exchange, [ref = '']) => streamStats(engine, exchange, engine.container(ref)),
      { from: 17 },
    ),
    route('POST', '/containers/{}/wait', (exchange, [ref = '']) => wait(exchange, engine.container(ref))),
    route('POST', '/containers/{}/attach', (exchange, [ref = '']) =>
      attach(engine, exchange, engine.container(ref)),
    ),
  ];
}

/** Bytes are framed unless a terminal made them, and from API 1.6 on. */
function framed(container: Container, exchange: Exchange): boolean {
  return !container.spec.tty && exchange.dialect.asks(6);
}

function encode(container: Container, exchange: Exchange): (record: LogRecord) => Buffer {
  const stamped = exchange.flag('timestamps');
  const { podman } = exchange.dialect;
  const frames = framed(container, exchange);
  return (record) => {
    const text = podman && !record.text.endsWith('\n') ? `${record.text}\n` : record.text;
    const line = Buffer.from(stamped ? `${recordTime(record)} ${text}` : text);
    return frames ? frame(record.stream, line) : line;
  };
}

function tailCount(exchange: Exchange): number {
  const text = exchange.dialect.speaks(13) ? (exchange.query.get('tail') ?? 'all') : 'all';
  if (exchange.dialect.podman && !/^(all|\d+)$/.test(text)) throw badRequest(`invalid tail: ${text}`);
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
}

async function playScript(exchange: Exchange, script: LogScript): Promise<void> {
  exchange.startStream(multiplexed);
  for (const chunk of script.chunks) {
    if (!(await exchange.write(chunk))) return;
    // One write, one segment: a following write would otherwise be joined to it.
    await new Promise((resolve) => setTimeout(resolve, script.everyMs ?? 0));
  }
  if (script.keepOpen !== true || !exchange.flag('follow')) exchange.res.end();
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
  const { dialect } = exchange;
  const since = dialect.speaks(19) ? timeParameter(exchange, 'since') : undefined;
  const until = dialect.speaks(35) ? timeParameter(exchange, 'until') : undefined;
  const tail = tailCount(exchange);
  const nanos = (record: LogRecord): bigint => BigInt(record.at) * 1_000_000n + BigInt(record.nanos);
  const isLate = (record: LogRecord): boolean => until !== undefined && until !== 0n && nanos(record) > until;
  const passes = (record: LogRecord): boolean =>
    wants[record.stream] && (since === undefined || nanos(record) >= since) && !isLate(record);
  const follow = exchange.flag('follow') && (isUp(container) || container.state === 'restarting');
  const bytes = encode(container, exchange);

  const queue: (LogRecord | undefined)[] = [];
  let wake: () => void = () => undefined;
  let past: readonly LogRecord[] = [];
  const take = (all: readonly LogRecord[]): void => {
    // Lines are counted from the end before anything is left out.
    const records = tail === 0 ? [] : all.slice(-Math.min(tail, all.length));
    // Reading ends at the first record behind "until", whatever stands behind that.
    const end = records.findIndex(isLate);
    past = (end === -1 ? records : records.slice(0, end)).filter(passes);
  };
  if (!follow) take(container.log.records());
  const forgotten = faults.forgotten(container.name);
  const stop = follow
    ? container.log.follow((record) => {
        if (record !== undefined && faults.forgotten(container.name) !== forgotten) return;
        // The end of a run ends a follower, as in dockerd; so does a reader too slow for 50,000 records.
        if (record === undefined || passes(record)) queue.push(queue.length > 50_000 ? undefined : record);
        wake();
      }, take)
    : undefined;
  exchange.signal.addEventListener('abort', () => wake(), { once: true });
  const type = container.spec.tty ? raw : multiplexed;
  exchange.startStream(dialect.asks(42) && !dialect.podman ? type : undefined);
  for (let at = 0; at < past.length; at += 200) {
    if (!(await exchange.write(Buffer.concat(past.slice(at, at + 200).map(bytes))))) break;
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
  const { dialect } = exchange;
  const stream = !dialect.speaks(19) || exchange.flag('stream', true);
  const oneShot = dialect.speaks(41) && exchange.flag('one-shot');
  if (oneShot && stream) throw badRequest('cannot have stream=true and one-shot=true');
  const json = (sample: Sample | undefined, before: Sample | undefined): string =>
    `${withBigIntegers(statsView(engine, container, dialect, sample, before))}\n`;
  let before: Sample | undefined;
  if (!stream) {
    if (!oneShot && container.meter && !dialect.podman) {
      before = takeSample(engine, container);
      if (!(await engine.scheduler.sleep(1000, exchange.signal))) return;
    }
    const body = json(takeSample(engine, container), before);
    exchange.res.writeHead(200, { 'Content-Type': 'application/json' });
    exchange.res.end(body);
    return;
  }
  exchange.startStream('application/json');
  // Podman's first object has a sample before it, Docker's has none.
  if (dialect.podman) before = takeSample(engine, container);
  while (engine.containers.has(container.id)) {
    const sample = takeSample(engine, container);
    if (!(await exchange.write(json(sample, before)))) return;
    before = sample;
    if (!(await engine.scheduler.sleep(1000, exchange.signal))) return;
  }
  exchange.res.end();
}

async function wait(exchange: Exchange, container: Container): Promise<void> {
  // Before 1.30 there are no conditions, and no headers before the end.
  const early = exchange.dialect.asks(30);
  const condition = early ? (exchange.query.get('condition') ?? 'not-running') : 'not-running';
  const waiters = condition === 'removed' ? container.removeWaiters : container.exitWaiters;
  if (!['', 'not-running', 'next-exit', 'removed'].includes(condition)) {
    throw badRequest(`invalid condition: "${condition}"`);
  }
  const idle = !isUp(container) && container.state !== 'restarting';
  // The headers go out at once: they tell the client that the wait is registered.
  if (early) exchange.startStream('application/json');
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
  if (code === undefined) return;
  if (early) exchange.res.end(`${JSON.stringify({ StatusCode: code })}\n`);
  else exchange.sendJson(200, { StatusCode: code });
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
  const { dialect } = exchange;
  if (container.state === 'paused' && dialect.speaks(22)) {
    throw conflict(`container ${container.id} is paused, unpause the container before attach`);
  }
  if (dialect.podman && exchange.flag('stream', true) && !isUp(container) && container.state !== 'created') {
    throw new EngineError(409, `can only attach to created or running containers: container state improper`);
  }
  const wants: Readonly<Record<StreamId, boolean>> = {
    1: exchange.flag('stdout'),
    2: exchange.flag('stderr'),
  };
  const { tty } = container.spec;
  const frames = framed(container, exchange);
  await exchange.body();
  const asked = exchange.req.headers.upgrade === 'tcp' || dialect.podman;
  const pipe = exchange.hijack(asked && dialect.asks(42) && frames ? multiplexed : raw);
  const send = (stream: StreamId, data: Uint8Array): boolean =>
    !wants[stream] || pipe.write(frames ? frame(stream, data) : data);
  engine.emitContainer(container, 'attach');
  const sendAll = (records: readonly LogRecord[]): void => {
    for (const record of records) send(record.stream, Buffer.from(record.text));
  };
  const past = exchange.flag('logs') ? sendAll : undefined;
  const live = exchange.flag('stream') && !container.spec.runsCommand;
  if (!live) past?.(container.log.records());
  if (!exchange.flag('stream')) {
    pipe.end();
    return;
  }
  const writer = async (stream: StreamId, data: Uint8Array): Promise<void> => {
    if (!send(stream, data)) await pipe.drained();
  };
  const unfollow = live
    ? container.log.follow((record) => {
        if (record) send(record.stream, Buffer.from(record.text));
      }, past)
    : undefined;
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
