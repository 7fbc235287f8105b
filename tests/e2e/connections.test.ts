import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { until } from '../support/wait';
import { violations } from './axe';
import { canRunApp, launchApp, type RunningApp } from './harness';

/** Two engines, one from DOCKER_HOST and one that a person adds; each test goes on where the one before ended. */
describe.skipIf(!canRunApp())('connections', () => {
  let first: Sim;
  let second: Sim;
  let userData: string;
  let app: RunningApp;

  const start = (): Promise<RunningApp> => launchApp({ dockerHost: first.address, userData });
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await app.page.keyboard.press(key);
  };
  const options = () => app.page.getByRole('listbox', { name: 'Connections' }).getByRole('option');
  const option = (name: string) => options().and(app.page.getByRole('option', { name, exact: true }));
  const names = (): Promise<readonly string[]> =>
    options().evaluateAll((all) => all.map((each) => each.querySelector('b')?.textContent ?? ''));
  const switcher = (name: RegExp) => app.page.getByRole('button', { name });
  const openByPalette = async (text: string): Promise<void> => {
    await press('Control+k');
    await app.page.getByRole('dialog', { name: 'Command palette' }).waitFor();
    await app.page.keyboard.type(text);
    await press('Enter');
  };
  /** Goes on with Tab until a control of this role and name has the focus. */
  const tabTo = async (role: 'button' | 'radio' | 'textbox' | 'listbox', name: string): Promise<void> => {
    const wanted = app.page.getByRole(role, { name, exact: true });
    for (let steps = 0; steps < 60; steps += 1) {
      if (await wanted.evaluateAll((all) => all.some((each) => each === document.activeElement))) return;
      await press('Tab');
    }
    throw new Error(`Tab does not reach the ${role} "${name}".`);
  };

  beforeAll(async () => {
    [first, second] = await Promise.all([
      startSim({ pace: 0.01 }),
      startSim({ pace: 0.01, apiVersion: '1.41' }),
    ]);
    userData = await mkdtemp(join(tmpdir(), 'pilothouse-connections-'));
    app = await start();
    await app.containers();
  });

  afterAll(async () => {
    expect(app.electron.consoleErrors).toEqual([]);
    await app.close();
    await Promise.all([first.close(), second.close()]);
    await rm(userData, { recursive: true, force: true });
  });

  test('a second engine is added with the keyboard alone, and both are live', async () => {
    await openByPalette('Connections');
    await app.page.getByRole('main', { name: 'Connections' }).waitFor();
    await press('n');
    const dialog = app.page.getByRole('dialog', { name: 'Add connection' });
    await dialog.waitFor();
    expect(await violations(app.page)).toEqual([]);
    await app.page.keyboard.type('harbour');
    await tabTo('textbox', 'Path of the socket');
    await app.page.keyboard.type('/nonexistent/engine.sock');
    await tabTo('button', 'Test');
    await press('Enter');
    await dialog.getByText('The engine was not reached').waitFor();
    await dialog.getByRole('textbox', { name: 'Path of the socket' }).focus();
    await press('Control+a');
    // A whole address is taken apart.
    await app.page.keyboard.insertText(second.address);
    await press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await option('harbour').getByText('Connected').waitFor();
    expect(await names()).toHaveLength(2);
    expect(await option('harbour').textContent()).toContain('API 1.41');
    expect(await violations(app.page)).toEqual([]);
  });

  test('its way is checked step by step', async () => {
    await tabTo('button', 'Check now');
    await press('Enter');
    const steps = app.page.getByRole('list', { name: 'Steps of the check' });
    await steps.getByText('Done').first().waitFor();
    await app.page.getByText(/^It answers: Docker /).waitFor();
  });

  test('it gets another name, a colour with a word, and the first place', async () => {
    await tabTo('listbox', 'Connections');
    await press('F2');
    const dialog = app.page.getByRole('dialog', { name: 'Edit harbour' });
    await dialog.waitFor();
    await press('Control+a');
    await app.page.keyboard.type('pier');
    await tabTo('radio', 'None');
    await press('ArrowLeft');
    await tabTo('textbox', 'Word on the band');
    await app.page.keyboard.type('Production');
    await press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await option('pier').getByText('Production').waitFor();
    await tabTo('listbox', 'Connections');
    await press('Alt+ArrowUp');
    await until('pier to be the first', async () => (await names())[0] === 'pier');
  });

  test('the switcher looks at it, with its band at the top of the window and in confirmations', async () => {
    await press('Control+Shift+E');
    const menu = app.page.getByRole('menu');
    await menu.getByRole('menuitemcheckbox', { name: /^pier/ }).waitFor();
    expect(await menu.getByRole('menuitemcheckbox').count()).toBe(2);
    await app.page.keyboard.type('pier');
    await press('Enter');
    await menu.waitFor({ state: 'hidden' });
    await switcher(/^Engine: pier, Production, Connected, API 1\.41$/).waitFor();
    await app.page.locator('[data-band="red"]').waitFor();
    await press('g', 'c');
    await app.containers();
    await app.row('postgres').click();
    await press('Delete');
    const question = app.page.getByRole('alertdialog', { name: 'Remove postgres' });
    await question.getByText('Production').waitFor();
    await press('Escape');
  });

  test('switching leaves each engine’s page at its own place', async () => {
    await app.row('postgres').waitFor();
    await app.row('postgres').focus();
    await press('Enter');
    await app.page.getByRole('main', { name: 'postgres' }).waitFor();
    const switchTo = async (index: number): Promise<void> => {
      await press('Control+Shift+E');
      await app.page.getByRole('menuitemcheckbox').nth(index).click();
      await app.page.getByRole('menu').waitFor({ state: 'hidden' });
    };
    await switchTo(1);
    await app.containers();
    await switchTo(0);
    await app.page.getByRole('main', { name: 'postgres' }).waitFor();
  });

  test('an engine that is disconnected stays readable and is connected again by choosing it', async () => {
    await openByPalette('Connections');
    await option('pier').click();
    await app.page.getByRole('button', { name: 'More actions for pier' }).click();
    await app.page.getByRole('menuitem', { name: 'Disconnect' }).click();
    await option('pier').getByText('Not connected').waitFor();
    await press('g', 'c');
    await app.page.getByText(/^pier is not connected\. The list is as of/).waitFor();
    await press('Control+Shift+E');
    await app.page.getByRole('menuitemcheckbox', { name: /^pier/ }).click();
    await app.page.getByRole('menu').waitFor({ state: 'hidden' });
    await switcher(/^Engine: pier, Production, Connected/).waitFor();
  });

  test('plain TCP to another machine needs a consent that names it, and is warned of afterwards', async () => {
    await openByPalette('Add connection');
    const dialog = app.page.getByRole('dialog', { name: 'Add connection' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('lab');
    await dialog.getByRole('button', { name: 'TCP without encryption' }).click();
    await dialog.getByRole('textbox', { name: 'Host' }).fill('192.0.2.1');
    await dialog.getByRole('button', { name: 'When it is chosen' }).click();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByRole('alert').getByText('192.0.2.1:2375').waitFor();
    expect(await violations(app.page)).toEqual([]);
    await dialog
      .getByRole('checkbox', {
        name: 'I understand this and want to connect to 192.0.2.1:2375 without encryption',
      })
      .click();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await option('lab').getByText('Not encrypted').waitFor();
    await option('lab').getByText('Connects on request').waitFor();
    await app.page.getByText(/^The connection to lab is not encrypted\./).waitFor();
  });

  test('what main finds wrong stands at its field', async () => {
    await openByPalette('Add connection');
    const dialog = app.page.getByRole('dialog', { name: 'Add connection' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('pier');
    await dialog.getByRole('button', { name: 'TCP with TLS' }).click();
    await dialog.getByRole('textbox', { name: 'Host' }).fill('engine.example');
    await dialog.getByRole('textbox', { name: 'Folder of certificates' }).fill('/nonexistent/certs');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await until('two reasons', async () => (await dialog.getByRole('alert').count()) === 2);
    const name = dialog.getByRole('textbox', { name: 'Name' });
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    expect(await dialog.getByRole('textbox', { name: 'Folder of certificates' }).inputValue()).toBe(
      '/nonexistent/certs',
    );
    await press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  test('everything is there again after a restart', async () => {
    await app.close();
    app = await start();
    await app.containers();
    await switcher(/^Engine: pier, Production, Connected/).waitFor();
    await app.page.locator('[data-band="red"]').waitFor();
    await openByPalette('Connections');
    await option('lab').getByText('Not encrypted').waitFor();
    expect((await names()).filter((name) => name === 'pier' || name === 'lab')).toEqual(['pier', 'lab']);
  });

  test('removing forgets the connection and leaves the engine alone', async () => {
    const before = second.engine.containers.size;
    await option('pier').click();
    await tabTo('listbox', 'Connections');
    await press('Delete');
    const question = app.page.getByRole('alertdialog', { name: 'Remove connection pier' });
    await question.getByText(/Nothing on the engine is touched/).waitFor();
    await question.getByRole('button', { name: 'Remove connection' }).click();
    await option('pier').waitFor({ state: 'detached' });
    expect(second.engine.containers.size).toBe(before);
    await app.close();
    app = await start();
    await app.containers();
    await openByPalette('Connections');
    await option('lab').waitFor();
    expect(await names()).not.toContain('pier');
  });

  test('a narrow window shows the list or one connection, and axe finds nothing in either theme', async () => {
    await app.page.setViewportSize({ width: 1024, height: 640 });
    await option('lab').click();
    await app.page.getByRole('main', { name: 'lab' }).waitFor();
    expect(await violations(app.page)).toEqual([]);
    await openByPalette('Light theme');
    await app.page.locator('[data-theme="light"]').waitFor();
    await app.page.getByRole('button', { name: 'All connections' }).click();
    await app.page.getByRole('main', { name: 'Connections' }).waitFor();
    expect(await violations(app.page)).toEqual([]);
    await app.page.setViewportSize({ width: 1440, height: 900 });
    await app.page.getByRole('region', { name: 'lab' }).waitFor();
    await press('n');
    await app.page.getByRole('dialog', { name: 'Add connection' }).waitFor();
    expect(await violations(app.page)).toEqual([]);
  });
});

describe.skipIf(!canRunApp())('an old engine', () => {
  test('says what it cannot do where it would be done, and nothing of it is tried', async () => {
    const old = await startSim({ pace: 0.01, apiVersion: '1.14' });
    const app = await launchApp({ dockerHost: old.address });
    try {
      const { page } = app;
      await app.containers();
      const head = page.getByRole('columnheader', { name: /^CPU/ });
      await page
        .getByTitle(/^Statistics need Docker 1\.5 or newer/)
        .first()
        .waitFor();
      expect(await head.getAttribute('aria-description')).toContain('Statistics need');
      await app.row('postgres').getByRole('link', { name: 'postgres', exact: true }).click();
      await page.getByRole('tab', { name: 'Shell' }).click();
      await page
        .getByRole('tabpanel')
        .getByText(/^Exec needs Docker 1\.3 or newer/)
        .waitFor();
      await page.getByRole('tab', { name: 'Stats' }).click();
      await page
        .getByRole('tabpanel')
        .getByText(/^Statistics need Docker/)
        .waitFor();
      await page.getByRole('tab', { name: 'Logs' }).click();
      await page.getByRole('log', { name: 'Logs' }).waitFor();
      expect(await violations(page)).toEqual([]);
      expect(app.electron.consoleErrors).toEqual([]);
    } finally {
      await app.close();
      await old.close();
    }
  });
});
