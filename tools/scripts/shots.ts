import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { launchApp, type RunningApp } from '../../tests/e2e/harness';
import { build } from './build';
import { type DemoEngine, startDemoEngine } from './demo-engine';
import { inRepo } from './paths';

/** A screen and the way to it, by the names that a screen reader gives. */
interface Screen {
  readonly name: string;
  readonly open: (page: Page, engine: DemoEngine | undefined) => Promise<void>;
  /** Opened in a window that finds no engine. */
  readonly noEngine?: true;
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

async function openContainer(page: Page, name: string, tab: string): Promise<void> {
  await goTo(page, 'Containers');
  await page.getByRole('row', { name, exact: true }).getByRole('link', { name, exact: true }).click();
  await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
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
  { name: 'no-engine', open: (page) => goTo(page, 'Containers'), noEngine: true },
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

async function main(): Promise<void> {
  await build();
  await mkdir(folder, { recursive: true });
  const failures: string[] = [];
  let taken = 0;
  for (const size of sizes) {
    for (const colorScheme of themes) {
      const engine = await startDemoEngine();
      for (const noEngine of [undefined, true] as const) {
        const demo = { dockerHost: engine.dockerHost, env: { PILOTHOUSE_DEMO: '1' } };
        const app = await launchApp({ ...(noEngine ? {} : demo), size, colorScheme });
        await chooseTheme(app.page, colorScheme);
        if (!noEngine) await warmUp(app.page);
        for (const [index, screen] of screens.entries()) {
          if (screen.noEngine !== noEngine) continue;
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
      }
      await engine.stop();
    }
  }
  console.log(`${taken} pictures in out/shots`);
  for (const failure of failures) console.error(failure);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

await main();
