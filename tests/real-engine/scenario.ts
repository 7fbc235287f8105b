import { afterAll, beforeAll, expect, test } from 'vitest';
import { createContainer, inspectContainer, listContainers } from '#main/engine/api/containers';
import { changeContainer, startContainer } from '#main/engine/api/container-changes';
import { openLog } from '#main/engine/api/container-logs';
import { openStats } from '#main/engine/api/container-stats';
import { createExec, inspectExec, startExec } from '#main/engine/api/exec';
import { pullImage } from '#main/engine/api/image-transfer';
import { inspectImage, listImages, removeImage } from '#main/engine/api/images';
import { parseReference } from '#main/engine/api/reference';
import { openEvents } from '#main/engine/api/system';
import type { EngineClient } from '#main/engine/client';
import { FrameDecoder } from '#main/engine/codec/frames';
import { JsonStreamDecoder } from '#main/engine/codec/json-stream';
import type { EngineEvent } from '#main/engine/compat/events';
import { toCounters } from '#main/engine/compat/stats';
import { negotiate } from '#main/engine/negotiate';
import type { Address } from '#main/engine/transport/address';
import { HttpTransport } from '#main/engine/transport/http';
import type { ContainerId } from '#shared/model/ids';
import type { EngineFacts } from '#shared/model/engine';
import type { Result } from '#shared/result';
import { until } from '../support/wait';

/** An engine, the way to it, and what is to be found there. */
export interface Target {
  readonly address: () => Address;
  /** Drives it with an older version than it offers. */
  readonly pinned?: string;
  /** The version that comes out of it. */
  readonly api: string;
  readonly release: RegExp;
  readonly flavour: EngineFacts['flavour'];
}

const image = '127.0.0.1:5000/pilothouse/busybox:1';

/** The value, or the sentence of the failure as the failure of the test. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** Everything of a stream of frames, by its type. */
async function frames(
  chunks: AsyncIterable<Buffer>,
): Promise<{ readonly out: string; readonly err: string }> {
  const decoder = new FrameDecoder();
  const said = { out: '', err: '' };
  for await (const chunk of chunks) {
    decoder.push(chunk, (type, bytes, start, end) => {
      said[type === 2 ? 'err' : 'out'] += Buffer.from(bytes).toString('utf8', start, end);
    });
  }
  expect(decoder.atBoundary).toBe(true);
  return said;
}

/**
 * The tests that every engine and every way to it must pass: pull, list, inspect, logs, exec, stats, events. What a version
 * does not have is refused with a sentence before anything is sent. Call it within a `describe`.
 */
export function driveEngine(target: Target): void {
  let transport: HttpTransport;
  let client: EngineClient;
  let id: ContainerId;
  const events: EngineEvent[] = [];
  const owner = new AbortController();
  const { signal } = owner;
  const minor = Number(target.api.split('.')[1]);
  const reference = must(parseReference(image));

  beforeAll(() => {
    transport = new HttpTransport(target.address());
  });

  afterAll(async () => {
    if ((client as EngineClient | undefined) !== undefined) {
      if ((id as string | undefined) !== undefined)
        await changeContainer(client, id, { verb: 'remove', volumes: true, force: true }, signal);
      await removeImage(client, image, true, signal);
    }
    owner.abort();
    transport.close();
  });

  test('it is met, and spoken to in the right version', async () => {
    const met = must(await negotiate(transport, target.pinned, signal));
    client = met.client;
    expect(met.facts).toMatchObject({ api: target.api, flavour: target.flavour, arch: 'amd64' });
    expect(met.facts.release).toMatch(target.release);
    expect(met.facts.cpus).toBeGreaterThan(0);
  });

  test('an image is pulled from a registry, step by step', async () => {
    const steps: string[] = [];
    must(await pullImage(client, reference, (step) => steps.push(step.kind), signal));
    expect(steps.length).toBeGreaterThan(1);
    const row = must(await listImages(client, signal)).find((each) => each.tags.includes(image));
    expect(row?.size).toBeGreaterThan(100_000);
    const details = must(await inspectImage(client, row!.id, signal));
    expect(details.layers.length).toBeGreaterThan(0);
  });

  test('a pull of what is not there fails with the engine’s words', async () => {
    const missing = must(parseReference('127.0.0.1:5000/pilothouse/nothing:1'));
    const failed = await pullImage(client, missing, () => undefined, signal);
    expect(failed.ok).toBe(false);
    expect(!failed.ok && failed.error.message).toMatch(/not found|unknown|unauthorized|no such/i);
  });

  test('a container is made, seen in the events, listed and inspected', async () => {
    must(await openEvents(client, (event) => events.push(event), signal));
    const script = 'echo out; echo err >&2; trap "exit 0" TERM; while :; do sleep 0.1; done';
    const name = `scenario-${target.api.replace('.', '-')}-${Date.now().toString(36)}`;
    const config = { Image: image, Cmd: ['sh', '-c', script], Labels: { 'com.example.story': 'matrix' } };
    id = must(await createContainer(client, { name, config }, signal)).id;
    must(await startContainer(client, id, undefined, signal));
    await until('its start among the events', () =>
      events.some((event) => event.type === 'container' && event.action === 'start' && event.id === id),
    );
    const row = must(await listContainers(client, undefined, signal)).find((each) => each.id === id);
    expect(row).toMatchObject({ name, state: 'running', image });
    const details = must(await inspectContainer(client, id, signal));
    expect(details).toMatchObject({ id, name, tty: false });
  });

  test('its log comes in two streams, with times', async () => {
    const read = async (): Promise<{ out: string; err: string }> => {
      const log = must(await openLog(client, { id, tty: false }, { follow: false, tail: 10 }, signal));
      expect(log).toMatchObject({ framed: true, timestamps: true });
      return frames(log.body as AsyncIterable<Buffer>);
    };
    const said = await until('both lines', async () => {
      const log = await read();
      return log.out !== '' && log.err !== '' ? log : undefined;
    });
    expect(said.out).toMatch(/^\d{4}-\d\d-\d\dT\S+ out\n$/);
    expect(said.err).toMatch(/^\d{4}-\d\d-\d\dT\S+ err\n$/);
  });

  test('a command runs in it, or the reason why none can is known', async () => {
    const spec = { command: ['sh', '-c', 'cat; echo err >&2; exit 3'], tty: false, stdin: true };
    const created = await createExec(client, id, spec, signal);
    if (minor < 15) {
      expect(created).toMatchObject({ ok: false, error: { kind: 'unsupported', capability: 'exec' } });
      return;
    }
    const execId = must(created);
    const { socket, head } = must(await startExec(client, execId, spec));
    // The end of what is typed reaches the command while its output goes on.
    socket.end('typed');
    const said = await frames(
      (async function* () {
        if (head.length > 0) yield head;
        for await (const chunk of socket as AsyncIterable<Buffer>) yield chunk;
      })(),
    );
    expect(said).toEqual({ out: 'typed', err: 'err\n' });
    if (minor < 16) return;
    await until('its exit code', async () => {
      const state = must(await inspectExec(client, execId));
      return !state.running && state.exitCode === 3;
    });
  });

  test('its counters move, or the reason why there are none is known', async () => {
    const body = await openStats(client, id, signal);
    if (minor < 17) {
      expect(body).toMatchObject({ ok: false, error: { kind: 'unsupported', capability: 'stats' } });
      return;
    }
    const decoder = new JsonStreamDecoder();
    const samples = [];
    for await (const chunk of must(body) as AsyncIterable<Buffer>) {
      samples.push(...decoder.push(chunk).map(toCounters));
      if (samples.length >= 2) break;
    }
    const [first, second] = samples;
    expect(second!.at).toBeGreaterThan(first!.at);
    expect(second!.cpuTotal).toBeGreaterThanOrEqual(first!.cpuTotal);
    expect(second!.memoryBytes).toBeGreaterThan(0);
  });

  test('it is removed, and that is among the events', async () => {
    must(await changeContainer(client, id, { verb: 'remove', volumes: true, force: true }, signal));
    await until('its end among the events', () =>
      events.some((event) => event.action === 'destroy' && event.id === id),
    );
    const rows = must(await listContainers(client, undefined, signal));
    expect(rows.some((row) => row.id === id)).toBe(false);
  });
}
