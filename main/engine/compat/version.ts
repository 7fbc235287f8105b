/** An API version as a pair, because 1.10 is newer than 1.9. `text` is how it stands in a path. */
export interface ApiVersion {
  readonly major: number;
  readonly minor: number;
  readonly text: string;
}

/** The newest API version whose shapes this client knows. */
export const newestKnown: ApiVersion = apiVersion(1, 52);
/** The oldest API version whose shapes this client knows. */
export const oldestKnown: ApiVersion = apiVersion(1, 2);
/** What is spoken with an engine that says neither its API nor a release that is known; the official client assumes the same. */
export const assumedWhenSilent: ApiVersion = apiVersion(1, 24);

/** Makes a version from its numbers. */
export function apiVersion(major: number, minor: number): ApiVersion {
  return { major, minor, text: `${major}.${minor}` };
}

/** Reads `1.48`; undefined where the text is no version. */
export function parseApiVersion(text: string | undefined): ApiVersion | undefined {
  const found = /^(\d{1,3})\.(\d{1,4})$/.exec(text ?? '');
  return found === null ? undefined : apiVersion(Number(found[1]), Number(found[2]));
}

/** Negative where `a` is older than `b`, 0 where they are the same. */
export function compareVersions(a: ApiVersion, b: ApiVersion): number {
  return a.major - b.major || a.minor - b.minor;
}

/** True from `major.minor` on. */
export function atLeast(version: ApiVersion, major: number, minor: number): boolean {
  return compareVersions(version, apiVersion(major, minor)) >= 0;
}
