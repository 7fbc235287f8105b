/** A two-part API version such as 1.48. */
export interface ApiVersion {
  readonly major: number;
  readonly minor: number;
}

/** Reads "1.48". Answers undefined for anything else. */
export function parseVersion(text: string): ApiVersion | undefined {
  const match = /^(\d{1,3})\.(\d{1,4})$/.exec(text);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** Compares by integer parts, so 1.10 is newer than 1.9. */
export function compareVersions(a: ApiVersion, b: ApiVersion): number {
  return a.major - b.major || a.minor - b.minor;
}

/** True when `version` is at least 1.`minor`. */
export function atLeast(version: ApiVersion, minor: number): boolean {
  return compareVersions(version, { major: 1, minor }) >= 0;
}

/** "1.48" of a version. */
export function versionText(version: ApiVersion): string {
  return `${version.major}.${version.minor}`;
}
