import { displayText } from '#shared/util/display-text';
import {
  bandPath,
  GridCollector,
  largestOf,
  restKey,
  stack,
  type StackSeries,
  type TimeGrid,
} from '../../charts/stack';
import { cpuShare } from '../../charts/figures';
import { scaleTop } from '../../charts/plot';
import type { StatsPool } from '../../charts/stats-pool';
import { memory, percent } from '../../state/format';
import type { OverviewItem } from './overview-rows';

/** Containers with a band of their own. */
export const mostBands = 5;
const stepMs = 4000;
const steps = 75;
/** The engine's words for a container that has run for longer than the chart goes back. */
const longUp = /^Up (?:\d{2,} minutes|[6-9] minutes|About an hour|\d+ (?:hour|day|week|month|year)s?)/;
/** Where the drawing ends, as the view box of the page's element says. */
export const stackWidth = 600;
export const stackHeight = 72;

/** Who is drawn: changes seldom, so that React renders names and colours. */
export interface StackNames {
  /** Keys of the largest, largest first. */
  readonly largest: readonly string[];
}

/**
 * CPU or memory of all containers shown, one on the other, over five minutes: the largest five with a band of their own,
 * all others as one. Drawn into an element without React. Owner: the overview.
 */
export class StackModel {
  readonly #pool: StatsPool;
  readonly #what: 'cpu' | 'memory';
  readonly #listeners = new Set<() => void>();
  #root: HTMLElement | undefined;
  #names: StackNames = { largest: [] };
  #summary = '';
  #told: readonly [items: readonly OverviewItem[], ofMachine: boolean] = [[], false];

  constructor(pool: StatsPool, what: 'cpu' | 'memory') {
    this.#pool = pool;
    this.#what = what;
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly names = (): StackNames => this.#names;

  /** One sentence for those who do not see it, as of the last drawing. */
  get summary(): string {
    return this.#summary;
  }

  /** The element with `data-band`, `data-value`, `data-top` and `data-summary` in it; again once names were rendered. */
  attach(root: HTMLElement): () => void {
    this.#root = root;
    this.write(...this.#told);
    return () => {
      if (this.#root === root) this.#root = undefined;
    };
  }

  /** Draws what the items used until now. `machineCores`: 0 shows percent of one core, else of all of them. */
  draw(items: readonly OverviewItem[], now: number, ofMachine: boolean): void {
    const root = this.#root;
    if (root === undefined) return;
    const grid: TimeGrid = { from: (Math.floor(now / stepMs) - steps + 1) * stepMs, stepMs, steps };
    const series = items.map((item) => this.#seriesOf(item, grid, ofMachine));
    const largest = largestOf(series, mostBands, this.#names.largest);
    if (largest.join(' ') !== this.#names.largest.join(' ')) {
      this.#names = { largest };
      for (const listener of [...this.#listeners]) listener();
    }
    const bands = stack(series, largest, steps);
    let most = 0;
    for (const value of bands[bands.length - 1]?.upper ?? []) if (value > most) most = value;
    const top = this.#what === 'cpu' ? scaleTop(most, 10, false) : scaleTop(most, 2 ** 20, true);
    bands.forEach(({ key }, at) => {
      const band = bands[at];
      const path = root.querySelector(`[data-band="${key === restKey ? 'rest' : at}"]`);
      if (band !== undefined) path?.setAttribute('d', bandPath(band, stackWidth, stackHeight, top));
    });
    for (let at = largest.length; at < mostBands; at += 1)
      root.querySelector(`[data-band="${at}"]`)?.setAttribute('d', '');
    const format = this.#what === 'cpu' ? percent : memory;
    setText(root, '[data-top]', format(top).replace('.0 %', ' %'));
    this.write(items, ofMachine);
    const names = new Map(items.map(({ key, container }) => [key, displayText(container.name, 120)]));
    const sum = items.reduce((all, item) => all + (this.#now(item, ofMachine) ?? 0), 0);
    const byKey = new Map(items.map((item) => [item.key, item]));
    const parts = largest.map((key) => {
      const item = byKey.get(key);
      return `${names.get(key) ?? ''} ${format((item && this.#now(item, ofMachine)) ?? 0)}`;
    });
    this.#summary = `${this.#what === 'cpu' ? 'CPU' : 'Memory'} of ${items.length} containers together: ${format(sum)} now.${
      parts.length === 0 ? '' : ` Largest: ${parts.join(', ')}.`
    }`;
    setText(root, '[data-summary]', this.#summary);
  }

  /** Writes what is used now: the very figures of the rows below, and so as often as these are painted. */
  write(items: readonly OverviewItem[], ofMachine: boolean): void {
    this.#told = [items, ofMachine];
    const root = this.#root;
    if (root === undefined || items.length === 0) return;
    const format = this.#what === 'cpu' ? percent : memory;
    const { largest } = this.#names;
    let total = 0;
    let rest = 0;
    for (const item of items) {
      const value = this.#now(item, ofMachine);
      const at = largest.indexOf(item.key);
      if (at !== -1) setText(root, `[data-value="${at}"]`, value === undefined ? '–' : format(value));
      total += value ?? 0;
      if (at === -1) rest += value ?? 0;
    }
    setText(root, '[data-value="rest"]', format(rest));
    setText(root, '[data-total]', format(total));
  }

  #now({ key }: OverviewItem, ofMachine: boolean): number | undefined {
    const latest = this.#pool.ring(key)?.latest;
    if (latest === undefined || this.#what === 'memory') return latest?.memoryBytes;
    const { cpuPercent } = latest;
    return cpuPercent === undefined
      ? undefined
      : cpuShare(latest, cpuPercent, ofMachine ? 'machine' : 'core');
  }

  #seriesOf({ key, engineId, container }: OverviewItem, grid: TimeGrid, ofMachine: boolean): StackSeries {
    const collector = new GridCollector(grid);
    const ring = this.#pool.ring(key);
    const skew = this.#pool.skew(engineId);
    const cores = ofMachine ? (ring?.latest?.cpuCores ?? 100) / 100 : 1;
    const cpu = this.#what === 'cpu';
    ring?.forEach((at, percentOfCore, bytes) => {
      collector.add(at + skew, cpu ? percentOfCore / cores : bytes);
    });
    return { key, values: collector.values(), throughout: longUp.test(container.statusText) };
  }
}

function setText(root: HTMLElement, selector: string, text: string): void {
  const element = root.querySelector(selector);
  if (element !== null && element.textContent !== text) element.textContent = text;
}
