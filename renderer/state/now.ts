import { useSyncExternalStore } from 'react';

interface Ticker {
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => number;
}

const tickers = new Map<number, Ticker>();

/** One clock per pace for the whole page; it runs only while somebody looks: a component and a visible window. */
function tickerOf(everyMs: number): Ticker {
  const known = tickers.get(everyMs);
  if (known !== undefined) return known;
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const listeners = new Set<() => void>();
  const tick = (): void => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  const adjust = (): void => {
    const wanted = listeners.size > 0 && !document.hidden;
    if (wanted && timer === undefined) {
      timer = setInterval(tick, everyMs);
      tick();
    } else if (!wanted && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
    }
  };
  document.addEventListener('visibilitychange', adjust);
  const ticker: Ticker = {
    subscribe: (listener) => {
      if (listeners.size === 0) now = Date.now();
      listeners.add(listener);
      adjust();
      return () => {
        listeners.delete(listener);
        adjust();
      };
    },
    read: () => now,
  };
  tickers.set(everyMs, ticker);
  return ticker;
}

/** The time, renewed at the given pace while the window is seen. Use few paces: each is one clock. */
export function useNow(everyMs: 1000 | 10_000): number {
  const ticker = tickerOf(everyMs);
  return useSyncExternalStore(ticker.subscribe, ticker.read);
}
