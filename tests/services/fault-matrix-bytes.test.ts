import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLog } from '#main/engine/api/container-logs';
import { openStats } from '#main/engine/api/container-stats';
import { listContainers } from '#main/engine/api/containers';
import { createExec, startExec } from '#main/engine/api/exec';
import { pullImage } from '#main/engine/api/image-transfer';
import { pump } from '#main/engine/api/pump';
import { openEvents } from '#main/engine/api/system';
import type { EngineClient } from '#main/engine/client';
import { negotiate } from '#main/engine/negotiate';
import { HttpTransport } from '#main/engine/transport/http';
import { readLogBody } from '#main/services/log-body';
import type { ContainerId } from '#shared/model/ids';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, image, world } from '#tools/engine-sim/world/builders';
import { countingWriter } from '#tools/engine-sim/world/log-writers';

/** One exchange with an engine. Gives what came of it as text; fails with a sentence where it broke off. */
interface Subject {
  readonly name: string;
  readonly path: RegExp;
  readonly run: (client: EngineClient, transport: HttpTransport, signal: AbortSignal) => Promise<string>;
}

let sim: Sim;
const id = (): ContainerId => sim.engine.container('web').id as ContainerId;
const failed = ({ message }: { readonly message: string }): string => `broke: ${message}`;

/** A pull as it was recorded, small. */
const pull = [
  { status: 'Pulling from library/redis', id: '8' },
  { status: 'Downloading', progressDetail: { current: 10, total: 20 }, id: 'a1' },
  { status: 'Status: Downloaded newer image for redis:8' },
]
  .map((step) => `${JSON.stringify(step)}\r\n`)
  .join('');

const subjects: readonly Subject[] = [
  ...['/_ping', '/version'].map(
    (path): Subject => ({
      name: `the handshake, ${path}`,
      path: new RegExp(`^${path}$`),
      run: async (_client, transport, signal) => {
        const answer = await negotiate(transport, undefined, signal);
        return answer.ok ? answer.value.facts.api : failed(answer.error);
      },
    }),
  ),
  {
    name: 'the list',
    path: /^\/containers\/json$/,
    run: async (client, _transport, signal) => {
      const answer = await listContainers(client, undefined, signal);
      return answer.ok ? answer.value.map(({ name }) => name).join() : failed(answer.error);
    },
  },
  {
    name: 'events',
    path: /^\/events$/,
    run: async (client, _transport, signal) => {
      const actions: string[] = [];
      const query = { since: '1', until: String(Math.floor(Date.now() / 1000) - 1) };
      const opened = await openEvents(client, ({ action }) => actions.push(action), signal, query);
      if (!opened.ok) return failed(opened.error);
      const end = await opened.value.done;
      return end ? failed(end) : actions.join();
    },
  },
  {
    name: 'a log',
    path: /\/logs$/,
    run: async (client, _transport, signal) => {
      const log = await openLog(client, { id: id(), tty: false }, { follow: false, tail: 5 }, signal);
      if (!log.ok) return failed(log.error);
      let lines = 0;
      const taker = {
        writable: true,
        ready: () => Promise.resolve(true),
        take: ({ ends }: { readonly ends: Uint32Array }) => {
          lines += ends.length;
        },
        leaveOut: () => undefined,
      };
      const end = await readLogBody(client, log.value, taker, signal);
      return end ? failed(end) : `${lines} lines`;
    },
  },
  {
    name: 'samples',
    path: /\/stats$/,
    run: async (client, _transport, signal) => {
      const body = await openStats(client, id(), signal);
      if (!body.ok) return failed(body.error);
      let text = '';
      const whole = { kind: 'cancelled', message: 'whole' } as const;
      const end = await pump(client, body.value, signal, (chunk) => {
        text += chunk.toString('utf8');
        return text.includes('\n') ? whole : undefined;
      });
      return end === whole ? 'a sample' : failed(end ?? { message: 'it ended' });
    },
  },
  {
    name: 'a pull',
    path: /^\/images\/create$/,
    run: async (client, _transport, signal) => {
      const reference = { repository: 'redis', tag: '8', text: 'redis:8' };
      const answer = await pullImage(client, reference, () => undefined, signal);
      return answer.ok ? 'pulled' : failed(answer.error);
    },
  },
  {
    name: 'the upgrade of an exec',
    path: /^\/exec\/[^/]+\/start$/,
    run: async (client) => {
      const spec = { command: ['echo', 'hello'], tty: false, stdin: false };
      const created = await createExec(client, id(), spec);
      if (!created.ok) return failed(created.error);
      const started = await startExec(client, created.value, spec);
      if (!started.ok) return failed(started.error);
      const { socket, head } = started.value;
      let text = head.toString('latin1');
      await new Promise<void>((resolve) => {
        socket.on('data', (chunk: Buffer) => {
          text += chunk.toString('latin1');
        });
        socket.on('error', () => undefined).on('close', () => resolve());
        socket.on('end', () => socket.destroy());
      });
      return text.endsWith('hello\n') ? 'hello' : 'broke: the bytes ended.';
    },
  },
];

/** More than the longest answer here has bytes. */
const maxBytes = 4000;

describe('a reset at every byte of an answer', () => {
  let transport: HttpTransport;
  let client: EngineClient;
  const owner = new AbortController();

  beforeAll(async () => {
    sim = await startSim({
      pace: 0.001,
      tcp: true,
      world: world({
        containers: [
          container({
            name: 'web',
            logWriter: countingWriter(),
            logPace: { backlogLines: 5, backlogMs: 5000, liveGapMs: 1e9 },
          }),
        ],
        images: [image('alpine:3.22', 8e6, 1000)],
      }),
    });
    const { port } = new URL(sim.address);
    transport = new HttpTransport({ kind: 'tcp', host: '127.0.0.1', port: Number(port) });
    const negotiated = await negotiate(transport, undefined, owner.signal);
    if (!negotiated.ok) throw new Error(negotiated.error.message);
    client = negotiated.value.client;
    sim.engine.clock.shift(-10_000);
    sim.engine.emitContainer(sim.engine.container('web'), 'start');
    sim.engine.emitContainer(sim.engine.container('web'), 'die', { exitCode: '1' });
    sim.engine.clock.shift(0);
  });

  afterAll(async () => {
    owner.abort();
    transport.close();
    await sim.close();
  });

  test.each(subjects)(
    '$name: ends in a sentence, and is whole where all came',
    async ({ path, run }) => {
      const fresh = path.test('/images/create')
        ? sim.faults.add({ path, action: { kind: 'answer', status: 200, body: pull } })
        : () => undefined;
      const whole = await run(client, transport, owner.signal);
      fresh();
      expect(whole).not.toMatch(/^broke/);
      let bytes = 0;
      let answer = '';
      for (; bytes < maxBytes && answer !== whole; bytes += 1) {
        const lift = [sim.faults.add({ path, action: { kind: 'reset', from: 'answer', bytes } })];
        if (path.test('/images/create'))
          lift.push(sim.faults.add({ path, action: { kind: 'answer', status: 200, body: pull } }));
        answer = await run(client, transport, owner.signal);
        for (const each of lift) each();
        // An answer is whole, or it is told that it is not: nothing in between is taken for the truth.
        if (answer !== whole) expect(answer).toMatch(/^broke: .+\.$/);
      }
      expect(bytes).toBeGreaterThan(50);
      expect(answer).toBe(whole);
      // The engine is as usable as before.
      const after = await listContainers(client, undefined, owner.signal);
      expect(after.ok).toBe(true);
    },
    60_000,
  );
});
