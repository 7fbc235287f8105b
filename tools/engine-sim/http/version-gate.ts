import { type ApiVersion, atLeast, compareVersions, versionText } from '../core/api-version';
import type { EngineKind } from '../core/releases';

/** What an engine makes of the version in a path: it serves it, or answers this. */
export type Verdict =
  | { readonly kind: 'serve'; readonly asked: ApiVersion }
  | {
      readonly kind: 'refuse';
      readonly asked: ApiVersion;
      readonly status: 400 | 404;
      readonly text: string;
    };

/** Takes `/v1.24` off a path. `given` is undefined for a path without a version. */
export function splitPath(path: string): { readonly given: string | undefined; readonly path: string } {
  const prefix = /^\/v([0-9.]+)(?=\/)/.exec(path);
  return prefix ? { given: prefix[1], path: path.slice(prefix[0].length) } : { given: undefined, path };
}

/** Judges a version as this release does. Without one the newest is meant, on every release ever made. */
export function judge(kind: EngineKind, given: string | undefined): Verdict {
  if (given === undefined) return { kind: 'serve', asked: kind.newest };
  if (kind.flavour === 'podman') return { kind: 'serve', asked: dotted(given) };
  return atLeast(kind.newest, 10) ? judgeDotted(kind, given) : judgeFloat(kind, given);
}

/** Up to Engine 0.8 the version was a floating point number: 1.10 is 1.1, and 1.44 is less than 1.5. */
function judgeFloat(kind: EngineKind, given: string): Verdict {
  const asked = Number.parseFloat(given);
  const newest = Number.parseFloat(versionText(kind.newest));
  const minor = Number.isNaN(asked) ? 0 : Math.floor((asked % 1) * 10 + 1e-9);
  const version = { major: Number.isNaN(asked) ? 1 : Math.floor(asked), minor };
  if (Number.isNaN(asked) || asked > newest) {
    return {
      kind: 'refuse',
      asked: version,
      status: 404,
      text: atLeast(kind.newest, 9) ? differs(given, kind) : '',
    };
  }
  return { kind: 'serve', asked: version };
}

function judgeDotted(kind: EngineKind, given: string): Verdict {
  const asked = dotted(given);
  const { newest, oldest } = kind;
  const refuse = (status: 400 | 404, text: string): Verdict => ({ kind: 'refuse', asked, status, text });
  const upperCheck = !atLeast(newest, 25) || atLeast(newest, 34);
  if (upperCheck && compareVersions(asked, newest) > 0) {
    if (!atLeast(newest, 20)) return refuse(atLeast(newest, 19) ? 400 : 404, differs(given, kind));
    return refuse(
      400,
      atLeast(newest, 25)
        ? `client version ${given} is too new. Maximum supported API version is ${versionText(newest)}`
        : `client is newer than server (client API version: ${given}, server API version: ${versionText(newest)})`,
    );
  }
  if (compareVersions(asked, oldest) < 0) {
    return refuse(
      400,
      atLeast(newest, 25)
        ? `client version ${given} is too old. Minimum supported API version is ${versionText(oldest)}, please upgrade your client to a newer version`
        : `client is too old, minimum supported API version is ${versionText(oldest)}, please upgrade your client to a newer version`,
    );
  }
  return { kind: 'serve', asked };
}

function differs(given: string, kind: EngineKind): string {
  return `client and server don't have same version (client : ${given}, server: ${versionText(kind.newest)})`;
}

function dotted(given: string): ApiVersion {
  const [major = 0, minor = 0] = given.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return { major, minor };
}
