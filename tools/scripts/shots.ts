import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { type AppOptions, launchApp, type RunningApp } from '../../tests/e2e/harness';
import { build } from './build';
import { type DemoEngine, startDemoEngine } from './demo-engine';
import { inRepo } from './paths';
import { startConnectionsStage } from './shot-connections';

/** A screen and the way to it, by the names that a screen reader gives. */
interface Screen {
  readonly name: string;
  readonly open: (page: Page, engine: DemoEngine | undefined) => Promise<void>;
  /** The window that it is opened in; one on the demo engine otherwise. */
  readonly window?: 'no-engine' | 'connections';
}

const stepMillis = 8000;
/** Charts and logs need a while to have something to show. */
const settleMillis = 600;
const chartMillis = 3000;
/** Lists and charts show the last minute: this much of it is there in the pictures. */
const warmUpMillis = 30_000;

const pause = (page: Page, millis: number): Promise<void> => page.waitForTimeout(millis);

/** Takes the pointer to an empty place of the title bar: what it hovers over would be in the picture. */
async function pointAway(page: Page): Promise<void> {
  const { width = 1000 } = page.viewportSize() ?? {};
  await page.mouse.move(width - 120, 20);
}

async function goTo(page: Page, place: string): Promise<void> {
  await page
    .getByRole('link', { name: new RegExp(`^${place}`) })
    .first()
    .click();
  await pointAway(page);
}

/** The app's own choice of theme, which counts more than the system's. */
async function chooseTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
  await goTo(page, 'Settings');
  const name = theme === 'dark' ? 'Dark' : 'Light';
  await page.getByRole('group', { name: 'Theme' }).getByRole('button', { name, exact: true }).click();
}

async function openConnections(page: Page): Promise<void> {
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Manage connections' }).click();
}

/** The detail of one connection; where it takes the place of the list, also from another one's. */
async function openConnection(page: Page, name: string): Promise<void> {
  await openConnections(page);
  await page.getByRole('option', { name, exact: true }).click();
}

async function openContainer(page: Page, name: string, tab: string): Promise<void> {
  await goTo(page, 'Containers');
  await page.getByRole('row', { name, exact: true }).getByRole('link', { name, exact: true }).click();
  await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
}

async function openProjectLogs(page: Page): Promise<void> {
  await goTo(page, 'Containers');
  await page.getByRole('button', { name: 'Logs of project shopfront', exact: true }).first().click();
  await page.getByRole('log').waitFor();
  await pause(page, chartMillis);
}

async function pull(page: Page, reference: string): Promise<void> {
  await goTo(page, 'Images');
  await page.getByRole('button', { name: /^Pull/ }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').or(dialog.getByRole('combobox')).first().fill(reference);
  await page.keyboard.press('Enter');
}

/** Gives the lists a past, and the activity something that went well and something that failed. */
async function warmUp(page: Page): Promise<void> {
  await pull(page, 'broken/app:1.0');
  await goTo(page, 'Containers');
  await page.getByRole('row', { name: 'redis', exact: true }).click();
  await page.keyboard.press('r');
  await pointAway(page);
  await pause(page, warmUpMillis);
  for (const close of await page.getByRole('button', { name: /^Dismiss/ }).all()) await close.click();
}

/** Every screen, in the order of the pictures' numbers. A new screen is a new line. */
const screens: readonly Screen[] = [
  { name: 'containers', open: (page) => goTo(page, 'Containers') },
  {
    name: 'containers-selected',
    open: async (page) => {
      await goTo(page, 'Containers');
      for (const name of ['grafana', 'loki', 'otel-collector']) {
        await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).click();
      }
    },
  },
  { name: 'logs', open: (page) => openContainer(page, 'api', 'Logs') },
  {
    name: 'logs-together',
    open: async (page) => {
      await openProjectLogs(page);
      await page.keyboard.press('Control+f');
      // Lines that have fields, so that the one it stands on opens.
      await page.keyboard.type('level:error failed');
      await pause(page, settleMillis);
      await page.getByRole('log').focus();
      await page.keyboard.press('Enter');
    },
  },
  {
    name: 'logs-patterns',
    open: async (page) => {
      await openProjectLogs(page);
      await page.getByRole('button', { name: /^Patterns/ }).click();
      await pause(page, chartMillis);
    },
  },
  {
    name: 'shell',
    open: async (page) => {
      await openContainer(page, 'api', 'Shell');
      await page.getByRole('group', { name: /^Shell in/ }).click();
      await pause(page, settleMillis);
      await page.keyboard.type('ls -la\n');
    },
  },
  {
    name: 'stats',
    open: async (page) => {
      await openContainer(page, 'api', 'Stats');
      await pause(page, chartMillis);
    },
  },
  {
    name: 'stats-table',
    open: async (page) => {
      await openContainer(page, 'api', 'Stats');
      await page.getByRole('button', { name: /^Show as table/ }).click();
      await pause(page, chartMillis);
    },
  },
  {
    name: 'stats-of-all',
    open: async (page) => {
      await goTo(page, 'Stats');
      await pause(page, 2 * chartMillis);
    },
  },
  {
    name: 'processes',
    open: async (page) => {
      await openContainer(page, 'api', 'Processes');
      await pause(page, chartMillis);
    },
  },
  {
    name: 'terminal-dialog',
    open: async (page) => {
      await goTo(page, 'Containers');
      await page.getByRole('button', { name: 'Actions for postgres', exact: true }).click();
      await page.getByRole('menuitem', { name: /^Open a terminal/ }).click();
      await page.getByRole('dialog').waitFor();
      await pause(page, settleMillis);
    },
  },
  {
    name: 'dock',
    open: async (page) => {
      await goTo(page, 'Containers');
      await page.getByRole('row', { name: 'postgres', exact: true }).click();
      for (const keys of ['Control+Shift+T', 'Control+Shift+D']) {
        await page.keyboard.press(keys);
        await pause(page, chartMillis);
        await page.keyboard.type('ls -la\n');
      }
      await pause(page, settleMillis);
    },
  },
  {
    name: 'run-command',
    open: async (page) => {
      // The status bar has one, too.
      await page.getByRole('button', { name: 'Hide dock' }).first().click();
      await goTo(page, 'Containers');
      for (const name of ['web', 'api', 'redis', 'postgres'])
        await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).click();
      await page.getByRole('button', { name: 'More actions for the selection' }).click();
      await page.getByRole('menuitem', { name: /^Run a command/ }).click();
      await page.getByRole('textbox', { name: 'Command' }).fill('uname -a');
      await page.keyboard.press('Enter');
      await pause(page, chartMillis);
    },
  },
  { name: 'inspect', open: (page) => openContainer(page, 'api', 'Inspect') },
  { name: 'images', open: (page) => goTo(page, 'Images') },
  {
    name: 'image',
    open: async (page) => {
      await goTo(page, 'Images');
      await page
        .getByRole('row', { name: /^postgres:17/ })
        .getByText('postgres')
        .first()
        .click();
    },
  },
  {
    name: 'pull',
    open: async (page) => {
      await goTo(page, 'Images');
      await page.getByRole('button', { name: /^Pull/ }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox').or(dialog.getByRole('combobox')).first().fill('alpine:3.22');
    },
  },
  {
    name: 'remove',
    open: async (page) => {
      await goTo(page, 'Containers');
      await page.getByRole('button', { name: 'Actions for web', exact: true }).click();
      await page.getByRole('menuitem', { name: /^Remove/ }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'pulling',
    open: async (page) => {
      await pull(page, 'grafana/loki:3.6.0');
      await page.getByRole('progressbar').nth(2).waitFor();
    },
  },
  { name: 'activity', open: (page) => goTo(page, 'Activity') },
  { name: 'settings', open: (page) => goTo(page, 'Settings') },
  {
    name: 'command-palette',
    open: async (page) => {
      await goTo(page, 'Containers');
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'shortcuts',
    open: async (page) => {
      await page.getByRole('button', { name: /^Shortcuts/ }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    // Last of those with an engine: it ends it.
    name: 'engine-lost',
    open: async (page, engine) => {
      await goTo(page, 'Containers');
      await engine?.stop();
      await pause(page, chartMillis);
    },
  },
  { name: 'no-engine', open: (page) => goTo(page, 'Containers'), window: 'no-engine' },
  {
    name: 'connections',
    window: 'connections',
    open: async (page) => {
      await openConnection(page, 'staging');
      await page.getByRole('button', { name: /^Check/ }).click();
      await page.getByText(/^It answers/).waitFor();
    },
  },
  {
    name: 'connection-failed',
    window: 'connections',
    open: async (page) => {
      await openConnection(page, 'build-02');
      await page.getByRole('button', { name: /^Check/ }).click();
      await page.getByRole('button', { name: 'Copy report' }).waitFor();
    },
  },
  {
    name: 'connection-form',
    window: 'connections',
    open: async (page) => {
      await openConnections(page);
      await page.getByRole('button', { name: 'Add connection' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Name' }).fill('bench');
      await dialog.getByRole('button', { name: 'TCP without encryption' }).click();
      await dialog.getByRole('textbox', { name: 'Host' }).fill('192.0.2.9');
    },
  },
  {
    name: 'engines',
    window: 'connections',
    open: async (page) => {
      await goTo(page, 'Containers');
      await page.keyboard.press('Control+Shift+E');
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'not-connected',
    window: 'connections',
    open: async (page) => {
      await goTo(page, 'Containers');
      await page.keyboard.press('Control+Shift+E');
      await page.getByRole('menuitemcheckbox', { name: /^build-02/ }).click();
      await goTo(page, 'Containers');
      await page.getByRole('heading', { name: /could not be reached/ }).waitFor();
    },
  },
];

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 640 },
] as const;
const themes = ['dark', 'light'] as const;
const folder = inRepo('out', 'shots');

/** Opens one screen and takes its picture, whatever the way there came to. Gives what went wrong. */
async function shoot(
  app: RunningApp,
  screen: Screen,
  file: string,
  engine?: DemoEngine,
): Promise<string | undefined> {
  const { page } = app;
  page.setDefaultTimeout(stepMillis);
  const wrong = await screen.open(page, engine).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)),
  );
  await pointAway(page);
  await pause(page, settleMillis);
  await page.screenshot({ path: file });
  // Whatever is open above the page goes away with Escape; a selection goes with it.
  for (let times = 0; times < 2; times += 1) await page.keyboard.press('Escape');
  return wrong;
}

/** What a window is opened on. */
async function stageOf(
  window: Screen['window'],
): Promise<{ options: AppOptions; engine?: DemoEngine; stop: () => Promise<void> }> {
  switch (window) {
    case 'no-engine':
      return { options: {}, stop: () => Promise.resolve() };
    case 'connections':
      return startConnectionsStage();
    case undefined: {
      const engine = await startDemoEngine();
      const options = { dockerHost: engine.dockerHost, env: { PILOTHOUSE_DEMO: '1' } };
      return { options, engine, stop: () => engine.stop() };
    }
  }
}

async function main(): Promise<void> {
  await build();
  await mkdir(folder, { recursive: true });
  const failures: string[] = [];
  let taken = 0;
  for (const size of sizes) {
    for (const colorScheme of themes) {
      for (const window of [undefined, 'no-engine', 'connections'] as const) {
        const { options, engine, stop } = await stageOf(window);
        const app = await launchApp({ ...options, size, colorScheme });
        await chooseTheme(app.page, colorScheme);
        if (window === undefined) await warmUp(app.page);
        for (const [index, screen] of screens.entries()) {
          if (screen.window !== window) continue;
          const number = String(index + 1).padStart(2, '0');
          const name = `${number}-${screen.name}-${colorScheme}-${size.width}x${size.height}`;
          const wrong = await shoot(app, screen, `${folder}/${name}.png`, engine);
          taken += 1;
          if (wrong !== undefined) failures.push(`${name}: ${wrong}`);
        }
        failures.push(
          ...app.electron.consoleErrors.map((error) => `console, ${colorScheme} ${size.width}: ${error}`),
        );
        await app.close();
        await stop();
      }
    }
  }
  console.log(`${taken} pictures in out/shots`);
  for (const failure of failures) console.error(failure);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

await main();
