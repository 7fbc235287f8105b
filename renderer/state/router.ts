import { formatRoute, parseRoute, type Route } from './routes';
import { store } from './store';

/** Scroll positions by place in the history and region, so that Back returns to the exact row. Goes with the window. */
const scrolls = new Map<string, number>();
let index = 0;
let newest = 0;

function placeOf(state: unknown): number {
  if (typeof state !== 'object' || state === null) return 0;
  const place = (state as { place?: unknown }).place;
  return typeof place === 'number' ? place : 0;
}

function show(route: Route): void {
  store.setState({ route, canGoBack: index > 0, canGoForward: index < newest });
}

/** Takes the route from the address and follows back and forward. Returns what stops it. */
export function startRouter(): () => void {
  index = placeOf(window.history.state);
  newest = index;
  window.history.replaceState({ place: index }, '');
  show(parseRoute(window.location.hash));
  const onPop = (event: PopStateEvent): void => {
    index = placeOf(event.state);
    newest = Math.max(newest, index);
    show(parseRoute(window.location.hash));
  };
  window.addEventListener('popstate', onPop);
  return () => window.removeEventListener('popstate', onPop);
}

/** Goes somewhere. `replace` where Back should not stop here, as between the tabs of one object. */
export function navigate(route: Route, how: 'push' | 'replace' = 'push'): void {
  const hash = formatRoute(route);
  if (hash === window.location.hash) {
    show(route);
    return;
  }
  if (how === 'push') {
    index += 1;
    newest = index;
    for (const key of scrolls.keys()) if (Number.parseInt(key, 10) >= index) scrolls.delete(key);
    window.history.pushState({ place: index }, '', hash);
  } else {
    window.history.replaceState({ place: index }, '', hash);
  }
  show(route);
}

/** One step back, where there is one. */
export function goBack(): void {
  if (index > 0) window.history.back();
}

/** One step forward, where there is one. */
export function goForward(): void {
  if (index < newest) window.history.forward();
}

/** Remembers how far a region is scrolled at this place of the history. */
export function rememberScroll(region: string, top: number): void {
  scrolls.set(`${index} ${region}`, top);
}

/** How far the region was scrolled when this place of the history was left, 0 where it never was. */
export function recallScroll(region: string): number {
  return scrolls.get(`${index} ${region}`) ?? 0;
}
