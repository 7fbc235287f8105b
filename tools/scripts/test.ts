import { findChromium } from '../chromium-host/chromium';
import { run } from '../../tests/setup/run';
import { describeMissing, ensureTools, whyNoEngine } from '../../tests/setup/tools';
import { build } from './build';
import { describeFailures, type Failure } from './failures';
import { inRepo } from './paths';
import { undriven } from './required-engines';
import { typecheck } from './typecheck';
import { addCounts, type Counts, countTests, noCounts, runVitest } from './vitest-run';

/** Set by .ci/run: tests on a real engine and in Chromium must run. */
const requireAll = process.env['PILOTHOUSE_REQUIRE_ALL'] === '1';

const failures: string[] = [];
const notes: string[] = [];
const failedTests: Failure[] = [];
let total: Counts = noCounts;

function title(text: string): void {
  console.log(`\n== ${text}`);
}

/** Runs a step that counts as one test: it gives its complaints, or nothing. */
async function single(name: string, step: () => Promise<string>): Promise<boolean> {
  title(name);
  const started = performance.now();
  const complaints = await step().catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  const ok = complaints === '';
  if (!ok) {
    console.error(complaints);
    failures.push(name);
  }
  console.log(`${ok ? 'passed' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  total = addCounts(total, { ...noCounts, passed: ok ? 1 : 0, failed: ok ? 0 : 1 });
  return ok;
}

async function lint(): Promise<string> {
  const folders = ['main', 'preload', 'renderer', 'shared', 'tools', 'tests'];
  const commands: readonly (readonly string[])[] = [
    [inRepo('node_modules', 'eslint', 'bin', 'eslint.js'), '.'],
    [inRepo('node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs'), ...folders],
    [inRepo('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'format', '.'],
  ];
  const complaints: string[] = [];
  for (const command of commands) {
    const { status, stdout, stderr } = await run(process.execPath, command, { timeoutMillis: 600_000 });
    if (status !== 0) complaints.push(`${stdout}\n${stderr}`.trim());
  }
  return complaints.join('\n');
}

/** Runs vitest projects, or, where that is no use, counts their tests as skipped. */
async function suite(name: string, projects: readonly string[], skip?: string): Promise<void> {
  title(name);
  if (skip !== undefined) {
    const counts = await Promise.all(projects.map(countTests));
    const skipped = counts.reduce((sum, count) => sum + count, 0);
    total = addCounts(total, { ...noCounts, skipped });
    notes.push(`${name}: ${skipped} skipped, because ${skip}`);
    console.log(`skipped: ${skip}`);
    if (requireAll && !projects.includes('electron')) failures.push(`${name}: did not run, and must`);
    return;
  }
  const { counts, passed, failures: failed } = await runVitest(projects);
  failedTests.push(...failed);
  total = addCounts(total, counts);
  if (counts.failed > 0) failures.push(`${name}: ${counts.failed} failed`);
  if (counts.skipped > 0) notes.push(`${name}: ${counts.skipped} skipped`);
  if (!requireAll) return;
  if (projects.includes('real')) {
    // Some tests skip what an engine cannot do; that each engine was driven is what counts.
    const missing = undriven(passed);
    notes.push(...missing.notes);
    failures.push(...missing.failures);
  }
  if (projects.includes('e2e') && (counts.passed === 0 || counts.skipped > 0)) {
    failures.push(`${name}: ${counts.skipped} skipped and ${counts.passed} passed, where all must run`);
  }
}

async function main(): Promise<void> {
  title('Tools');
  const missing = await ensureTools();
  console.log(missing.length === 0 ? 'all there' : describeMissing(missing));
  await single('Type check', typecheck);
  await single('Lint, import rules, format', lint);
  await suite('Unit and component tests', ['unit', 'dom']);
  const built = await single('Build', async () => {
    await build();
    return '';
  });
  const noBuild = built ? undefined : 'the build failed';
  const noEngine = whyNoEngine();
  const noBrowser = findChromium() === undefined ? 'Chromium is not installed (package chromium)' : undefined;
  await suite('Tests on a real engine', ['real'], noEngine);
  await suite('End-to-end tests', ['e2e'], noBuild ?? noBrowser);
  // Counts itself as skipped where Electron's program is not here.
  await suite('Tests in Electron', ['electron'], noBuild);
  await suite('Package tests', ['package'], noBuild);
  if (noEngine !== undefined) notes.push(`No real engine: ${noEngine}`);

  title('Result');
  for (const note of notes) console.log(note);
  if (failedTests.length > 0) console.log(describeFailures(failedTests));
  for (const failure of failures) console.log(`FAILED: ${failure}`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

await main();
