import { newerDocker } from '../../tests/setup/newer-docker';

/** An engine, or a way to one, that a whole run must have driven. */
export interface RequiredEngine {
  readonly name: string;
  /** Knows its tests by `file name`. */
  readonly tests: RegExp;
  /** Why this machine cannot have it although it has all the others; undefined where it can. */
  readonly excuse: () => string | undefined;
}

const none = (): undefined => undefined;

/** All that a run with PILOTHOUSE_REQUIRE_ALL must have driven. */
export const requiredEngines: readonly RequiredEngine[] = [
  { name: 'Docker 20.10', tests: /docker-20-10\.test\.ts Docker 20\.10 at its socket/, excuse: none },
  // Debian moves on: its unstable releases carry this one only for a time.
  { name: 'Docker 28.5', tests: /docker-28-5\.test\.ts /, excuse: () => newerDocker().why },
  { name: 'Podman', tests: /podman\.test\.ts /, excuse: none },
  { name: 'TLS', tests: /docker-20-10\.test\.ts .*over TCP with mutual TLS/, excuse: none },
  { name: 'ssh', tests: /docker-20-10\.test\.ts .*over ssh/, excuse: none },
];

/** What was not driven: without an excuse it is a failure, with one a note. Sentences. */
export function undriven(
  passed: readonly string[],
  required: readonly RequiredEngine[] = requiredEngines,
): { readonly failures: readonly string[]; readonly notes: readonly string[] } {
  const failures: string[] = [];
  const notes: string[] = [];
  for (const { name, tests, excuse } of required) {
    if (passed.some((test) => tests.test(test))) continue;
    const why = excuse();
    if (why === undefined) failures.push(`${name}: no test on it passed, and some must.`);
    else notes.push(`${name}: no test on it ran. ${why}`);
  }
  return { failures, notes };
}
