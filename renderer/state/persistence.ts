import { store } from './store';
import { readRemembered } from './views';

const storageKey = 'pilothouse.view.1';
const writeAfterMs = 300;

/**
 * Takes over what was remembered, then writes every change of view and preferences, at most each 300 ms and when the
 * page goes. Returns what stops it. A storage that refuses is lived without: nothing of value is in it.
 */
export function startPersistence(storage: Storage): () => void {
  store.setState(readRemembered(read(storage)));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const { preferences, views, dockLayout } = store.getState();
    try {
      storage.setItem(storageKey, JSON.stringify({ preferences, views, dockLayout }));
    } catch {
      // Full or forbidden: the next start begins with the defaults.
    }
  };
  const stopFollowing = store.subscribe((state, before) => {
    const same =
      state.preferences === before.preferences &&
      state.views === before.views &&
      state.dockLayout === before.dockLayout;
    if (same) return;
    timer ??= setTimeout(write, writeAfterMs);
  });
  const onHide = (): void => {
    if (timer !== undefined) write();
  };
  window.addEventListener('pagehide', onHide);
  return () => {
    onHide();
    stopFollowing();
    window.removeEventListener('pagehide', onHide);
  };
}

function read(storage: Storage): string | null {
  try {
    return storage.getItem(storageKey);
  } catch {
    return null;
  }
}
