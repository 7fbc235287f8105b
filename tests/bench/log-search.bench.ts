import type { Page } from 'playwright-core';
import { launchApp } from '../e2e/harness';
import { openTab } from '../e2e/steps';
import type { Bench, BenchContext, Figures } from './bench';
import { medians } from './bench';
import { installSearchMeter, measureSearch, typeSearch } from './search-meter';

const lineCount = 1_000_000;
const lineBytes = 120;
const rounds = 5;
/** Hits in one line of a thousand; all others nearly match. */
const regex = '/status=50[0-9] ms=1?99\\b/';
const container = `pilothouse-bench-search-${process.pid}`;

/**
 * The built app in Chromium, with a log of a million lines loaded. `first_hit_ms`: from the input's event to the first
 * highlight in the page; `complete_ms`: to the final count; `task_max_ms`: the longest task of the page's thread
 * meanwhile, 0 where none took more than the 50 ms from which on the browser tells of them. Then something is typed
 * while each key starts a search: `keys_lost`, and `key_max_ms` from a key to the frame that shows it.
 */
export const bench: Bench = {
  name: 'log-search',
  description: `Finds a regular expression in ${lineCount} lines of ${lineBytes} bytes, in the app in Chromium`,
  run: async (context) => {
    await writeLog(context);
    const app = await launchApp({ dockerHost: context.dockerHost });
    try {
      await app.containers();
      await openTab(app.page, container, 'Logs');
      context.log('loading the log');
      await loadEverything(app.page);
      await installSearchMeter(app.page);
      const runs: Figures[] = [];
      for (let round = -1; round < rounds; round += 1) {
        const { hits, ...figures } = await measureSearch(app.page, regex);
        if (hits !== lineCount / 1000) throw new Error(`The search came out wrong: ${hits} hits`);
        const run = { ...figures, ...(await typeSearch(app.page, 'status=50 refused')) };
        if (round >= 0) runs.push(run);
        context.log(`${round < 0 ? 'warm-up' : `round ${round + 1}`}: ${JSON.stringify(run)}`);
      }
      // Of bounds that hold always, the worst round counts.
      const worst = (name: string): number => Math.max(...runs.map((run) => run[name] ?? Number.NaN));
      const always = ['task_max_ms', 'keys_lost', 'key_max_ms'].map((name) => [name, worst(name)] as const);
      return { figures: { ...medians(runs), ...Object.fromEntries(always) }, runs };
    } finally {
      await app.close();
      await context.engine.docker(['rm', '-f', container]);
    }
  },
};

async function writeLog({ engine, log }: BenchContext): Promise<void> {
  await engine.importBusybox();
  log(`writing ${lineCount} lines of ${lineBytes} bytes`);
  const status = '(i % 1000 == 500 ? "status=502 ms=199" : "status=200 ms=" (i % 200))';
  const line = `sprintf("%010d GET /v1/orders/48211 %s user=u_20318 region=eu-central-1 %s", i, ${status}, x)`;
  const program = `BEGIN { x = "${'x'.repeat(lineBytes)}"; for (i = 1; i <= ${lineCount}; i++) print substr(${line}, 1, ${lineBytes - 1}) }`;
  await engine.docker(['run', '-d', '--name', container, 'busybox', 'awk', program]);
  const waited = await engine.docker(['wait', container], { timeoutMillis: 300_000 });
  if (waited.stdout.trim() !== '0') throw new Error(`The writer ended with ${waited.stdout}`);
}

/** Has the whole log loaded, and its levels and patterns found. */
async function loadEverything(page: Page): Promise<void> {
  await page.getByText(/lines held/).waitFor();
  await page.getByRole('button', { name: /^Time range/ }).click();
  await page.getByRole('menuitem', { name: 'Load everything' }).click();
  await page.waitForFunction(
    (wanted) => {
      const held = /([\d\s]+) lines held/.exec(document.body.innerText)?.[1] ?? '';
      return (
        Number(held.replace(/\s/g, '')) >= wanted && !document.body.innerText.includes('Loading everything')
      );
    },
    lineCount,
    { timeout: 180_000, polling: 500 },
  );
}
