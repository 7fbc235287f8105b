/**
 * A page can be served under a scheme of its own only by Electron itself. Here `app://pilothouse/x` is shown under
 * `https://pilothouse.app.invalid/x`: a secure origin, and `.invalid` is no host anywhere. Main sees the former only.
 */
const standInHost = /^([a-z0-9-]+)\.([a-z0-9-]+)\.invalid$/;

/** Where Chromium finds what main calls `app://host/path`. URLs of other schemes stay as they are. */
export function toPage(url: string, schemes: ReadonlySet<string>): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/.exec(url);
  const [scheme, host, rest] = [match?.[1], match?.[2], match?.[3]];
  if (scheme === undefined || !schemes.has(scheme)) return url;
  const path = rest === undefined || rest === '' ? '/' : rest;
  return `https://${host ?? ''}.${scheme}.invalid${path}`;
}

/** What main calls a URL of the page. URLs that are no stand-in stay as they are. */
export function toMain(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  const match = parsed.protocol === 'https:' ? standInHost.exec(parsed.hostname) : null;
  if (match === null) return url;
  return `${match[2] ?? ''}://${match[1] ?? ''}${url.slice(parsed.origin.length)}`;
}

/** Whether a URL of the page stands for one of main's own schemes. */
export const isStandIn = (url: string): boolean => toMain(url) !== url;

/** The origin as Electron names it, for example `app://pilothouse`; `null` for opaque ones. */
export function mainOrigin(pageUrl: string): string {
  const mapped = toMain(pageUrl);
  const match = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]+)/.exec(mapped);
  return match?.[1] ?? 'null';
}
