import { app, session } from 'electron';
import { startPage } from './origin';

/** What the page may ask the browser for: copying a text, which every copy button does. */
const allowed = new Set(['clipboard-sanitized-write']);

/** Denies every permission, navigation, window and webview to every page. Call once, before any window. */
export function lockDown(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, decide) =>
    decide(allowed.has(permission)),
  );
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => allowed.has(permission));
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    // A reload of our own page is no way out; anything else is.
    contents.on('will-navigate', (event) => {
      if (event.url.split('#')[0] !== startPage) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || event.url.split('#')[0] !== startPage) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}
