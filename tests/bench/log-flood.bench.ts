import type { Bench, BenchContext, Figures } from './bench';
import { heapBytes, heldLines, inputDelays, openLogWindow, percentile, taskDurations } from './log-window';
import { letWrite, startWriter, type WriterPlan } from './log-writer';

const wanted = 50_000;
const seconds = 60;
const settleMs = 60_000;

/** The writer alone, then with its log followed on screen; both write as many lines. */
export const bench: Bench = {
  name: 'log-flood',
  description: `A container writes ${wanted} lines/s for ${seconds} s, followed and visible in Chromium (needs npm run build)`,
  run: async (context) => {
    await context.engine.importBusybox();
    const plan: WriterPlan = { name: 'flood', linesPerSecond: wanted, seconds };
    await startWriter(context, plan);
    const alone = await letWrite(context, plan);
    context.log(`alone: ${Math.round(alone.linesPerSecond)} lines/s`);
    // What the engine cannot carry without anybody looking is not asked of it with somebody looking.
    const linesPerSecond =
      alone.linesPerSecond > wanted * 0.98 ? wanted : Math.floor((alone.linesPerSecond * 0.9) / 1000) * 1000;
    const followed: WriterPlan = { ...plan, linesPerSecond };
    let bare = alone.linesPerSecond;
    if (linesPerSecond !== wanted) {
      await startWriter(context, followed);
      bare = (await letWrite(context, followed)).linesPerSecond;
    }
    await startWriter(context, followed);
    const figures = await follow(context, followed, bare);
    await context.engine.docker(['rm', '-f', plan.name]);
    return { figures, runs: [figures] };
  },
};

async function follow(context: BenchContext, plan: WriterPlan, bare: number): Promise<Figures> {
  const app = await openLogWindow(context.dockerHost, plan.name);
  try {
    const { page } = app;
    const before = { heap: await heapBytes(page), held: await heldLines(page) };
    let rate = Number.NaN;
    let delays: readonly number[] = [];
    const tasks = await taskDurations(page, async () => {
      const writing = letWrite(context, plan);
      delays = await inputDelays(page, 100, writing);
      rate = (await writing).linesPerSecond;
    });
    const total = plan.linesPerSecond * plan.seconds;
    const end = performance.now() + settleMs;
    let held = await heldLines(page);
    while (held.last < total && performance.now() < end) {
      await page.waitForTimeout(250);
      held = await heldLines(page);
    }
    const ring = held.bytes - before.held.bytes;
    const heap = await heapBytes(page);
    return {
      lines_per_s: rate,
      rate_ratio: rate / bare,
      // Neighbours that do not follow each other, what never came, and what neither is held nor was said to have fallen off.
      lost: held.missing + (total - held.last) + Math.max(0, held.first - 1 - held.dropped),
      doubled: held.doubled + Math.max(0, held.lines + held.dropped - total),
      held_lines: held.lines,
      task_p99_ms: percentile(tasks, 0.99),
      task_max_ms: tasks.at(-1) ?? Number.NaN,
      input_p95_ms: percentile(delays, 0.95),
      inputs: delays.length,
      ring_mib: ring / 2 ** 20,
      heap_growth_mib: (heap - before.heap - ring) / 2 ** 20,
    };
  } finally {
    await app.close();
  }
}
