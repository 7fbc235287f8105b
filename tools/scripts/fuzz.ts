import { parseArgs } from 'node:util';
import { fuzzNoise, fuzzSplits } from '../../tests/fuzz/cases';
import { fuzzTargets } from '../../tests/fuzz/targets';

/** One line of the table. */
interface Row {
  readonly stream: string;
  readonly bytes: number;
  readonly cases: number;
  readonly seconds: string;
  readonly outcome: string;
}

const usage = `npm run fuzz -- [--cases 1000000] [--noise 1000000] [--seed N] [--only TEXT]

Decodes every recorded stream at random splits and checks that the same comes out, then feeds the decoders bytes that no
engine sent. --seed repeats a run; --only takes streams whose name contains the text.`;

function positive(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${name} must be a positive number, not ${text}.`);
  return value;
}

function timed(stream: string, bytes: number, cases: number, work: () => void): Row {
  const begun = performance.now();
  let outcome = 'the same';
  try {
    work();
  } catch (error) {
    outcome = 'FAILED';
    process.exitCode = 1;
    console.error(`${stream}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.error(`${stream}: ${outcome}, ${cases} cases in ${seconds} s`);
  return { stream, bytes, cases, seconds, outcome };
}

function main(): void {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '1000000' },
      noise: { type: 'string' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      only: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const cases = positive(values.cases, 'cases');
  const noise = positive(values.noise ?? values.cases, 'noise');
  const seed = positive(values.seed, 'seed');
  const all = fuzzTargets();
  const targets = all.filter(({ name }) => name.includes(values.only));
  if (targets.length === 0) throw new Error(`No recorded stream has ${values.only} in its name.`);
  console.error(`seed ${seed}`);
  const rows = targets.map((target) =>
    timed(target.name, target.bytes.length, cases, () => fuzzSplits(target, { cases, seed })),
  );
  rows.push(timed('bytes that no engine sent', 0, noise, () => fuzzNoise(all, { cases: noise, seed })));
  console.table(rows);
  console.log(`${rows.reduce((sum, row) => sum + row.cases, 0)} cases, seed ${seed}`);
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
