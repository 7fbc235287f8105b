import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { findChromium } from '#tools/chromium-host/chromium';
import type { HostRecords } from '#tools/chromium-host/context';
import { type Host, launchHost } from '#tools/chromium-host/launch';
import { type DemoEngine, startDemoEngine } from '#tools/scripts/demo-engine';
import { bundles } from '#tools/scripts/paths';

export interface AppOptions {
  /** The engine, for example `unix:///...`. Without one the app finds none, whatever runs on the machine. */
  readonly dockerHost?: string;
  /** More variables for main. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Kept user data of an earlier launch, for tests of what is remembered. A fresh folder otherwise. */
  readonly userData?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: boolean;
}

/** The built app, open in headless Chromium. */
export interface RunningApp {
  /** The page as it is now; see `Host.page`. */
  readonly page: Page;
  /** What main asked of the system; message boxes and save dialogs are answered here. */
  readonly electron: HostRecords;
  readonly userData: string;
  /** Waits until the list of an engine is on screen: the grid "Containers". */
  containers(): Promise<Locator>;
  /** The row of a list, by the exact name of its object. */
  row(name: string): Locator;
  /** Loads the page anew, as a person's reload does; main stays. */
  reload(): Promise<void>;
  /** Asks main to quit, as a person does; it may ask back. */
  quit(): void;
  /** Quits, agreeing to what is asked, and removes the user data, unless they were given. Safe to call twice. */
  close(): Promise<void>;
}

/** Whether end-to-end tests can run: use it with `describe.skipIf(!canRunApp())`. */
export const canRunApp = (): boolean => findChromium() !== undefined;

const shownMillis = 15_000;
/** Where no engine listens, so that a test without one never meets the engine of the machine. */
const noEngine = 'unix:///nonexistent/pilothouse.sock';

/** Variables by which a machine's own settings would leak into a test. */
const cleanEnv = {
  DOCKER_CONTEXT: undefined,
  DOCKER_TLS_VERIFY: undefined,
  DOCKER_CERT_PATH: undefined,
  DOCKER_API_VERSION: undefined,
} as const;

/**
 * Opens the app that `npm run build` built. One at a time per test process; the caller closes it. Fails with a sentence
 * when Chromium is missing or main fails before its window.
 */
export async function launchApp(options: AppOptions = {}): Promise<RunningApp> {
  const { size = { width: 1440, height: 900 }, colorScheme = 'dark', reducedMotion = true } = options;
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), 'pilothouse-app-')));
  const removeData = async (): Promise<void> => {
    if (options.userData === undefined) await rm(userData, { recursive: true, force: true });
  };
  let host: Host;
  try {
    host = await launchHost({
      mainBundle: bundles.main,
      userData,
      headless: true,
      size,
      colorScheme,
      reducedMotion,
      env: {
        ...cleanEnv,
        DOCKER_CONFIG: userData,
        DOCKER_HOST: options.dockerHost ?? noEngine,
        ...options.env,
      },
    });
  } catch (error) {
    await removeData();
    throw error;
  }
  return {
    get page() {
      return host.page;
    },
    electron: host.electron,
    userData,
    async containers() {
      const grid = host.page.getByRole('grid', { name: 'Containers' });
      await grid.waitFor({ timeout: shownMillis });
      return grid;
    },
    row: (name) => host.page.getByRole('row', { name, exact: true }),
    async reload() {
      await host.page.reload();
    },
    quit: () => host.quit(),
    async close() {
      // Shells that a test left running are ended without a question.
      host.electron.answerMessageBoxes(({ buttons = [], cancelId = 0 }) =>
        buttons.includes('Quit') ? buttons.indexOf('Quit') : cancelId,
      );
      await host.close();
      await removeData();
    },
  };
}

/** The app on a demo engine of its own, and the engine. `close` ends both. */
export async function launchDemo(options: Omit<AppOptions, 'dockerHost'> = {}): Promise<RunningApp> {
  const engine: DemoEngine = await startDemoEngine();
  try {
    const app = await launchApp({
      ...options,
      dockerHost: engine.dockerHost,
      env: { PILOTHOUSE_DEMO: '1', ...options.env },
    });
    const close = app.close.bind(app);
    app.close = async () => {
      await close();
      await engine.stop();
    };
    return app;
  } catch (error) {
    await engine.stop();
    throw error;
  }
}
