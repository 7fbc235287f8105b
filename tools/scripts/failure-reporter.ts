import { writeFile } from 'node:fs/promises';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import { allFailures, failuresVariable } from './failures';

/**
 * Writes a JSON list of `Failure` to the file that a variable names, once a run has ended. vitest's own JSON report tells
 * the tests that failed, but neither the hooks of a group nor the errors outside of all tests.
 */
export default class FailureReporter implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): Promise<void> {
    const file = process.env[failuresVariable];
    if (file !== undefined) await writeFile(file, JSON.stringify(allFailures(modules, unhandled)));
  }
}
