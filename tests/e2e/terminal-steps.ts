import type { Locator } from 'playwright-core';
import { until } from '../support/wait';
import type { RunningApp } from './harness';
import { goTo, rowOf } from './steps';

/** What tests do with the dock. Screen reader mode has to be on: only then what a terminal shows can be read. */
export function terminalSteps(running: () => RunningApp) {
  const dock = (): Locator => running().page.getByRole('region', { name: 'Dock' });
  const tabs = (): Locator => dock().getByRole('tablist', { name: 'Dock tabs' }).getByRole('tab');
  const shells = (name: string): Locator => dock().getByRole('group', { name: `Shell in ${name}` });
  const focus = (pane: Locator): Promise<void> =>
    pane.getByRole('textbox', { name: 'Terminal input' }).focus();
  /** What a pane shows, as a screen reader gets it, line by line. */
  const screen = async (pane: Locator): Promise<string> =>
    (await pane.getByRole('listitem').allTextContents()).join('\n');
  const shows = async (pane: Locator, what: RegExp): Promise<RegExpExecArray> =>
    until(`${what.source} on screen`, async () => what.exec(await screen(pane)) ?? undefined);
  const type = async (pane: Locator, line: string): Promise<void> => {
    await focus(pane);
    await running().page.keyboard.type(line);
    await running().page.keyboard.press('Enter');
  };
  const select = async (name: string): Promise<void> => {
    await goTo(running().page, 'Containers');
    await rowOf(running().page, name).getByRole('gridcell').nth(2).click();
  };
  /** A new shell in the dock, by the key. */
  const newShell = async (name: string): Promise<Locator> => {
    await select(name);
    const before = await tabs().count();
    await running().page.keyboard.press('Control+Shift+T');
    await until('its tab', async () => (await tabs().count()) === before + 1);
    const pane = shells(name).first();
    await shows(pane, /[#$] ?$/m);
    return pane;
  };
  const paneMenu = async (pane: Locator, entry: string): Promise<void> => {
    await pane.getByRole('button', { name: /^Actions for the shell in/ }).click();
    await running().page.getByRole('menuitem', { name: entry }).first().click();
  };
  const closeAll = async (): Promise<void> => {
    for (let left = await tabs().count(); left > 0; left -= 1) {
      await tabs().first().focus();
      await running().page.keyboard.press('Delete');
      const dialog = running().page.getByRole('alertdialog');
      await until(
        'a question or the end',
        async () => (await dialog.count()) > 0 || (await tabs().count()) < left,
      );
      if ((await dialog.count()) > 0) await dialog.getByRole('button', { name: /^(Close|Let go)/ }).click();
      await until('it to be gone', async () => (await tabs().count()) < left);
    }
  };
  return { dock, tabs, shells, focus, screen, shows, type, newShell, paneMenu, closeAll };
}
