import { formatLogSet, type LogSet, parseLogSet } from './log-set';
import { type ContainerTab, containerTabs, type ImageTab, imageTabs } from './views';

/** Where in the app somebody is. */
export type Route =
  | { readonly page: 'containers'; readonly id?: string | undefined; readonly tab?: ContainerTab | undefined }
  | { readonly page: 'images'; readonly id?: string | undefined; readonly tab?: ImageTab | undefined }
  /** Logs of several containers together; of the set that was read last where none is named. */
  | { readonly page: 'logs'; readonly set?: LogSet | undefined }
  /** What all running containers use. */
  | { readonly page: 'stats' }
  /** One command over several containers. */
  | { readonly page: 'run' }
  | { readonly page: 'activity'; readonly task?: string | undefined }
  | { readonly page: 'settings' }
  /** Under Settings; `id` is the connection whose detail is open. */
  | { readonly page: 'connections'; readonly id?: string | undefined };

/** The hash of a route, such as `#/containers/7c1e9a40b2d5/logs`. */
export function formatRoute(route: Route): string {
  switch (route.page) {
    case 'containers':
    case 'images':
      return hash([route.page, route.id, route.id === undefined ? undefined : route.tab]);
    case 'logs':
      return hash([route.page, ...(route.set === undefined ? [] : formatLogSet(route.set))]);
    case 'activity':
      return hash([route.page, route.task]);
    case 'stats':
    case 'run':
    case 'settings':
      return hash([route.page]);
    case 'connections':
      return hash(['settings', route.page, route.id]);
  }
}

function hash(parts: readonly (string | undefined)[]): string {
  return `#/${parts
    .filter((part) => part !== undefined)
    .map(encodeURIComponent)
    .join('/')}`;
}

/** Reads a hash; whatever is not one of ours leads to the containers. */
export function parseRoute(source: string): Route {
  const [page, first, second] = source
    .replace(/^#?\/?/, '')
    .slice(0, 4000)
    .split('/')
    .map(decode);
  switch (page) {
    case 'images':
      return { page, id: first, tab: imageTabs.find((tab) => tab === second) };
    case 'logs':
      return { page, set: parseLogSet(first, second) };
    case 'stats':
    case 'run':
      return { page };
    case 'activity':
      return { page, task: first };
    case 'settings':
      return first === 'connections' ? { page: first, id: second } : { page };
    default:
      return page === 'containers'
        ? { page, id: first, tab: containerTabs.find((tab) => tab === second) }
        : { page: 'containers' };
  }
}

function decode(part: string): string | undefined {
  try {
    const text = decodeURIComponent(part);
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}
