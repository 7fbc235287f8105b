import type { EngineAccess } from '../setup/engine-access';

/** Figures of one run, or their medians: names are given in the issues, units are in the names. */
export type Figures = Readonly<Record<string, number>>;

export interface BenchResult {
  readonly figures: Figures;
  /** Every run, in the order in which they were made. */
  readonly runs: readonly Figures[];
}

export interface BenchContext {
  /** The engine given by DOCKER_HOST, or a private one that ends with the benchmark. */
  readonly engine: EngineAccess;
  /** For DOCKER_HOST of what the benchmark starts. */
  readonly dockerHost: string;
  /** Tells a person what goes on, on stderr. */
  log(line: string): void;
  /**
   * Runs every case once per round, in turn, so that a slow minute of the machine hurts all alike. At least 5 rounds;
   * each case gives its figure. `warmUp` rounds (1 by default) are made first and thrown away.
   */
  interleaved(
    cases: Readonly<Record<string, () => Promise<number>>>,
    options?: { readonly rounds?: number; readonly warmUp?: number },
  ): Promise<BenchResult>;
}

/** What a file NAME.bench.ts exports as `bench`. */
export interface Bench {
  readonly name: string;
  readonly description: string;
  /** Throws when the machine or the engine cannot do it. Leaves nothing on the engine. */
  run(context: BenchContext): Promise<BenchResult>;
}

const leastRounds = 5;

/** The middle of some numbers, or the mean of the two in the middle. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, two) => one - two);
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** The median of every figure over all runs. */
export function medians(runs: readonly Figures[]): Figures {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run)))];
  return Object.fromEntries(
    names.map((name) => [name, median(runs.flatMap((run) => (run[name] === undefined ? [] : [run[name]])))]),
  );
}

/** See `BenchContext.interleaved`. */
export async function interleave(
  cases: Readonly<Record<string, () => Promise<number>>>,
  options: { readonly rounds?: number; readonly warmUp?: number },
  log: (line: string) => void,
): Promise<BenchResult> {
  const { rounds = leastRounds, warmUp = 1 } = options;
  if (rounds < leastRounds) throw new RangeError(`A median needs at least ${leastRounds} rounds`);
  const runs: Figures[] = [];
  const entries = Object.entries(cases);
  for (let round = -warmUp; round < rounds; round += 1) {
    const run: Record<string, number> = {};
    // Each round begins with another case, so that none always comes after the same one.
    const first = (round + warmUp) % Math.max(1, entries.length);
    for (const [name, measure] of [...entries.slice(first), ...entries.slice(0, first)]) {
      run[name] = await measure();
    }
    if (round >= 0) runs.push(run);
    log(`${round < 0 ? 'warm-up' : `round ${round + 1}`}: ${JSON.stringify(run)}`);
  }
  return { figures: medians(runs), runs };
}
