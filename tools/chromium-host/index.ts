import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundles, isProgram } from '../scripts/paths';
import { findChromium, noChromium } from './chromium';
import { launchHost } from './launch';

/** Where Electron keeps the user data of this product. */
function defaultUserData(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Pilothouse');
  if (process.platform === 'win32') return join(process.env['APPDATA'] ?? homedir(), 'Pilothouse');
  return join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Pilothouse');
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some(
    (name) => name !== undefined && name !== '',
  );
}

/** Runs the built product in Chromium until its window is closed or a signal comes. Gives the exit code. */
export async function runHost(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { headless: { type: 'boolean', default: false }, 'user-data': { type: 'string' } },
  });
  const headless = values.headless || process.env['PILOTHOUSE_HEADLESS'] === '1';
  if (!headless && !hasDisplay()) {
    console.error(
      'There is no display to open a window on: set DISPLAY, or PILOTHOUSE_HEADLESS=1 to run without a window.',
    );
    return 1;
  }
  if (findChromium() === undefined) {
    console.error(noChromium);
    return 1;
  }
  const host = await launchHost({
    mainBundle: bundles.main,
    userData: values['user-data'] ?? defaultUserData(),
    headless,
  });
  const quit = (): void => void host.close();
  process.once('SIGINT', quit);
  process.once('SIGTERM', quit);
  console.log(headless ? 'Pilothouse runs without a window; Ctrl+C ends it.' : 'Pilothouse is open.');
  const code = await host.exited;
  // Waits for Chromium and its profile to be gone.
  await host.close();
  return code;
}

if (isProgram(import.meta.url)) {
  runHost(process.argv.slice(2)).then(
    // Main may leave handles open that Electron's exit would have ended.
    (code) => process.exit(code),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    },
  );
}
