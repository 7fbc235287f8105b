import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoEngine, startDemoEngine } from '#tools/scripts/demo-engine';
import { until } from '../support/wait';
import { violations } from './axe';
import { canRunApp, launchApp, type RunningApp } from './harness';
import { goTo, openTab, pointAway, rowOf } from './steps';

/** A screen, and the way to it. */
type Screen = readonly [name: string, open: (page: Page) => Promise<void>];

const screens: readonly Screen[] = [
  ['the containers', (page) => goTo(page, 'Containers')],
  [
    'a hovered row with its actions',
    async (page) => {
      await goTo(page, 'Containers');
      await rowOf(page, 'web').hover();
      await page.getByRole('button', { name: 'Stop web' }).waitFor();
    },
  ],
  [
    'a selection with its bulk bar',
    async (page) => {
      await goTo(page, 'Containers');
      for (const name of ['grafana', 'loki', 'otel-collector']) {
        await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).click();
      }
      await page.getByRole('toolbar', { name: 'Actions for 3 selected containers' }).waitFor();
    },
  ],
  [
    'filter suggestions',
    async (page) => {
      await goTo(page, 'Containers');
      await page.getByRole('combobox', { name: 'Filter containers' }).fill('state:');
      await page.getByRole('option').first().waitFor();
    },
  ],
  [
    'a row’s menu',
    async (page) => {
      await goTo(page, 'Containers');
      await page.getByRole('button', { name: 'Actions for web', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Restart' }).waitFor();
    },
  ],
  [
    'a log',
    async (page) => {
      await openTab(page, 'api', 'Logs');
      await until('lines', async () => ((await page.getByRole('log').textContent()) ?? '').length > 200);
    },
  ],
  [
    'the logs of a project, filtered, with their patterns',
    async (page) => {
      await goTo(page, 'Containers');
      await page.getByRole('row', { name: /^Project shopfront/ }).focus();
      await page.keyboard.press('l');
      await until('lines', async () => ((await page.getByRole('log').textContent()) ?? '').length > 200);
      await page.getByRole('button', { name: 'Mute web' }).click();
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByRole('combobox', { name: 'Filter logs' }).fill('NOT timeout level:info');
      await page.getByRole('button', { name: 'Patterns' }).click();
      await page.getByRole('log').focus();
      await page.keyboard.press('Shift+ArrowUp');
    },
  ],
  [
    'a search in a log that cannot be done',
    async (page) => {
      await openTab(page, 'api', 'Logs');
      await page.getByRole('combobox', { name: 'Find in logs' }).fill('/a(/');
      await page.getByRole('alert').first().waitFor();
    },
  ],
  [
    'a log’s menu on a line',
    async (page) => {
      await openTab(page, 'api', 'Logs');
      await until('lines', async () => ((await page.getByRole('log').textContent()) ?? '').length > 200);
      await page.getByRole('log').click({ button: 'right', position: { x: 300, y: 200 } });
      await page.getByRole('menuitem', { name: 'Copy as Markdown' }).waitFor();
    },
  ],
  [
    'a shell',
    async (page) => {
      await openTab(page, 'api', 'Shell');
      await page.getByRole('textbox', { name: 'Terminal input' }).waitFor();
    },
  ],
  [
    'charts',
    async (page) => {
      await openTab(page, 'api', 'Stats');
      await page.getByRole('img', { name: 'CPU' }).waitFor();
    },
  ],
  [
    'charts as a table',
    async (page) => {
      await openTab(page, 'api', 'Stats');
      await page.getByRole('button', { name: 'Show as table' }).click();
      await page.getByRole('table').first().waitFor();
    },
  ],
  [
    'stats: charts with cores and their menu',
    async (page) => {
      await openTab(page, 'api', 'Stats');
      await page.getByRole('button', { name: 'CPU by core' }).click();
      await page.getByRole('img', { name: 'CPU by core' }).waitFor();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Save as CSV' }).waitFor();
    },
  ],
  [
    'stats: the overview',
    async (page) => {
      await goTo(page, 'Stats');
      await until('figures', async () =>
        /[\d.]+ %/.test(await page.getByRole('row', { name: 'api', exact: true }).innerText()),
      );
    },
  ],
  [
    'stats: processes and the question before a kill',
    async (page) => {
      await openTab(page, 'api', 'Processes');
      const row = page.getByRole('treegrid', { name: 'Processes' }).getByRole('row').nth(1);
      await row.waitFor();
      await row.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: 'Send signal' }).press('ArrowRight');
      await page.getByRole('menuitem', { name: /^KILL/ }).press('Enter');
      await page.getByRole('alertdialog').waitFor();
    },
  ],
  [
    'stats: processes',
    async (page) => {
      await openTab(page, 'api', 'Processes');
      await page.getByRole('treegrid', { name: 'Processes' }).getByRole('row').nth(1).waitFor();
    },
  ],
  [
    'a tree of settings',
    async (page) => {
      await openTab(page, 'api', 'Inspect');
      await page.getByRole('tree').waitFor();
    },
  ],
  ['the images', (page) => goTo(page, 'Images')],
  [
    'an image',
    async (page) => {
      await goTo(page, 'Images');
      await page
        .getByRole('row', { name: /^postgres:17/ })
        .getByRole('link')
        .click();
      await page.getByRole('tab', { name: 'Layers' }).waitFor();
    },
  ],
  [
    'the dialog for a pull',
    async (page) => {
      await goTo(page, 'Images');
      await page.getByRole('button', { name: /^Pull/ }).first().click();
      await page.getByRole('dialog', { name: 'Pull image' }).getByRole('textbox').fill('alpine:3.22');
    },
  ],
  [
    'the dialog before a removal',
    async (page) => {
      await goTo(page, 'Containers');
      await page.getByRole('button', { name: 'Actions for web', exact: true }).click();
      await page.getByRole('menuitem', { name: /^Remove/ }).click();
      await page.getByRole('alertdialog', { name: 'Remove web' }).waitFor();
    },
  ],
  [
    'the activity, with something in it',
    async (page) => {
      await goTo(page, 'Containers');
      await rowOf(page, 'redis').hover();
      await page.getByRole('button', { name: 'Restart redis', exact: true }).click();
      await goTo(page, 'Activity');
      await page.getByRole('row', { name: /redis/ }).first().waitFor();
    },
  ],
  ['the settings', (page) => goTo(page, 'Settings')],
  [
    'the command palette',
    async (page) => {
      await goTo(page, 'Containers');
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
    },
  ],
  [
    'the shortcuts',
    async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  ],
];

/** The app's own choice of theme, which counts more than the system's. */
async function chooseTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
  await goTo(page, 'Settings');
  const name = theme === 'dark' ? 'Dark' : 'Light';
  await page.getByRole('group', { name: 'Theme' }).getByRole('button', { name, exact: true }).click();
  await until('the theme', async () => (await page.locator('html').getAttribute('data-theme')) === theme);
}

for (const theme of ['dark', 'light'] as const) {
  describe.skipIf(!canRunApp())(`WCAG 2.2 AA holds in ${theme}`, () => {
    let engine: DemoEngine;
    let app: RunningApp;

    beforeAll(async () => {
      engine = await startDemoEngine();
      app = await launchApp({ dockerHost: engine.dockerHost, colorScheme: theme });
      await app.containers();
      await chooseTheme(app.page, theme);
    });

    afterAll(async () => {
      await app.close();
      await engine.stop();
    });

    test.each(screens)('for %s', async (_name, open) => {
      await open(app.page);
      await pointAway(app.page);
      const found = await violations(app.page);
      // Whatever is open above the page goes with Escape, and so does a selection or a filter.
      for (let times = 0; times < 3; times += 1) await app.page.keyboard.press('Escape');
      expect(found).toEqual([]);
    });

    test('for a list whose engine is lost', async () => {
      await goTo(app.page, 'Containers');
      await engine.stop();
      await app.page.getByRole('grid', { name: 'Containers, last known state' }).waitFor();
      expect(await violations(app.page)).toEqual([]);
    });
  });

  describe.skipIf(!canRunApp())(`WCAG 2.2 AA holds without an engine in ${theme}`, () => {
    let app: RunningApp;

    beforeAll(async () => {
      app = await launchApp({ colorScheme: theme });
      await chooseTheme(app.page, theme);
    });
    afterAll(() => app.close());

    test('for the welcome', async () => {
      await app.page.getByRole('link', { name: 'Containers', exact: true }).click();
      await app.page.getByRole('heading', { name: 'No container engine found' }).waitFor();
      await app.page.getByRole('region', { name: 'Where Pilothouse looked' }).getByRole('listitem').waitFor();
      expect(await violations(app.page)).toEqual([]);
    });

    test('and the check sees what breaks it', async () => {
      await app.page.evaluate(() => {
        const faint = document.createElement('button');
        faint.textContent = 'Faint';
        faint.setAttribute('aria-label', 'Something else');
        faint.style.cssText =
          'position: fixed; inset: 0 auto auto 0; color: #777; background: #888; z-index: 9';
        document.body.append(faint);
      });
      const found = (await violations(app.page)).map((each) => each.split(' | ')[0]);
      expect(found).toEqual(expect.arrayContaining(['color-contrast', 'label-in-name']));
    });
  });
}
