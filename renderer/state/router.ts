import type { EngineId } from '#shared/model/ids';
import { formatRoute, parseRoute, type Route } from './routes';
import { store } from './store';

/** Scroll positions by place in the history and region, so that Back returns to the exact row. Goes with the window. */
const scrolls = new Map<string, number>();
/** Current rows, in the same way. */
const rows = new Map<string, string>();
let index = 0;
let newest = 0;

/** What is kept with each step of the history. */
interface Step {
  readonly place: number;
  /** The engine that was looked at; absent before there was one. */
  readonly engineId?: EngineId | undefined;
}

function stepOf(state: unknown): Step {
  const { place, engineId } = (typeof state === 'object' && state !== null ? state : {}) as Record<
    keyof Step,
    unknown
  >;
  return {
    place: typeof place === 'number' ? place : 0,
    engineId: typeof engineId === 'string' ? (engineId as EngineId) : undefined,
  };
}

/** The step that leads to what is shown now. */
function stepNow(): Step {
  return { place: index, engineId: store.getState().engineId };
}

function show(route: Route): void {
  store.setState({ route, canGoBack: index > 0, canGoForward: index < newest });
}

/** Takes the route from the address and follows back and forward. Returns what stops it. */
export function startRouter(): () => void {
  index = stepOf(window.history.state).place;
  newest = index;
  window.history.replaceState({ place: index } satisfies Step, '');
  show(parseRoute(window.location.hash));
  const onPop = (event: PopStateEvent): void => {
    const { place, engineId } = stepOf(event.state);
    index = place;
    newest = Math.max(newest, index);
    const route = parseRoute(window.location.hash);
    // What was seen there is of one engine: the same address on another one is something else, or nothing.
    const ofEngine = route.page === 'containers' || route.page === 'images' || route.page === 'logs';
    if (ofEngine && engineId !== undefined && store.getState().connections.byKey.has(engineId))
      store.setState({ engineId });
    show(route);
  };
  window.addEventListener('popstate', onPop);
  return () => window.removeEventListener('popstate', onPop);
}

/** Goes somewhere. `replace` where Back should not stop here, as between the tabs of one object. */
export function navigate(route: Route, how: 'push' | 'replace' = 'push'): void {
  const hash = formatRoute(route);
  const step = stepOf(window.history.state);
  const now = stepNow();
  if (hash === window.location.hash && (step.engineId === undefined || step.engineId === now.engineId)) {
    window.history.replaceState(now, '');
    show(route);
    return;
  }
  if (how === 'push') {
    index += 1;
    newest = index;
    for (const kept of [scrolls, rows])
      for (const key of kept.keys()) if (Number.parseInt(key, 10) >= index) kept.delete(key);
    window.history.pushState(stepNow(), '', hash);
  } else {
    window.history.replaceState(stepNow(), '', hash);
  }
  show(route);
}

/** Notes which engine the current step is of; before another one is looked at, so that Back returns to this one. */
export function keepEngine(): void {
  window.history.replaceState(stepNow(), '');
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

/** Remembers which row of a region is the current one at this place of the history. */
export function rememberRow(region: string, key: string): void {
  rows.set(`${index} ${region}`, key);
}

/** The row that was the current one when this place of the history was left; undefined where there was none. */
export function recallRow(region: string): string | undefined {
  return rows.get(`${index} ${region}`);
}
