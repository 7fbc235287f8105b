import type { ApiVersion } from './api-version';

/** Whose engine is played. */
export type Flavour = 'docker' | 'podman';

/** For each API minor the newest release that spoke it and nothing newer. Where two eras share one, the later. */
const docker: Readonly<Record<number, string>> = {
  0: '0.3.3',
  1: '0.4.0',
  2: '0.4.2',
  3: '0.5.2',
  4: '0.6.1',
  5: '0.6.3',
  6: '0.6.6',
  7: '0.7.0',
  8: '0.7.6',
  9: '0.8.1',
  10: '0.10.0',
  11: '0.11.1',
  12: '1.0.1',
  13: '1.1.2',
  14: '1.2.0',
  15: '1.3.3',
  16: '1.4.1',
  17: '1.5.0',
  18: '1.6.2',
  19: '1.7.1',
  20: '1.8.3',
  21: '1.9.1',
  22: '1.10.3',
  23: '1.11.2',
  24: '1.12.6',
  25: '1.13.0',
  26: '17.03.2-ce',
  27: '17.04.0-ce',
  28: '17.04.0-ce',
  29: '17.05.0-ce',
  30: '17.06.2-ce',
  31: '17.07.0-ce',
  32: '17.09.1-ce',
  33: '17.10.0-ce',
  34: '17.11.0-ce',
  35: '17.12.1-ce',
  36: '18.02.0-ce',
  37: '18.03.1-ce',
  38: '18.06.3-ce',
  39: '18.09.9',
  40: '19.03.15',
  41: '20.10.24',
  42: '23.0.15',
  43: '24.0.9',
  44: '25.0.8',
  45: '26.1.5',
  46: '27.1.2',
  47: '27.5.1',
  48: '28.0.1',
  49: '28.1.1',
  50: '28.2.2',
  51: '28.5.2',
  52: '29.0.1',
};

const newestKnown = 52;

/** The release of a Docker engine whose newest API is 1.`minor`. A RangeError above 1.52. */
function dockerRelease(minor: number): string {
  const release = docker[minor];
  if (release === undefined) throw new RangeError(`No engine here speaks API 1.${minor}; 1.0 to 1.52 do.`);
  return release;
}

function podmanRelease(minor: number): string {
  if (minor < 40 || minor > newestKnown)
    throw new RangeError(`No Podman here speaks API 1.${minor}; 1.40 to 1.52 do.`);
  if (minor >= 44) return '5.8.2';
  return minor === 40 ? '4.0.3' : '4.3.1';
}

/** What an engine is, whatever a client asks for. */
export interface EngineKind {
  readonly flavour: Flavour;
  readonly newest: ApiVersion;
  readonly oldest: ApiVersion;
  /** The release as /version names it: "0.6.6", "1.12.6", "28.0.1"; for Podman its own number. */
  readonly release: string;
}

function oldestOf(flavour: Flavour, minor: number): number {
  if (flavour === 'podman') return 24;
  if (minor >= 52) return 44;
  if (minor >= 44) return 24;
  return minor >= 20 ? 12 : 0;
}

/** The engine whose newest API is `newest`. Throws a RangeError for one that nobody released. */
export function engineKind(flavour: Flavour, newest: ApiVersion, oldest?: ApiVersion): EngineKind {
  if (newest.major !== 1) throw new RangeError(`No engine speaks API ${newest.major}.${newest.minor}.`);
  return {
    flavour,
    newest,
    oldest: oldest ?? { major: 1, minor: oldestOf(flavour, newest.minor) },
    release: flavour === 'podman' ? podmanRelease(newest.minor) : dockerRelease(newest.minor),
  };
}
