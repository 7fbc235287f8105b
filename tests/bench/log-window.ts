import type { Page } from 'playwright-core';
import { launchApp, type RunningApp } from '../e2e/harness';

/** What a benchmark reads of the log that is on screen. */
export interface HeldLines {
  readonly lines: number;
  readonly bytes: number;
  readonly dropped: number;
  /** Of numbered lines (`0000000001 ...`): the first and last number held, and neighbours that do not follow each other. */
  readonly first: number;
  readonly last: number;
  readonly missing: number;
  readonly doubled: number;
}

/** The part of the page's log model that is looked at; see renderer/logs/model/log-model.ts. */
interface PageModel {
  readonly feed: {
    readonly store: {
      readonly lines: number;
      readonly bytes: number;
      readonly dropped: number;
      readonly blocks: readonly {
        readonly chunk: { readonly bytes: Uint8Array; readonly ends: Uint32Array } | undefined;
      }[];
    };
    readonly older: { readonly atStart: boolean };
  };
  readonly find: { readonly running: boolean; readonly count: number };
  readonly levels: { readonly behind: number };
}

declare global {
  interface Window {
    benchModel: PageModel;
    benchDelays: number[];
    benchSeen: Map<number, number>;
  }
}

/** The built app in Chromium with one container's log on screen. The caller closes it. */
export async function openLogWindow(dockerHost: string, container: string): Promise<RunningApp> {
  const app = await launchApp({ dockerHost });
  try {
    const { page } = app;
    await app.containers();
    await app.row(container).getByRole('link', { name: container, exact: true }).click();
    await page.getByRole('tab', { name: 'Logs' }).click();
    await page.getByRole('log').waitFor();
    await page.waitForFunction(findModel);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** Runs in the page: the model of the log on screen, from the props of its view, as `benchModel`. Nothing of the product knows of it. */
function findModel(): boolean {
  const element = document.querySelector('[role="log"]');
  if (element === null) return false;
  const key = Object.keys(element).find((name) => name.startsWith('__reactFiber$'));
  interface Fiber {
    readonly memoizedProps: { readonly model?: PageModel } | null;
    readonly return: Fiber | null;
  }
  let fiber: Fiber | null =
    key === undefined ? null : ((element as unknown as Readonly<Record<string, Fiber>>)[key] ?? null);
  while (fiber !== null && fiber.memoizedProps?.model === undefined) fiber = fiber.return;
  const model = fiber?.memoizedProps?.model;
  if (model === undefined) return false;
  window.benchModel = model;
  return true;
}

/** What the page holds, line by line. */
export function heldLines(page: Page): Promise<HeldLines> {
  return page.evaluate(() => {
    const { store } = window.benchModel.feed;
    let first = -1;
    let last = -1;
    let missing = 0;
    let doubled = 0;
    for (const { chunk } of store.blocks) {
      if (chunk === undefined) continue;
      let start = 0;
      for (const end of chunk.ends) {
        let number = 0;
        for (let at = start; at < start + 10; at += 1) number = number * 10 + (chunk.bytes[at] ?? 0) - 48;
        if (first === -1) first = number;
        else if (number > last + 1) missing += number - last - 1;
        else if (number <= last) doubled += 1;
        last = Math.max(last, number);
        start = end;
      }
    }
    const { lines, bytes, dropped } = store;
    return { lines, bytes, dropped, first, last, missing, doubled };
  });
}

/** Durations in ms of the tasks of the page's main thread while `work` goes on, sorted. */
export async function taskDurations(page: Page, work: () => Promise<void>): Promise<readonly number[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('The browser is not to be had.');
  // Only the begin and end of tasks: a trace of a minute stays small.
  await browser.startTracing(page, { categories: ['-*', 'toplevel', '__metadata'] });
  let trace: Buffer;
  try {
    await work();
  } finally {
    trace = await browser.stopTracing();
  }
  interface TraceEvent {
    readonly name: string;
    readonly ph: string;
    readonly pid: number;
    readonly tid: number;
    readonly dur?: number;
    readonly args: { readonly name?: string };
  }
  const { traceEvents } = JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] };
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) =>
      ph === 'X' && name === 'ThreadControllerImpl::RunTask' && mains.has(`${pid} ${tid}`),
  );
  if (tasks.length === 0) throw new Error('The trace has no tasks of the page.');
  return tasks.map(({ dur = 0 }) => dur / 1000).sort((one, two) => one - two);
}

/** The value below which `part` (0 to 1) of sorted values lie. */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Presses a key that does nothing each `everyMs` until `until` is done: ms from the system's event to the page's handler, sorted. */
export async function inputDelays(
  page: Page,
  everyMs: number,
  until: Promise<unknown>,
): Promise<readonly number[]> {
  await page.evaluate(() => {
    window.benchDelays = [];
    document.addEventListener(
      'keydown',
      (event) => window.benchDelays.push(performance.now() - event.timeStamp),
      true,
    );
  });
  const writing = { done: false };
  void until.finally(() => {
    writing.done = true;
  });
  while (!writing.done) {
    await page.keyboard.press('Shift');
    await page.waitForTimeout(everyMs);
  }
  return (await page.evaluate(() => window.benchDelays)).sort((one, two) => one - two);
}

/** Bytes of the page's heap, after a collection: objects and what typed arrays hold. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('HeapProfiler.enable');
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize = 0 } = (await session.send('Runtime.getHeapUsage')) as {
      readonly usedSize: number;
      readonly backingStorageSize?: number;
    };
    return usedSize + backingStorageSize;
  } finally {
    await session.detach();
  }
}
