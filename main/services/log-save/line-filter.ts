import { levelsOf } from '#shared/logs/level';
import { compareTimes, type SourcedLines, sourceOf } from '#shared/logs/lines/columns';
import type { LogQuery } from '#shared/logs/query/ast';
import { isQuick } from '#shared/logs/query/highlight';
import { createMatcher, type Matcher } from '#shared/logs/query/match';
import type { LogMoment } from '../log-moment';
import { withinTime } from './time-limit';

/**
 * How long a regular expression may take on a chunk (64 KiB, a line of 1 MiB at most), in ms. Main does nothing else
 * meanwhile, so it is little; an ordinary expression takes a hundredth.
 */
export const regexMs = 400;

/** What is written of a log. */
export interface LineChoice {
  /** Both inclusive. */
  readonly from: LogMoment | undefined;
  readonly to: LogMoment | undefined;
  readonly query: LogQuery | undefined;
  readonly hiddenLevels: readonly number[];
  /** Names of the sources, by number. */
  readonly names: readonly string[];
  /** Epoch ms from which ages in the query are counted. */
  readonly now: number;
}

/** Lines of a chunk by number, rising. */
export interface ChosenLines {
  /** Within the range: what may be written at all. */
  readonly within: Uint32Array;
  /** Those of them that the filter keeps. */
  readonly kept: Uint32Array;
}

/** Chooses lines by time, query and level, chunk by chunk. Keeps no state between chunks. */
export class LineFilter {
  readonly #choice: LineChoice;
  readonly #matcher: Matcher | undefined;
  readonly #quick: boolean;

  constructor(choice: LineChoice) {
    this.#choice = choice;
    this.#matcher = choice.query === undefined ? undefined : createMatcher(choice.query);
    this.#quick = choice.query === undefined || isQuick(choice.query);
  }

  /** `too-slow` where a regular expression had to be stopped. */
  choose(lines: SourcedLines): ChosenLines | 'too-slow' {
    const { hiddenLevels } = this.#choice;
    const within = this.#within(lines);
    const levels = hiddenLevels.length === 0 ? undefined : levelsOf(lines.chunk);
    const found = this.#match(lines, levels ?? new Uint8Array(0));
    if (found === 'too-slow') return found;
    const hit = found === undefined ? undefined : bitsOf(found, lines.chunk.ends.length);
    const hidden = levels === undefined ? 0 : hiddenLevels.reduce((bits, level) => bits | (1 << level), 0);
    const kept = within.filter((line) => hit?.[line] !== 0 && ((hidden >> (levels?.[line] ?? 0)) & 1) === 0);
    return { within, kept };
  }

  #within({ chunk }: SourcedLines): Uint32Array {
    const { from, to } = this.#choice;
    const all = Uint32Array.from({ length: chunk.ends.length }, (_line, number) => number);
    if (from === undefined && to === undefined) return all;
    return all.filter((line) => {
      const ms = chunk.times[line] ?? Number.NaN;
      const nanos = chunk.nanos[line] ?? 0;
      if (Number.isNaN(ms)) return false;
      if (from !== undefined && compareTimes(ms, nanos, from.ms, from.nanos) < 0) return false;
      return to === undefined || compareTimes(ms, nanos, to.ms, to.nanos) <= 0;
    });
  }

  #match({ chunk, source }: SourcedLines, levels: Uint8Array): Uint32Array | 'too-slow' | undefined {
    const matcher = this.#matcher;
    if (matcher === undefined) return undefined;
    const { names, now } = this.#choice;
    const sources = Uint16Array.from(chunk.ends, (_end, line) => sourceOf(source, line));
    const columns = { ...chunk, levels, sources, sourceNames: names, now };
    return this.#quick ? matcher.match(columns) : withinTime(() => matcher.match(columns), regexMs);
  }
}

function bitsOf(numbers: Uint32Array, count: number): Uint8Array {
  const bits = new Uint8Array(count);
  for (const line of numbers) bits[line] = 1;
  return bits;
}
