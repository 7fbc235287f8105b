import type { Exchange } from './exchange';

/** Answers one request. A thrown EngineError becomes its status; anything else becomes a 500. */
export type Handler = (exchange: Exchange, params: readonly string[]) => Promise<void> | void;

/** A method, a path pattern whose groups become the params (percent-decoded), and what answers it. */
export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handler: Handler;
}

/** Makes a route from a path with `{}` for one segment and `{*}` for a name that may contain slashes. */
export function route(method: string, path: string, handler: Handler): Route {
  const source = path.replace(/\{\*\}/g, '(.+)').replace(/\{\}/g, '([^/]+)');
  return { method, pattern: new RegExp(`^${source}$`), handler };
}

/** Finds the first route for a request. HEAD is a route of its own. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { readonly handler: Handler; readonly params: readonly string[] } | undefined {
  for (const candidate of routes) {
    if (candidate.method !== method) continue;
    const match = candidate.pattern.exec(path);
    if (match) return { handler: candidate.handler, params: match.slice(1).map(decode) };
  }
  return undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
