import { type ApiVersion, compareVersions, parseApiVersion } from './version';

/** The first release of each API version, newest first, as read in the sources of the tagged releases. */
const firstReleases: readonly (readonly [api: string, release: string])[] = [
  ['1.55', '29.6'],
  ['1.54', '29.3'],
  ['1.53', '29.2'],
  ['1.52', '29.0'],
  ['1.51', '28.3'],
  ['1.50', '28.2'],
  ['1.49', '28.1'],
  ['1.48', '28.0'],
  ['1.47', '27.2'],
  ['1.46', '27.0'],
  ['1.45', '26.0'],
  ['1.44', '25.0'],
  ['1.43', '24.0'],
  ['1.42', '23.0'],
  ['1.41', '20.10'],
  ['1.40', '19.03'],
  ['1.39', '18.09'],
  ['1.38', '18.06'],
  ['1.37', '18.03'],
  ['1.36', '18.02'],
  ['1.35', '17.12'],
  ['1.34', '17.11'],
  ['1.33', '17.10'],
  ['1.32', '17.09'],
  ['1.31', '17.07'],
  ['1.30', '17.06'],
  ['1.29', '17.05'],
  ['1.28', '17.04'],
  ['1.26', '1.13.1'],
  ['1.25', '1.13'],
  ['1.24', '1.12'],
  ['1.23', '1.11'],
  ['1.22', '1.10'],
  ['1.21', '1.9'],
  ['1.20', '1.8'],
  ['1.19', '1.7'],
  ['1.18', '1.6'],
  ['1.17', '1.5'],
  ['1.16', '1.4'],
  ['1.15', '1.3'],
  ['1.14', '1.2'],
  ['1.13', '1.1'],
  ['1.12', '0.12'],
  ['1.11', '0.11'],
  ['1.10', '0.9'],
  ['1.9', '0.8'],
  ['1.8', '0.7.1'],
  ['1.7', '0.6.7'],
  ['1.6', '0.6.4'],
  ['1.5', '0.6.2'],
  ['1.4', '0.5.3'],
  ['1.3', '0.5'],
  ['1.2', '0.4.2'],
  ['1.1', '0.3.4'],
  ['1.0', '0.3.3'],
];

/**
 * The newest API version that a Docker release speaks, such as 1.14 for `1.2.0`; suffixes (`-ce`, `-dev`, `+CHANGES`)
 * say nothing. Undefined for what is no release number, and for one before 0.3.3.
 */
export function apiOfRelease(release: string): ApiVersion | undefined {
  if (releaseNumbers(release) === undefined) return undefined;
  const found = firstReleases.find(([, first]) => releaseAtLeast(release, first));
  return parseApiVersion(found?.[0]);
}

/** The Docker release that first spoke an API version, such as `1.3` for 1.15; for messages. */
export function releaseOfApi(api: ApiVersion): string {
  let best = '';
  for (const [text, release] of firstReleases) {
    const known = parseApiVersion(text);
    if (known === undefined || compareVersions(known, api) < 0) break;
    best = release;
  }
  return best;
}

/** True where a release is `bound` or newer; false for what is no release number. */
export function releaseAtLeast(release: string, bound: string): boolean {
  const is = releaseNumbers(release);
  const wants = releaseNumbers(bound);
  if (is === undefined || wants === undefined) return false;
  for (let i = 0; i < 3; i += 1) {
    const difference = (is[i] ?? 0) - (wants[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function releaseNumbers(release: string): readonly number[] | undefined {
  const found = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?/.exec(release.trim());
  return found?.slice(1).map((part: string | undefined) => Number(part ?? 0));
}
