import { versionText } from '../core/api-version';
import type { Dialect } from '../core/dialect';

/** The headers of every answer of this release. Old releases wrote some names in other letters. */
export function headersOf(dialect: Dialect): readonly (readonly [string, string])[] {
  const { kind } = dialect;
  if (dialect.podman) {
    return [
      ['Server', `Libpod/${kind.release} (linux)`],
      ['Api-Version', versionText(kind.newest)],
      ['Libpod-Api-Version', kind.release],
      ['X-Reference-Id', '0xc0003f6000'],
    ];
  }
  const headers: (readonly [string, string])[] = [];
  if (dialect.speaks(20)) headers.push(['Server', `Docker/${kind.release} (linux)`]);
  if (dialect.speaks(25)) {
    headers.push([dialect.speaks(37) ? 'Api-Version' : 'API-Version', versionText(kind.newest)]);
    headers.push(['Docker-Experimental', 'false']);
  }
  if (dialect.speaks(28)) headers.push([dialect.speaks(37) ? 'Ostype' : 'OSType', 'linux']);
  return headers;
}

/** The headers that only a ping adds. */
export function pingHeadersOf(dialect: Dialect): readonly (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  if (dialect.podman) {
    headers.push(['Docker-Experimental', 'true'], ['Libpod-Buildah-Version', '1.28.0']);
    headers.push(['Builder-Version', dialect.speaks(44) ? '1' : '']);
  } else {
    if (dialect.speaks(39)) headers.push(['Builder-Version', dialect.speaks(42) ? '2' : '1']);
    if (dialect.speaks(42)) headers.push(['Swarm', 'inactive']);
  }
  if (dialect.speaks(40)) {
    headers.push(['Cache-Control', 'no-cache, no-store, must-revalidate'], ['Pragma', 'no-cache']);
  }
  return headers;
}
