import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const macPaths = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The system's Chromium: PILOTHOUSE_CHROMIUM, or the first known name in PATH. Undefined where there is none. */
export function findChromium(): string | undefined {
  const given = process.env['PILOTHOUSE_CHROMIUM'];
  if (given !== undefined && given !== '') return existsSync(given) ? given : undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...macPaths];
  return candidates.find(isExecutable);
}

export const noChromium =
  'Chromium is not installed: install the package "chromium" (Debian, Ubuntu) or set PILOTHOUSE_CHROMIUM to its path.';

export interface BrowserOptions {
  readonly headless: boolean;
  /** Outer size of a visible window. */
  readonly size: { readonly width: number; readonly height: number };
  /** What a visible window opens at first. */
  readonly appUrl: string;
}

/**
 * Starts Chromium with a fresh profile that is removed when the context closes. The debugger speaks over a pipe, and no
 * name resolves to any address: the page's requests are answered by the host or not at all.
 */
export async function launchChromium(options: BrowserOptions): Promise<BrowserContext> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(noChromium);
  const { width, height } = options.size;
  return chromium.launchPersistentContext('', {
    executablePath,
    headless: options.headless,
    // As root Chromium refuses to start with its sandbox.
    chromiumSandbox: process.getuid?.() !== 0,
    viewport: null,
    // The system's own, until nativeTheme or a test says otherwise.
    colorScheme: null,
    reducedMotion: null,
    contrast: null,
    forcedColors: null,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    ignoreDefaultArgs: options.headless ? [] : ['--enable-automation'],
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Electron's Chromium has this event by a patch of its own.
      '--enable-blink-features=MessagePortCloseEvent',
      '--host-resolver-rules=MAP * ~NOTFOUND',
      `--window-size=${width},${height}`,
      // A bar of warnings about the flags above would take a strip of the window.
      ...(options.headless ? [] : [`--app=${options.appUrl}`, '--test-type']),
    ],
  });
}
