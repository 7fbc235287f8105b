import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/wait';
import { canRunApp, launchDemo, type RunningApp } from './harness';

/** A journey without a pointer: each step starts where the one before left the focus. */
describe.skipIf(!canRunApp())('with the keyboard alone', () => {
  let app: RunningApp;

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await app.page.keyboard.press(key);
  };
  /** Role and name of what has the focus, as far as the element itself says them. */
  const focused = (): Promise<string> =>
    app.page.evaluate(() => {
      const active = document.activeElement ?? document.body;
      const role = active.getAttribute('role') ?? active.tagName.toLowerCase();
      return `${role} ${active.getAttribute('aria-label') ?? active.textContent.trim().slice(0, 60)}`;
    });
  const focusOn = (name: string | RegExp): Promise<unknown> => {
    const wanted = (seen: string): boolean => (typeof name === 'string' ? seen === name : name.test(seen));
    return until(`the focus on ${String(name)}`, async () => wanted(await focused())).catch(async () => {
      throw new Error(`The focus is not on "${String(name)}" but on "${await focused()}".`);
    });
  };
  /** Focus in the element of a role and name, or in something inside it. */
  const focusIn = (selector: string): Promise<unknown> =>
    until(`the focus in ${selector}`, () =>
      app.page.evaluate((wanted) => document.activeElement?.closest(wanted) !== null, selector),
    );
  const row = (name: string) => app.row(name);
  /** The first row of the list. One of its containers starts and crashes again and again. */
  const firstGroup = /^row Project ledger, [23] of 4 running$/;
  const tab = (name: string) => app.page.getByRole('tab', { name, selected: true });

  beforeAll(async () => {
    app = await launchDemo();
    await app.containers();
    await row('postgres').waitFor();
  });

  afterAll(async () => {
    expect(app.electron.consoleErrors).toEqual([]);
    await app.close();
  });

  test('F6 goes round the regions, Shift+F6 back', async () => {
    const stops = ['rail', 'titlebar', 'main', 'statusbar', 'rail'];
    for (const stop of stops) {
      await press('F6');
      await focusIn(`[data-region="${stop}"]`);
    }
    for (const stop of stops.slice(0, -1).reverse()) {
      await press('Shift+F6');
      await focusIn(`[data-region="${stop}"]`);
    }
    await press('F6', 'F6');
    await focusOn(firstGroup);
  });

  test('arrows, Home and End move in the list, and only one row is in the tab order', async () => {
    await press('ArrowDown');
    await focusOn('row ledger-api');
    await press('ArrowDown', 'ArrowUp');
    await focusOn('row ledger-api');
    await press('End', 'Home');
    await focusOn(firstGroup);
    expect(await app.page.getByRole('grid').locator('[role="row"][tabindex="0"]').count()).toBe(1);
  });

  test('a slash filters, and Enter goes on into what is left', async () => {
    await press('/');
    await focusOn('combobox Filter containers');
    await app.page.keyboard.type('redis');
    await row('postgres').waitFor({ state: 'detached' });
    await press('Enter', 'ArrowDown');
    await focusOn('row redis');
  });

  test('Space selects, S stops, and Activity has it', async () => {
    await press('Space');
    await app.page.getByRole('toolbar', { name: 'Actions for 1 selected container' }).waitFor();
    expect(await row('redis').getAttribute('aria-selected')).toBe('true');
    await press('s');
    await until('it to stop', async () => /Exited/.test((await row('redis').textContent()) ?? ''));
    await press('Control+Shift+A');
    await focusOn('row Stop redis');
    await press('Enter');
    await app.page.getByText(/^POST .*\/stop/).waitFor();
    await press('Alt+ArrowLeft');
    await focusOn('row redis');
  });

  test('Escape clears the selection, then the filter', async () => {
    await press('Escape');
    await app.page.getByRole('toolbar').waitFor({ state: 'detached' });
    await focusOn('row redis');
    await press('/', 'Escape');
    await row('postgres').waitFor();
    await press('Escape');
    await focusOn('row redis');
    await press('s');
    await until('it to run again', async () => /Running/.test((await row('redis').textContent()) ?? ''));
  });

  test('Enter opens the detail, letters its tabs, and Alt+Left returns to the row', async () => {
    await press('ArrowDown');
    await focusOn('row web');
    await press('Enter');
    await app.page.getByRole('main', { name: 'web' }).waitFor();
    await tab('Logs').waitFor();
    await focusOn('log Logs');
    // T and M are keys of a focused log itself.
    await press('i');
    await tab('Inspect').waitFor();
    await press('m');
    await tab('Stats').waitFor();
    await press('l');
    await tab('Logs').waitFor();
    await focusOn('log Logs');
    await press('Alt+ArrowLeft');
    await focusOn('row web');
    for (const [key, name] of [
      ['m', 'Stats'],
      ['i', 'Inspect'],
      ['l', 'Logs'],
    ] as const) {
      await press(key);
      await tab(name).waitFor();
      await focusIn('[data-region="main"]');
      await press('Alt+ArrowLeft');
      await focusOn('row web');
    }
  });

  test('T opens a shell that takes what is typed, and Ctrl+Shift+Up leaves it', async () => {
    await press('t');
    await tab('Shell').waitFor();
    await focusOn('textarea Terminal input');
    // What is on screen can be read only where xterm writes it for screen readers; reaching the switch by keys shows
    // that Tab leaves the header.
    await press('Control+Shift+ArrowUp');
    await focusIn('[role="group"][aria-label="Shell in web"] header');
    await press('Tab', 'Tab');
    await focusOn('button Screen reader mode');
    await press('Space', 'Tab');
    await focusOn('button Actions for the shell in web');
    await press('Tab');
    await focusOn('textarea Terminal input');
    await app.page.keyboard.type('echo answer=$((6*7))');
    await press('Enter');
    const shell = app.page.getByRole('group', { name: 'Shell in web' });
    await until('42', async () => /answer=42/.test((await shell.getByRole('list').textContent()) ?? ''));
    // Letters, slashes and Ctrl+K are the shell's while it has the focus.
    await press('?', '/', 'Control+k');
    expect(await app.page.getByRole('dialog').count()).toBe(0);
    await focusOn('textarea Terminal input');
    await press('Control+Shift+ArrowUp', 'Alt+ArrowLeft');
    await focusOn('row web');
  });

  test('the palette opens with Ctrl+K, runs, and gives the focus back', async () => {
    await press('Control+k');
    await app.page.getByRole('dialog', { name: 'Command palette' }).waitFor();
    await press('Escape');
    await app.page.getByRole('dialog').waitFor({ state: 'detached' });
    await focusOn('row web');
    await press('Control+k');
    await app.page.keyboard.type('settings');
    await press('Enter');
    await app.page.getByRole('main', { name: 'Settings' }).waitFor();
    await focusIn('[data-region="main"]');
    await press('Alt+ArrowLeft');
    await focusOn('row web');
  });

  test('a question mark lists the shortcuts; Escape returns to the row', async () => {
    await press('?');
    await app.page.getByRole('dialog', { name: 'Shortcuts' }).waitFor();
    await press('Escape');
    await app.page.getByRole('dialog').waitFor({ state: 'detached' });
    await focusOn('row web');
  });

  test('Delete asks, with the focus on the safe choice; Escape returns to the row', async () => {
    await press('Delete');
    await app.page.getByRole('alertdialog', { name: 'Remove web' }).waitFor();
    await focusOn('button Cancel');
    await press('Escape');
    await app.page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await focusOn('row web');
  });

  test('a dialog from a row’s menu returns to the row, not to the menu', async () => {
    await press('Shift+F10');
    await focusIn('[role="menu"]');
    await press('End');
    await focusOn('menuitem Remove…Del');
    await press('Enter');
    await app.page.getByRole('alertdialog', { name: 'Remove web' }).waitFor();
    await press('Escape');
    await app.page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await focusOn('row web');
  });

  test('G then I goes to the images, N asks what to pull, and Escape returns to what opened it', async () => {
    await press('g', 'i');
    await app.page.getByRole('main', { name: 'Images' }).waitFor();
    await focusIn('[role="grid"][aria-label="Images"] [role="row"]');
    const before = await focused();
    await press('n');
    await app.page.getByRole('dialog', { name: 'Pull image' }).waitFor();
    await focusIn('[role="dialog"] input');
    await press('Escape');
    await app.page.getByRole('dialog').waitFor({ state: 'detached' });
    await focusOn(before);
    await app.page.getByRole('button', { name: /^Pull/ }).first().focus();
    await press('Enter');
    await focusIn('[role="dialog"] input');
    await press('Escape');
    await focusIn('[data-region="main"] button');
    expect(await focused()).toMatch(/^button Pull/);
  });

  test('a removed container leaves the focus in the list', async () => {
    await press('g', 'c');
    await focusOn('row web');
    await press('End');
    const last = await until('the focus on another row', async () => {
      const now = await focused();
      return now.startsWith('row ') && now !== 'row web' ? now : undefined;
    });
    await press('Delete', 'Tab');
    await focusOn('button Remove container');
    // What goes with it is read first.
    await app.page.locator('button:not([aria-disabled])', { hasText: 'Remove container' }).waitFor();
    await press('Enter');
    await app.page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await until('it to be struck out', async () =>
      /Removed/.test((await row(last.slice(4)).textContent()) ?? ''),
    );
    await focusOn(last);
    await press('ArrowUp');
    await until('the focus on the row before', async () => (await focused()) !== last);
    await focusIn('[role="grid"] [role="row"]');
  });
});
