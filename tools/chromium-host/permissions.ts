import type { CDPSession } from 'playwright-core';
import type { HostContext } from './context';
import { mainOrigin } from './urls';

/** Electron's name of a permission and Chromium's. Those that Chromium asks for by other means are not here. */
const permissions: readonly (readonly [electron: string, chromium: string])[] = [
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['midi', 'midi'],
  ['idle-detection', 'idle-detection'],
  ['local-fonts', 'local-fonts'],
  ['window-management', 'window-management'],
  ['storage-access', 'storage-access'],
  ['persistent-storage', 'persistent-storage'],
];

/** Electron grants what nobody decides about; so does the host, or a forgotten handler would pass its test. */
async function decide(context: HostContext, permission: string, origin: string): Promise<boolean> {
  const [window] = context.windows;
  const { request, check } = context.permissions;
  if (
    check !== null &&
    !check(window?.webContents ?? null, permission, origin, { requestingUrl: origin, isMainFrame: true })
  ) {
    return false;
  }
  if (request === null || window === undefined) return true;
  return new Promise((resolve) =>
    request(window.webContents, permission, resolve, { requestingUrl: origin, isMainFrame: true }),
  );
}

/**
 * Asks main's permission handlers about each permission once, before the page loads, and tells Chromium the answers.
 * Chromium does not report single requests to a debugger, so the handlers are not asked again for each.
 */
export async function applyPermissions(
  context: HostContext,
  session: CDPSession,
  pageOrigin: string,
): Promise<void> {
  for (const [electronName, name] of permissions) {
    const granted = await decide(context, electronName, mainOrigin(pageOrigin));
    await session.send('Browser.setPermission', {
      permission: { name },
      setting: granted ? 'granted' : 'denied',
      origin: pageOrigin,
    });
  }
}
