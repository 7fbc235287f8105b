import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PrivateDockerd, startDockerd } from '../setup/dockerd';
import { whyNoEngine } from '../setup/tools';
import { until } from '../support/wait';
import { canRunApp, launchApp, type RunningApp } from './harness';
import { goTo, rowOf } from './steps';
import { terminalSteps } from './terminal-steps';

describe.skipIf(!canRunApp() || whyNoEngine() !== undefined)('what a terminal can run', () => {
  let dockerd: PrivateDockerd;
  let app: RunningApp;
  const { dock, tabs, shells, focus, screen, shows, type, newShell, paneMenu, closeAll } = terminalSteps(
    () => app,
  );

  const open = async (name: string): Promise<Locator> => {
    await goTo(app.page, 'Containers');
    await rowOf(app.page, name).click({ button: 'right' });
    await app.page.getByRole('menuitem', { name: 'Open a terminal…' }).click();
    const dialog = app.page.getByRole('dialog', { name: `Open a terminal in ${name}` });
    await dialog.waitFor();
    return dialog;
  };
  /** Pastes as a person does: the system's text comes with an event. */
  const paste = async (pane: Locator, text: string): Promise<void> => {
    await focus(pane);
    await pane.getByRole('textbox', { name: 'Terminal input' }).evaluate((field, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  };

  beforeAll(async () => {
    dockerd = await startDockerd();
    await dockerd.importBusybox();
    await dockerd.docker(['run', '-d', '--name', 'plain', '--init', 'busybox', 'sleep', '3600']);
    const lines = 'while read line; do echo "got $line"; done';
    await dockerd.docker(['run', '-di', '--name', 'lines', 'busybox', 'sh', '-c', lines]);
    app = await launchApp({ dockerHost: `unix://${dockerd.socket}` });
    await app.containers();
    await app.page.keyboard.press('Control+,');
    await app.page.getByRole('switch', { name: 'Screen reader mode' }).click();
  });

  afterAll(async () => {
    await app.close();
    await dockerd.stop();
  });

  test('a main process without a TTY takes whole lines, and goes on when it is let go', async () => {
    const dialog = await open('lines');
    await dialog.getByRole('button', { name: 'Attach', exact: true }).click();
    await dialog.getByText(/lines are sent whole/).waitFor();
    await dialog.getByRole('button', { name: 'Open terminal' }).click();
    const pane = shells('lines').first();
    const field = pane.getByRole('textbox', { name: 'Line to lines' });
    await field.fill('hello there');
    await field.press('Enter');
    await shows(pane, /^got hello there/m);
    await closeAll();
    const running = await dockerd.docker(['ps', '--format', '{{.Names}}']);
    expect(running.stdout).toContain('lines');
  });

  test('a debug shell sees the container’s processes and files, and leaves no helper behind', async () => {
    const dialog = await open('plain');
    await dialog.getByRole('button', { name: 'Debug shell', exact: true }).click();
    await dialog.getByRole('button', { name: /busybox/ }).click();
    await dialog.getByRole('button', { name: 'Open terminal' }).click();
    const pane = shells('plain').first();
    await shows(pane, /[#$] ?$/m);
    await type(pane, 'tr "\\0" " " < /proc/1/cmdline; echo; ls /proc/1/root/bin/busybox');
    await shows(pane, /init/);
    await shows(pane, /^\/proc\/1\/root\/bin\/busybox/m);
    await dock()
      .getByRole('tab', { name: /^plain, .*busybox.*, debug/ })
      .waitFor();
    await closeAll();
    const names = async (): Promise<string> =>
      (await dockerd.docker(['ps', '-a', '--format', '{{.Names}}'])).stdout;
    await until('the helper to be gone', async () => (await names()).trim().split('\n').length === 2);
  });

  test('a paste of several lines asks first, once for all panes that are typed into', async () => {
    const pane = await newShell('plain');
    await paste(pane, 'echo one-$((1+0))');
    await app.page.keyboard.press('Enter');
    await shows(pane, /^one-1/m);
    await paste(pane, 'echo a-$((1+1))\necho b-$((1+2))\n');
    const question = app.page.getByRole('dialog', { name: 'Paste 2 lines' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await screen(pane)).not.toContain('a-2');
    await paneMenu(pane, 'Split right');
    await until('two panes', async () => (await shells('plain').count()) === 2);
    await shows(shells('plain').nth(1), /[#$] ?$/m);
    await dock().getByRole('button', { name: 'Type into all panes' }).click();
    await paste(pane, 'echo a-$((1+1))\necho b-$((1+2))\n');
    await question.getByText('Each shell of this tab runs each line as soon as it arrives.').waitFor();
    await question.getByRole('button', { name: 'Paste 2 lines' }).click();
    for (const each of [pane, shells('plain').nth(1)]) {
      await shows(each, /^a-2/m);
      await shows(each, /^b-3/m);
    }
    await closeAll();
  });

  test('text gets larger and usual again by the keyboard, and the shell knows its size', async () => {
    const pane = await newShell('plain');
    const columns = async (mark: string): Promise<number> => {
      await type(pane, `clear; echo ${mark}=$(stty size | cut -d' ' -f2)`);
      return Number((await shows(pane, new RegExp(`^${mark}=(\\d+)`, 'm')))[1]);
    };
    const usual = await columns('usual');
    for (let step = 0; step < 3; step += 1) await app.page.keyboard.press('Control+=');
    await until('fewer columns', async () => (await columns('larger')) < usual);
    await app.page.keyboard.press('Control+0');
    await until('as many as before', async () => (await columns('again')) === usual);
    expect(await tabs().count()).toBe(1);
    await closeAll();
  });
});
