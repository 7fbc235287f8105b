import type { Page } from 'playwright-core';

/** What the page is asked to measure by itself, so that the way to it costs nothing. */
interface Meter {
  search(text: string): Promise<SearchFigures>;
  /** Begins to watch the keys. */
  keys(): void;
  keyMax(): number;
}

export interface SearchFigures {
  readonly first_hit_ms: number;
  readonly complete_ms: number;
  readonly task_max_ms: number;
  readonly hits: number;
}

const find = 'input[aria-label="Find in logs"]';

/** Puts the meter into a page that shows a log. */
export async function installSearchMeter(page: Page): Promise<void> {
  // The loader of TypeScript files names functions by a helper that the page does not have.
  await page.evaluate('globalThis.__name = (made) => made');
  await page.evaluate((selector) => {
    const input = document.querySelector(selector);
    const log = document.querySelector('[role="log"]');
    if (!(input instanceof HTMLInputElement) || log === null) throw new Error('No log is shown');
    let longest = 0;
    let slowestKey = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    }).observe({ type: 'longtask' });
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) {
        if (name.startsWith('key')) slowestKey = Math.max(slowestKey, duration);
      }
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    const set = (text: string): void => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    };
    const words = (): string =>
      document.querySelector('[role="status"][title="Lines that match"]')?.textContent ?? '';
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    const search = async (text: string): Promise<SearchFigures> => {
      set('');
      while (words() !== '' || log.querySelector('mark') !== null) await frame();
      longest = 0;
      let first = Number.NaN;
      let shown = '';
      let shownAt = 0;
      const begun = performance.now();
      set(text);
      for (;;) {
        await frame();
        const took = performance.now() - begun;
        if (Number.isNaN(first) && log.querySelector('mark') !== null) first = took;
        if (words() !== shown) {
          shown = words();
          shownAt = took;
        }
        // The last count to be shown is the final one: it has no plus, and stays.
        const count = / of ([\d\s]+)$/.exec(shown)?.[1];
        if (count !== undefined && !Number.isNaN(first) && took - shownAt > 500) {
          const hits = Number(count.replace(/\s/g, ''));
          return { first_hit_ms: first, complete_ms: shownAt, task_max_ms: longest, hits };
        }
        if (took > 60_000) throw new Error(`The search did not end: ${shown}`);
      }
    };
    const meter: Meter = { search, keys: () => void (slowestKey = 0), keyMax: () => slowestKey };
    Object.assign(globalThis, { meter });
  }, find);
}

/** Searches a text that replaces what was searched, until its end. */
export function measureSearch(page: Page, text: string): Promise<SearchFigures> {
  return page.evaluate(
    (what) => (globalThis as unknown as { readonly meter: Meter }).meter.search(what),
    text,
  );
}

/** Types a search key by key. `keys_lost`: characters that did not come into the field. */
export async function typeSearch(
  page: Page,
  text: string,
): Promise<{ readonly keys_lost: number; readonly key_max_ms: number }> {
  const input = page.locator(find);
  await input.fill('');
  await input.focus();
  await page.evaluate(() => (globalThis as unknown as { readonly meter: Meter }).meter.keys());
  await page.keyboard.type(text, { delay: 40 });
  const typed = await input.inputValue();
  const key_max_ms = await page.evaluate(() =>
    (globalThis as unknown as { readonly meter: Meter }).meter.keyMax(),
  );
  return { keys_lost: typed === text ? 0 : Math.max(1, text.length - typed.length), key_max_ms };
}
