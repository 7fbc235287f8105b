import { plainOptions } from '#shared/logs/query/ast';
import { parseQuery } from '#shared/logs/query/parse';
import type { LogChunk } from '#shared/model/log';
import type { FindBlock } from '../../renderer/logs/work/log-finder';
import { LogWorkers } from '../../renderer/logs/work/log-workers';
import { spawnNodeWorker } from '../support/log-worker';
import type { Bench, Figures } from './bench';
import { medians } from './bench';

const lineCount = 1_000_000;
const lineBytes = 120;
const chunkLines = 546;
const rounds = 5;

/** Finds hits in one line of a thousand, in lines that all nearly match. */
const regex = '/status=50[0-9] ms=1?99\\b/';

/**
 * The page's searching, in this thread and a worker of Node: from the query's start to the first hits and to the end of
 * all lines, and the longest that the searching thread was busy without a pause.
 */
export const bench: Bench = {
  name: 'log-finder',
  description: `Searches ${lineCount} lines of ${lineBytes} bytes by a regular expression, in the page's finder and worker, without a window`,
  run: async ({ log }) => {
    const blocks = blocksOf(makeChunks());
    const workers = new LogWorkers(spawnNodeWorker);
    const view = workers.open();
    try {
      const runs: Figures[] = [];
      for (let round = -1; round < rounds; round += 1) {
        const run = await search(view.finder.bind(view), blocks);
        if (round >= 0) runs.push(run);
        log(`${round < 0 ? 'warm-up' : `round ${round + 1}`}: ${JSON.stringify(run)}`);
      }
      return { figures: medians(runs), runs };
    } finally {
      view.dispose();
    }
  },
};

async function search(
  open: ReturnType<LogWorkers['open']>['finder'],
  blocks: readonly FindBlock[],
): Promise<Figures> {
  const parsed = parseQuery(regex, plainOptions);
  if (!parsed.ok) throw new Error(parsed.message);
  let firstHit = Number.NaN;
  let busiest = 0;
  const begun = performance.now();
  const took = (): number => performance.now() - begun;
  const finder = await new Promise<ReturnType<typeof open>>((resolve) => {
    const made = open(
      () => blocks,
      () => {
        if (made.count > 0 && Number.isNaN(firstHit)) firstHit = took();
        if (!made.running) resolve(made);
      },
    );
    made.start(parsed.query, lineCount - 50);
    busiest = took();
  });
  const complete = took();
  const { count, problem } = finder;
  finder.dispose();
  if (problem !== undefined || count !== expectedHits) {
    throw new Error(`The search came out wrong: ${count} hits. ${problem ?? ''}`);
  }
  return { first_hit_ms: firstHit, complete_ms: complete, start_ms: busiest };
}

const isHit = (line: number): boolean => line % 1000 === 500;
const expectedHits = lineCount / 1000;

function makeChunks(): readonly LogChunk[] {
  const encoder = new TextEncoder();
  const chunks: LogChunk[] = [];
  for (let first = 0; first < lineCount; first += chunkLines) {
    const count = Math.min(chunkLines, lineCount - first);
    const lines = Array.from({ length: count }, (_line, at) => {
      const status = isHit(first + at) ? 'status=502 ms=199' : `status=200 ms=${(first + at) % 200}`;
      const text = `${String(first + at).padStart(10, '0')} GET /v1/orders/48211 ${status} user=u_20318 region=eu-central-1 `;
      return text.padEnd(lineBytes, 'x');
    });
    chunks.push({
      bytes: encoder.encode(lines.join('')),
      ends: Uint32Array.from(lines, (_line, at) => (at + 1) * lineBytes),
      times: new Float64Array(count).fill(1_763_647_508_118),
      nanos: new Uint32Array(count),
      flags: new Uint8Array(count),
    });
  }
  return chunks;
}

function blocksOf(chunks: readonly LogChunk[]): readonly FindBlock[] {
  return chunks.map((chunk, at) => ({
    id: at,
    first: at * chunkLines,
    count: chunk.ends.length,
    columns: () => ({
      ...chunk,
      levels: new Uint8Array(0),
      sources: new Uint16Array(chunk.ends.length),
      sourceNames: ['web'],
      now: Date.now(),
    }),
  }));
}
