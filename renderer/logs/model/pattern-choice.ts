import { type Pattern, type PatternSnapshot, patternText } from '#shared/logs/patterns/pattern';
import type { KeptPattern, KeptPatterns } from './types';

const readEveryMs = 1000;
/** Characters of a pattern's text that are kept; two that begin alike for so long are taken for the same. */
const longestKept = 1000;

const keptOf = ({ level, parts }: Pattern): KeptPattern => ({
  level,
  text: patternText(parts).slice(0, longestKept),
});

/** The patterns of a log, as far as somebody looks at them, and which of them are shown. */
export class PatternChoice {
  readonly #read: () => Promise<PatternSnapshot | undefined>;
  readonly #changed: () => void;
  #snapshot: PatternSnapshot | undefined;
  #only: Pattern | undefined;
  #muted: readonly Pattern[] = [];
  /** Chosen before the last restart, and not found among the patterns yet. */
  #wanted: KeptPatterns;
  readonly #watchers = new Set<() => void>();
  #running = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * `changed` is called when other lines are shown; `read` asks the worker. What was `kept` is chosen again as soon as
   * there is a pattern of its level and text.
   */
  constructor(kept: KeptPatterns, read: () => Promise<PatternSnapshot | undefined>, changed: () => void) {
    this.#wanted = kept;
    this.#read = read;
    this.#changed = changed;
  }

  get snapshot(): PatternSnapshot | undefined {
    return this.#snapshot;
  }

  /** Only its lines are shown. */
  get only(): Pattern | undefined {
    return this.#only;
  }

  /** Their lines are not shown. */
  get muted(): readonly Pattern[] {
    return this.#muted;
  }

  /** What is chosen, for the next time. */
  get kept(): KeptPatterns {
    const { only, muted } = this.#wanted;
    return {
      only: this.#only === undefined ? only : keptOf(this.#only),
      muted: [...muted, ...this.#muted.map(keptOf)],
    };
  }

  /** Whether lines of a pattern id are shown; undefined where all are. */
  get test(): ((pattern: number) => boolean) | undefined {
    const only = this.#only;
    if (only !== undefined) {
      const ids = new Set(only.ids);
      return (pattern) => ids.has(pattern);
    }
    if (this.#muted.length === 0) return undefined;
    const ids = new Set(this.#muted.flatMap((muted) => muted.ids));
    return (pattern) => !ids.has(pattern);
  }

  showOnly(pattern: Pattern | undefined): void {
    this.#only = pattern;
    this.#wanted = { ...this.#wanted, only: undefined };
    this.#refreshSoon(readEveryMs);
    this.#changed();
  }

  mute(pattern: Pattern, muted: boolean): void {
    const others = this.#muted.filter(({ id }) => id !== pattern.id);
    this.#muted = muted ? [...others, pattern] : others;
    this.#refreshSoon(readEveryMs);
    this.#changed();
  }

  /** Hides no pattern any more. */
  showAll(): void {
    this.#only = undefined;
    this.#muted = [];
    this.#wanted = { only: undefined, muted: [] };
    this.#changed();
  }

  /** Keeps the snapshot fresh, once a second, until the returned function is called. `told` hears of each. */
  watch(told: () => void): () => void {
    this.#watchers.add(told);
    this.#refreshSoon(0);
    return () => this.#watchers.delete(told);
  }

  /** Whether somebody looks at the log: only then anything is read, for watchers and to follow what is chosen. */
  run(running: boolean): void {
    this.#running = running;
    if (running) this.#refreshSoon(0);
    else this.rest();
  }

  /** Reads no more until it runs again. */
  rest(): void {
    this.#running = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  get #needed(): boolean {
    const isChosen = this.#only !== undefined || this.#muted.length > 0;
    const isWanted = this.#wanted.only !== undefined || this.#wanted.muted.length > 0;
    return this.#running && (this.#watchers.size > 0 || isChosen || isWanted);
  }

  #refreshSoon(wait: number): void {
    if (this.#timer !== undefined || !this.#needed) return;
    this.#timer = setTimeout(() => void this.#refresh(), wait);
  }

  async #refresh(): Promise<void> {
    const snapshot = await this.#read();
    this.#timer = undefined;
    if (!this.#needed) return;
    if (snapshot !== undefined) this.#snapshot = snapshot;
    // Templates turn out to be the same and become one: what is chosen follows, whichever id that one has.
    const fresh = (pattern: Pattern): Pattern =>
      snapshot?.patterns.find(({ ids }) => ids.includes(pattern.id)) ?? pattern;
    const before = this.#chosenIds();
    if (this.#only !== undefined) this.#only = fresh(this.#only);
    this.#muted = this.#muted.map(fresh);
    if (snapshot !== undefined) this.#findWanted(snapshot);
    if (this.#chosenIds() !== before) this.#changed();
    for (const told of [...this.#watchers]) told();
    this.#refreshSoon(readEveryMs);
  }

  /** A template takes its lasting form only after some lines, so that what is not there yet may come. */
  #findWanted({ patterns }: PatternSnapshot): void {
    const found = (wanted: KeptPattern | undefined): Pattern | undefined =>
      patterns.find(
        ({ level, parts }) =>
          level === wanted?.level && patternText(parts).slice(0, longestKept) === wanted.text,
      );
    const { only, muted } = this.#wanted;
    const foundOnly = found(only);
    this.#only ??= foundOnly;
    this.#muted = [...this.#muted, ...muted.flatMap((wanted) => found(wanted) ?? [])];
    this.#wanted = {
      only: foundOnly === undefined ? only : undefined,
      muted: muted.filter((wanted) => found(wanted) === undefined),
    };
  }

  #chosenIds(): string {
    const only = this.#only === undefined ? [] : [this.#only];
    return [...only, ...this.#muted].map(({ ids }) => ids.join(' ')).join(',');
  }
}
