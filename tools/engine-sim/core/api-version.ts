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

const releases: readonly (readonly [number, string])[] = [
  [52, '29.0.1'],
  [51, '28.5.2'],
  [50, '28.2.2'],
  [49, '28.1.1'],
  [48, '28.0.1'],
  [47, '27.5.1'],
  [46, '27.1.2'],
  [45, '26.1.5'],
  [44, '25.0.8'],
  [43, '24.0.9'],
  [42, '23.0.15'],
  [41, '20.10.24'],
  [40, '19.03.15'],
  [39, '18.09.9'],
  [37, '18.03.1'],
  [30, '17.06.2'],
  [25, '1.13.0'],
  [24, '1.12.6'],
  [0, '1.11.2'],
];

/** The Engine release that spoke this API version, or the nearest older one that the table knows. */
export function releaseOf(version: ApiVersion): string {
  return releases.find(([minor]) => version.minor >= minor)?.[1] ?? '1.11.2';
}
