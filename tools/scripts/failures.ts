import { stripVTControlCharacters } from 'node:util';
import type { SerializedError, TestModule } from 'vitest/node';

/** One thing that failed: a test, a hook of a group, a file that could not be loaded, or an error outside of all of them. */
export interface Failure {
  /** Path of the file from the top folder, or what stands for it. */
  readonly where: string;
  readonly name: string;
  readonly message: string;
}

/** The variable that tells vitest's reporter which file to write. */
export const failuresVariable = 'PILOTHOUSE_FAILURES_FILE';

const messageLength = 600;
const mostFailures = 20;

/** What an error says, where in our own files, and what differed. */
const messageOf = (errors: readonly SerializedError[]): string =>
  errors
    .flatMap((error) => {
      const lines = (error.stack ?? error.message).split('\n');
      const diff: unknown = error['diff'];
      return [
        ...lines.filter((line) => !line.includes('/node_modules/')),
        ...(typeof diff === 'string' ? [diff] : []),
      ];
    })
    .join('\n');

function failuresOf(module: TestModule): readonly Failure[] {
  const where = module.relativeModuleId;
  const found: Failure[] = [];
  const add = (name: string, errors: readonly SerializedError[]): void => {
    if (errors.length > 0) found.push({ where, name, message: messageOf(errors) });
  };
  add('the file itself', module.errors());
  // What a hook of a group throws belongs to the group: none of its tests says it.
  for (const suite of module.children.allSuites()) add(suite.fullName, suite.errors());
  for (const each of module.children.allTests('failed')) {
    found.push({ where, name: each.fullName, message: messageOf(each.result().errors ?? []) });
  }
  return found;
}

/** All that failed in a run of vitest, also what no test is blamed for: hooks, files, errors outside. */
export function allFailures(
  modules: readonly TestModule[],
  unhandled: readonly SerializedError[],
): readonly Failure[] {
  const outside = unhandled.map((error) => ({
    where: 'the run',
    name: 'an error outside of any test',
    message: messageOf([error]),
  }));
  return [...modules.flatMap(failuresOf), ...outside];
}

/** Failures as a person reads them at the end of a run: each with the beginning of its reason, the first twenty of them. */
export function describeFailures(failures: readonly Failure[]): string {
  const shown = failures.slice(0, mostFailures).map(({ where, name, message }) => {
    const plain = stripVTControlCharacters(message).trim();
    const reason = plain.length > messageLength ? `${plain.slice(0, messageLength)} ...` : plain;
    return `FAILED: ${where} > ${name}\n${reason.replace(/^/gm, '    ')}`;
  });
  const more = failures.length - shown.length;
  return [...shown, ...(more > 0 ? [`... and ${more} more failed.`] : [])].join('\n');
}
