import http from 'node:http';
import type { EngineClient } from '#main/engine/client';
import { negotiate } from '#main/engine/negotiate';
import { HttpTransport } from '#main/engine/transport/http';
import type { Bench, BenchContext, Figures } from './bench';
import { medians } from './bench';

const containers = 20;
/** In one block, alternating between the two, so that a slow moment of the machine hurts both. */
const requestsPerRound = 1_000;
const rounds = 7;

/** Times single reads of the list, one after the other; figures are milliseconds and their ratios within a round. */
export const bench: Bench = {
  name: 'requests',
  description: `GET /containers/json of ${containers} containers, one after the other: p50 and p95 of our client beside bare node:http that does the same work (a keep-alive agent, the body gathered, JSON.parse)`,
  run: async (context) => {
    const names = await makeContainers(context);
    const transport = new HttpTransport({ kind: 'unix', path: context.engine.socket });
    const agent = new http.Agent({ keepAlive: true });
    try {
      const client = await openClient(transport);
      const path = `/v${client.version.text}/containers/json?all=1`;
      const own = async (): Promise<void> => {
        const answer = await client.getJson('/containers/json', { query: { all: true } });
        if (!answer.ok) throw new Error(answer.error.message);
        expectList(answer.value);
      };
      const bare = async (): Promise<void> => expectList(await bareRequest(context, agent, path));
      const runs: Figures[] = [];
      for (let round = -1; round < rounds; round += 1) {
        const run = await timeRound(own, bare);
        // The first one warms the engine and the compiler up.
        if (round >= 0) runs.push(run);
        context.log(`${round < 0 ? 'warm-up' : `round ${round + 1}`}: ${JSON.stringify(run)}`);
      }
      return { figures: medians(runs), runs };
    } finally {
      agent.destroy();
      transport.close();
      await context.engine.docker(['rm', '-f', ...names]);
    }
  },
};

async function makeContainers(context: BenchContext): Promise<readonly string[]> {
  await context.engine.importBusybox();
  const names = Array.from({ length: containers }, (_, index) => `bench-requests-${index}`);
  for (const name of names) {
    const made = await context.engine.docker([
      'create',
      '--name',
      name,
      '--label',
      'com.example=bench',
      'busybox',
    ]);
    if (made.status !== 0) throw new Error(`No container could be made: ${made.stderr}`);
  }
  return names;
}

async function openClient(transport: HttpTransport): Promise<EngineClient> {
  const met = await negotiate(transport, undefined, new AbortController().signal);
  if (!met.ok) throw new Error(met.error.message);
  return met.value.client;
}

/** A fast reader that loses rows would be worth nothing. */
function expectList(answer: unknown): void {
  if (!Array.isArray(answer) || answer.length < containers) throw new Error('The list came out wrong.');
}

function bareRequest(context: BenchContext, agent: http.Agent, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { Host: 'docker' };
    const request = http.get({ socketPath: context.engine.socket, path, agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown));
    });
    request.on('error', reject);
  });
}

async function timeRound(own: () => Promise<void>, bare: () => Promise<void>): Promise<Figures> {
  const times = { own: [] as number[], bare: [] as number[] };
  const timed = async (list: number[], work: () => Promise<void>): Promise<void> => {
    const begun = performance.now();
    await work();
    list.push(performance.now() - begun);
  };
  for (let count = 0; count < requestsPerRound; count += 1) {
    // Neither is always the one that comes after the other.
    const first = count % 2 === 0;
    await (first ? timed(times.own, own) : timed(times.bare, bare));
    await (first ? timed(times.bare, bare) : timed(times.own, own));
  }
  const figures = {
    pilothouse_p50_ms: quantile(times.own, 0.5),
    pilothouse_p95_ms: quantile(times.own, 0.95),
    bare_p50_ms: quantile(times.bare, 0.5),
    bare_p95_ms: quantile(times.bare, 0.95),
  };
  return {
    ...figures,
    ratio_p50: figures.pilothouse_p50_ms / figures.bare_p50_ms,
    ratio_p95: figures.pilothouse_p95_ms / figures.bare_p95_ms,
  };
}

/** The value that this part of all lies at or below. */
function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, two) => one - two);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
