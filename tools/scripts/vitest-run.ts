import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../tests/setup/run';
import { type Failure, failuresVariable } from './failures';
import { inRepo, repoRoot } from './paths';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0 };

export const addCounts = (one: Counts, two: Counts): Counts => ({
  passed: one.passed + two.passed,
  failed: one.failed + two.failed,
  skipped: one.skipped + two.skipped,
});

/** How a run of vitest ended. */
export interface Outcome {
  readonly counts: Counts;
  /** What passed, each as `file name`. */
  readonly passed: readonly string[];
  /** What failed, and why. */
  readonly failures: readonly Failure[];
}

/** The part of vitest's JSON report that is counted. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const vitest = inRepo('node_modules', 'vitest', 'vitest.mjs');
const projectArgs = (projects: readonly string[]): string[] =>
  projects.flatMap((name) => ['--project', name]);

function count(report: Report, exitCode: number | null): Counts {
  // A file that cannot be loaded has no tests to fail.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  // An error outside of any test makes vitest fail although each test passed.
  const outside = failed === 0 && exitCode !== 0 ? 1 : 0;
  return {
    passed: report.numPassedTests,
    failed: failed + outside,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function passedTests(report: Report): readonly string[] {
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'passed').map(({ fullName }) => `${name} ${fullName}`),
  );
}

async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Runs vitest on some projects with its output on this terminal. Never rejects: a vitest that cannot run is one failure. */
export async function runVitest(projects: readonly string[]): Promise<Outcome> {
  const folder = inRepo('.cache', 'vitest');
  const reportFile = join(folder, `${projects.join('-')}.json`);
  const failuresFile = join(folder, `${projects.join('-')}-failures.json`);
  await mkdir(folder, { recursive: true });
  await rm(reportFile, { force: true });
  await rm(failuresFile, { force: true });
  const reporters = ['default', 'json', inRepo('tools', 'scripts', 'failure-reporter.ts')];
  const args = [
    ...['run', '--passWithNoTests', `--outputFile.json=${reportFile}`],
    ...reporters.map((name) => `--reporter=${name}`),
    ...projectArgs(projects),
  ];
  const env = { ...process.env, [failuresVariable]: failuresFile };
  const exitCode = await new Promise<number | null>((resolve) => {
    const child = spawn(process.execPath, [vitest, ...args], { cwd: repoRoot, stdio: 'inherit', env });
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  const report = await readJson<Report>(reportFile);
  const failures = (await readJson<readonly Failure[]>(failuresFile)) ?? [];
  const passed = report === undefined ? [] : passedTests(report);
  if (report === undefined && exitCode === 0) return { counts: noCounts, passed, failures };
  const counts = report === undefined ? { ...noCounts, failed: 1 } : count(report, exitCode);
  if (counts.failed === 0 || failures.length > 0) return { counts, passed, failures };
  const message = `vitest ended with ${exitCode ?? 'no code'} and does not say why; its output above may.`;
  return { counts, passed, failures: [{ where: 'the run', name: projects.join(' and '), message }] };
}

/** How many tests a project has, without running them: what is counted as skipped. */
export async function countTests(project: string): Promise<number> {
  const file = inRepo('.cache', 'vitest', `${project}-list.json`);
  await mkdir(inRepo('.cache', 'vitest'), { recursive: true });
  await run(process.execPath, [vitest, 'list', `--json=${file}`, ...projectArgs([project])], {
    timeoutMillis: 120_000,
  });
  try {
    return (JSON.parse(await readFile(file, 'utf8')) as readonly unknown[]).length;
  } catch {
    return 0;
  }
}
