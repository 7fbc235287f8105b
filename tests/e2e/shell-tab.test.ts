import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PrivateDockerd, startDockerd } from '../setup/dockerd';
import { whyNoEngine } from '../setup/tools';
import { until } from '../support/wait';
import { violations } from './axe';
import { canRunApp, launchApp, type RunningApp } from './harness';
import { goTo, openTab } from './steps';
import { terminalSteps } from './terminal-steps';

describe.skipIf(!canRunApp() || whyNoEngine() !== undefined)('the Shell tab on a real engine', () => {
  let dockerd: PrivateDockerd;
  let userData: string;
  let app: RunningApp;
  const { dock, shows, type, paneMenu, closeAll } = terminalSteps(() => app);

  beforeAll(async () => {
    userData = await mkdtemp(join(tmpdir(), 'pilothouse-shell-tab-'));
    dockerd = await startDockerd();
    await dockerd.importBusybox();
    await dockerd.docker(['run', '-d', '--name', 'one', '--init', 'busybox', 'sleep', '3600']);
    app = await launchApp({ dockerHost: `unix://${dockerd.socket}`, userData });
    await app.containers();
    await app.page.keyboard.press('Control+,');
    await app.page.getByRole('switch', { name: 'Screen reader mode' }).click();
    await goTo(app.page, 'Containers');
  });

  afterAll(async () => {
    await app.close();
    await dockerd.stop();
    await rm(userData, { recursive: true, force: true });
  });

  test('the Shell tab of a container splits with the keys of the dock, and its tabs are dragged', async () => {
    await openTab(app.page, 'one', 'Shell');
    const main = app.page.getByRole('main');
    const panes = main.getByRole('group', { name: 'Shell in one' });
    const own = main.getByRole('tablist', { name: 'Shells in one' }).getByRole('tab');
    const here = (pane: Locator): Promise<boolean> =>
      pane.evaluate((element) => element.contains(document.activeElement));
    await type(panes.first(), 'echo first-$((1+1))');
    await shows(panes.first(), /^first-2/m);
    await app.page.keyboard.press('Control+Shift+\\');
    await until('two panes', async () => (await panes.count()) === 2);
    await shows(panes.nth(1), /[#$] ?$/m);
    await until('the focus in the new one', () => here(panes.nth(1)));
    await app.page.keyboard.type('echo second-$((2+2))');
    await app.page.keyboard.press('Enter');
    await shows(panes.nth(1), /^second-4/m);
    await app.page.keyboard.press('Control+Shift+ArrowLeft');
    await until('the focus in the one before', () => here(panes.first()));
    expect(await own.allTextContents()).toEqual([expect.stringMatching(/2 panes$/)]);
    const drag = async (from: Locator, left: number, to: Locator, share: number): Promise<void> => {
      const [start, end] = [await from.boundingBox(), await to.boundingBox()];
      if (start === null || end === null) throw new Error('Nothing to drag');
      await app.page.mouse.move(start.x + left, start.y + start.height / 2);
      await app.page.mouse.down();
      await app.page.mouse.move(end.x + end.width * share, end.y + end.height / 2, { steps: 6 });
      await app.page.mouse.up();
    };
    await drag(panes.nth(1).locator('header'), 60, own.first(), 0.9);
    await until('two tabs', async () => (await own.count()) === 2);
    await drag(own.nth(1), 20, own.first(), 0.1);
    await own.first().click();
    await shows(panes.first(), /^second-4/m);
    await drag(own.nth(1), 20, panes.first(), 0.95);
    await until('side by side', async () => (await panes.count()) === 2);
    await main.getByRole('separator', { name: 'Width of the pane' }).waitFor();
    expect(await violations(app.page)).toEqual([]);
    // In a shell Ctrl+J is its own.
    await own.first().focus();
    await app.page.keyboard.press('Control+j');
    await dock().getByText('The shell in one is shown above').waitFor();
    await paneMenu(panes.nth(1), 'Close pane');
    await app.page
      .getByRole('alertdialog')
      .getByRole('button', { name: /^Close/ })
      .click();
    await until('one pane', async () => (await panes.count()) === 1);
    await until('the focus in it', () => here(panes.first()));
    await goTo(app.page, 'Containers');
    await closeAll();
  });
});
