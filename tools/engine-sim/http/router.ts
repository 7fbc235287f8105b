import { type ApiVersion, atLeast } from '../core/api-version';
import type { Exchange } from './exchange';

/** Answers one request. A thrown EngineError becomes its status; anything else becomes a 500. */
export type Handler = (exchange: Exchange, params: readonly string[]) => Promise<void> | void;

/** The engines that have a route: those whose newest API is at least 1.`from`, and less than 1.`until`. */
export interface Era {
  readonly from?: number;
  readonly until?: number;
}

/** A method, a path pattern whose groups become the params (percent-decoded), what answers it, and since when. */
export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handler: Handler;
  readonly era: Era;
}

/** Makes a route from a path with `{}` for one segment and `{*}` for a name that may contain slashes. */
export function route(method: string, path: string, handler: Handler, era: Era = {}): Route {
  const source = path.replace(/\{\*\}/g, '(.+)').replace(/\{\}/g, '([^/]+)');
  return { method, pattern: new RegExp(`^${source}$`), handler, era };
}

/** The routes that an engine has whose newest API is `newest`. */
export function routesOf(routes: readonly Route[], newest: ApiVersion): readonly Route[] {
  return routes.filter(
    ({ era }) =>
      (era.from === undefined || atLeast(newest, era.from)) &&
      (era.until === undefined || !atLeast(newest, era.until)),
  );
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
