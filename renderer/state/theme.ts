import { getClient } from './client';
import { store } from './store';

/** Puts theme and density on the page and follows the system where asked to. Returns what stops it. */
export function startTheme(): () => void {
  const system = window.matchMedia('(prefers-color-scheme: light)');
  const apply = (): void => {
    const { theme, density } = store.getState().preferences;
    const shown = theme === 'system' ? (system.matches ? 'light' : 'dark') : theme;
    document.documentElement.dataset['theme'] = shown;
    document.documentElement.dataset['density'] = density;
  };
  const tell = (): void => {
    void getClient().call('app.theme', { theme: store.getState().preferences.theme });
  };
  apply();
  tell();
  const stopFollowing = store.subscribe((state, before) => {
    if (state.preferences === before.preferences) return;
    apply();
    if (state.preferences.theme !== before.preferences.theme) tell();
  });
  system.addEventListener('change', apply);
  return () => {
    stopFollowing();
    system.removeEventListener('change', apply);
  };
}
