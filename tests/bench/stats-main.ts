import { until } from '../support/wait';
import { openBenchCore } from './bench-core';
import type { StatsPageMessage } from './stats-page';

/** What the benchmark asks of the process that plays main. */
export type StatsMainAsk = { readonly ids: readonly string[] } | 'tell';

/** What it tells, each time it is asked, and once it is ready. */
export interface StatsMainFacts {
  /** CPU seconds of this process so far. */
  readonly cpuSeconds: number;
  /** Samples that reached the page of this showing. */
  readonly samples: number;
  readonly streams: number;
  readonly timers: number;
}

/** Main with all its services as a process of its own; the page is a thread in it, whose work counts as main's. */
async function play(dockerHost: string): Promise<void> {
  const main = await openBenchCore({ dockerHost });
  const page = main.page('./stats-page.ts');
  let samples = 0;
  let ready = false;
  page.worker.on('message', (told: number | 'ready') => {
    if (told === 'ready') ready = true;
    else samples = told;
  });
  await until('the page', () => ready);
  const tell = (message: StatsPageMessage): void =>
    page.worker.postMessage(message, message.kind === 'begin' ? [message.port] : []);
  tell({ kind: 'begin', port: page.port, engineId: main.engineId });
  const facts = (): StatsMainFacts => {
    const { user, system } = process.cpuUsage();
    const { openStreams: streams, timers } = main.core.stats;
    return { cpuSeconds: (user + system) / 1e6, samples, streams, timers };
  };
  process.on('message', (ask: StatsMainAsk) => {
    if (ask !== 'tell') {
      samples = 0;
      tell({ kind: 'show', ids: ask.ids });
    }
    process.send?.(facts());
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.(facts());
}

await play(process.argv[2] ?? '');
