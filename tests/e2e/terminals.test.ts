import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PrivateDockerd, startDockerd } from '../setup/dockerd';
import { whyNoEngine } from '../setup/tools';
import { until } from '../support/wait';
import { canRunApp, launchApp, type RunningApp } from './harness';
import { goTo, openTab, rowOf } from './steps';
import { terminalSteps } from './terminal-steps';

/** Draws as a full-screen program does: another screen, a frame at the window's edges, the cursor hidden. */
const drawing = [
  'draw() { set -- $(stty size); printf "\\033[?1049h\\033[?25l\\033[2J\\033[H+TOP $1x$2+";',
  'printf "\\033[$1;1H+BOTTOM+\\033[$1;$(($2-4))HRIGHT"; }',
  'trap draw WINCH; draw; while :; do read -r -t 1 key; [ "$key" = q ] && break; done',
  'printf "\\033[?25h\\033[?1049l"',
].join('\n');

describe.skipIf(!canRunApp() || whyNoEngine() !== undefined)('terminals on a real engine', () => {
  let dockerd: PrivateDockerd;
  let userData: string;
  let app: RunningApp;

  const launch = async (): Promise<void> => {
    app = await launchApp({ dockerHost: `unix://${dockerd.socket}`, userData });
    await app.containers();
  };
  const steps = terminalSteps(() => app);
  const { dock, tabs, shells, screen, shows, type, newShell, paneMenu, closeAll } = steps;
  /** Commands of all processes of a container, as the engine knows them. */
  const processes = async (name: string): Promise<readonly string[]> =>
    (await dockerd.docker(['top', name, '-eo', 'pid,args'])).stdout.trim().split('\n').slice(1);

  beforeAll(async () => {
    userData = await mkdtemp(join(tmpdir(), 'pilothouse-terminals-'));
    dockerd = await startDockerd();
    await dockerd.importBusybox();
    for (const name of ['one', 'two', 'three'])
      await dockerd.docker(['run', '-d', '--name', name, '--init', 'busybox', 'sleep', '3600']);
    await dockerd.docker(['run', '-dit', '--name', 'talker', 'busybox', 'sh']);
    const write = ['exec', '-i', 'one', 'sh', '-c', 'cat > /draw'];
    await dockerd.docker(write, { input: drawing });
    await launch();
    await app.page.keyboard.press('Control+,');
    await app.page.getByRole('switch', { name: 'Screen reader mode' }).click();
  });

  afterAll(async () => {
    await app.close();
    await dockerd.stop();
    await rm(userData, { recursive: true, force: true });
  });

  test('a shell has its size at the first prompt, and follows the window and a split', async () => {
    const pane = await newShell('one');
    const size = async (): Promise<string> => {
      await type(pane, 'clear; echo size=$(stty size | tr " " x)');
      return (await shows(pane, /size=(\d+x\d+)/))[1] ?? '';
    };
    const shown = async (): Promise<string> =>
      ((await pane.locator('header').textContent()) ?? '').replace(/.*?(\d+) × (\d+).*/, '$2x$1');
    expect(await size()).toBe(await shown());
    const whole = await size();
    await app.page.setViewportSize({ width: 1200, height: 800 });
    await until('the smaller size', async () => (await shown()) !== whole);
    await until('the shell to know it', async () => (await size()) === (await shown()));
    await app.page.setViewportSize({ width: 1440, height: 900 });
    await until('the size of before', async () => (await shown()) === whole);
    await paneMenu(pane, 'Split right');
    await until('two panes', async () => (await shells('one').count()) === 2);
    await until('half the width', async () => (await size()) === (await shown()));
    expect(Number((await shown()).split('x')[1])).toBeLessThan(Number(whole.split('x')[1]) * 0.6);
    await shows(shells('one').nth(1), /[#$] ?$/m);
  });

  test('who asks for a shell types into it, and never into the list that the focus was in', async () => {
    const here = (): Promise<string | null | undefined> =>
      app.page.evaluate(() => document.activeElement?.closest('[role="group"]')?.getAttribute('aria-label'));
    await app.page.keyboard.press('Escape');
    await rowOf(app.page, 'two').getByRole('gridcell').nth(2).click();
    await app.page.keyboard.press('Control+Shift+T');
    await until('the focus in the new shell', async () => (await here()) === 'Shell in two');
    await shows(shells('two').first(), /[#$] ?$/m);
    await app.page.keyboard.type('echo typed-$((2+2))');
    await app.page.keyboard.press('Enter');
    await shows(shells('two').first(), /^typed-4/m);
    await openTab(app.page, 'two', 'Stats');
    await app.page.keyboard.press('t');
    await until('the focus in the Shell tab', async () => (await here()) === 'Shell in two');
    await app.page.getByRole('tab', { name: 'Stats' }).click();
    await app.page
      .getByRole('main')
      .getByRole('button', { name: /^Shell/ })
      .first()
      .click();
    await until('the focus in it again', async () => (await here()) === 'Shell in two');
    await goTo(app.page, 'Containers');
    await tabs().last().focus();
    await app.page.keyboard.press('Delete');
    await app.page
      .getByRole('alertdialog')
      .getByRole('button', { name: /^Close/ })
      .click();
    await until('one tab', async () => (await tabs().count()) === 1);
  });

  test('full-screen programs draw to their edges, also after the pane is made larger', async () => {
    await paneMenu(shells('one').nth(1), 'Move to a tab of its own');
    await until('two tabs', async () => (await tabs().count()) === 2);
    await tabs().first().click();
    const pane = shells('one').first();
    await type(pane, 'sh /draw');
    const drawn = async (): Promise<boolean> => {
      const lines = await pane.getByRole('listitem').allTextContents();
      const head = /^\+TOP (\d+)x(\d+)\+/.exec(lines[0] ?? '');
      const last = lines.at(-1) ?? '';
      return (
        head !== null &&
        lines.length === Number(head[1]) &&
        last.startsWith('+BOTTOM+') &&
        last.trimEnd().length === Number(head[2]) &&
        last.trimEnd().endsWith('RIGHT')
      );
    };
    await until('the frame', drawn);
    await dock().getByRole('button', { name: 'Maximise dock' }).click();
    await until(
      'the frame of all the room',
      async () => (await drawn()) && (await screen(pane)).split('\n').length > 30,
    );
    await dock().getByRole('button', { name: 'Give the page its room back' }).click();
    await until('the frame again', drawn);
    await type(pane, 'q');
    await shows(pane, /sh \/draw/);
    await type(pane, 'echo one > /note; vi /note');
    await until('vi', async () => /^~$/m.test(await screen(pane)));
    await app.page.keyboard.type('Aand two');
    await shows(pane, /^I \/note/m);
    await app.page.keyboard.press('Escape');
    // It takes an escape with something right behind it for a key.
    await shows(pane, /^- \/note/m);
    await app.page.keyboard.type(':wq');
    await app.page.keyboard.press('Enter');
    await shows(pane, /[#$] ?$/m);
    await type(pane, 'clear; cat /note');
    await shows(pane, /^oneand two/m);
  });

  test('a session survives navigation and a reload with its screen', async () => {
    const pane = shells('one').first();
    await type(pane, 'clear; echo mark-$((40+2)); cd /tmp');
    await shows(pane, /^mark-42/m);
    await goTo(app.page, 'Images');
    await app.reload();
    await shows(pane, /^mark-42/m);
    await type(pane, 'pwd');
    await shows(pane, /^\/tmp$/m);
    expect(await tabs().count()).toBe(2);
    await openTab(app.page, 'one', 'Shell');
    // The latest of both.
    await tabs().nth(1).click();
    await dock().getByText('The shell in one is shown above').waitFor();
    await goTo(app.page, 'Containers');
    await shows(shells('one').first(), /[#$] ?$/m);
  });

  test('an exit code says what it means, and the shell starts again in its place', async () => {
    await tabs().first().click();
    const pane = shells('one').first();
    await type(pane, 'echo first-$((3+3))');
    await shows(pane, /^first-6/m);
    await type(pane, 'exit 127');
    await pane.getByText(/exit code 127, the command was not found/).waitFor();
    await pane.getByRole('button', { name: 'Start again' }).click();
    await until('it to be gone', async () => (await pane.getByText(/exit code 127/).count()) === 0);
    // Under what stood there, with the focus in it.
    await shows(pane, /^first-6[\s\S]*started again[\s\S]*[#$] ?$/m);
    await app.page.keyboard.type('echo again-$((1+1))');
    await app.page.keyboard.press('Enter');
    await shows(pane, /started again[\s\S]*^again-2/m);
    expect(await tabs().count()).toBe(2);
  });

  test('ten tabs, each its own shell', async () => {
    for (let more = await tabs().count(); more < 10; more += 1) await newShell('two');
    for (let at = 2; at < 10; at += 1) {
      await tabs().nth(at).click();
      await type(shells('two').first(), `clear; tab=${at}; echo tab-$tab`);
      await shows(shells('two').first(), new RegExp(`^tab-${at}`, 'm'));
    }
    await tabs().nth(4).click();
    await type(shells('two').first(), 'echo still-$tab');
    await shows(shells('two').first(), /^still-4/m);
    await closeAll();
  });

  test('what is typed goes to all panes of a tab, and is marked', async () => {
    const first = await newShell('one');
    await paneMenu(first, 'Split down');
    await until('two panes', async () => (await shells('one').count()) === 2);
    await shows(shells('one').nth(1), /[#$] ?$/m);
    await dock().getByRole('button', { name: 'Type into all panes' }).click();
    expect(await dock().getByText('Typing into all', { exact: true }).count()).toBe(2);
    await type(shells('one').first(), 'echo both-$((2+3))');
    await shows(shells('one').first(), /^both-5/m);
    await shows(shells('one').nth(1), /^both-5/m);
    await dock().getByRole('button', { name: 'Typing into 2 panes' }).click();
    await type(shells('one').first(), 'echo single-$((2+3))');
    await shows(shells('one').first(), /^single-5/m);
    expect(await screen(shells('one').nth(1))).not.toContain('single');
  });

  test('a pane is dragged to the bar, and back to an edge', async () => {
    const box = async (of: Locator): Promise<{ x: number; y: number; width: number; height: number }> =>
      (await of.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const drag = async (from: Locator, to: { readonly x: number; readonly y: number }): Promise<void> => {
      const start = await box(from);
      await app.page.mouse.move(start.x + 60, start.y + start.height / 2);
      await app.page.mouse.down();
      await app.page.mouse.move(to.x, to.y, { steps: 6 });
      await app.page.mouse.up();
    };
    const bar = await box(tabs().first());
    await drag(shells('one').nth(1).locator('header'), { x: bar.x + bar.width - 4, y: bar.y + 10 });
    await until('two tabs', async () => (await tabs().count()) === 2);
    await tabs().first().click();
    const body = await box(shells('one').first());
    await drag(tabs().nth(1), { x: body.x + body.width - 12, y: body.y + body.height / 2 });
    await until('one tab', async () => (await tabs().count()) === 1);
    await until('side by side', async () => {
      const [left, right] = [await box(shells('one').first()), await box(shells('one').nth(1))];
      return left.x + left.width <= right.x + 2 && Math.abs(left.y - right.y) < 2;
    });
    await closeAll();
  });

  test('the dialog runs a command as a user with an environment, and attaches to a main process', async () => {
    const open = async (name: string): Promise<Locator> => {
      await goTo(app.page, 'Containers');
      await rowOf(app.page, name).click({ button: 'right' });
      await app.page.getByRole('menuitem', { name: 'Open a terminal…' }).click();
      const dialog = app.page.getByRole('dialog', { name: `Open a terminal in ${name}` });
      await dialog.waitFor();
      return dialog;
    };
    const dialog = await open('two');
    await dialog.getByRole('button', { name: 'Command', exact: true }).click();
    await dialog.getByRole('textbox', { name: 'Command' }).fill('sh -c "id -u; echo $SECRET; pwd; exec cat"');
    await dialog.getByRole('textbox', { name: 'User' }).fill('1234');
    await dialog.getByRole('textbox', { name: 'Folder' }).fill('/tmp');
    await dialog.getByRole('button', { name: 'Add variable' }).click();
    await dialog.getByRole('textbox', { name: 'Name of variable 1' }).fill('SECRET');
    await dialog.getByLabel('Value of variable 1', { exact: true }).fill('not-to-be-kept');
    await dialog.getByRole('button', { name: 'Open terminal' }).click();
    const pane = shells('two').first();
    await until('the focus in it', () =>
      pane.evaluate((element) => element.contains(document.activeElement)),
    );
    await shows(pane, /1234[\s\S]*not-to-be-kept[\s\S]*\/tmp/);
    const kept = await app.page.evaluate(() => JSON.stringify(Object.entries<string>(localStorage)));
    expect(kept).not.toContain('not-to-be-kept');

    const attach = await open('talker');
    await attach.getByRole('button', { name: 'Attach', exact: true }).click();
    await attach.getByText(/Ctrl\+C, too: it may end the container/).waitFor();
    await attach.getByRole('button', { name: 'Open terminal' }).click();
    await type(shells('talker').first(), 'echo main-$((3+4))');
    await shows(shells('talker').first(), /^main-7/m);

    await dockerd.docker(['run', '-di', '--name', 'lines', 'busybox', 'cat']);
    const lines = await open('lines');
    await lines.getByRole('button', { name: 'Attach', exact: true }).click();
    await lines.getByRole('button', { name: 'Open terminal' }).click();
    await until('the focus in its field', () =>
      app.page.evaluate(() => document.activeElement?.getAttribute('aria-label') === 'Line to lines'),
    );
    await app.page.keyboard.type('whole line');
    await app.page.keyboard.press('Enter');
    await shows(shells('lines').first(), /^whole line/m);
    await tabs().last().focus();
    await app.page.keyboard.press('Delete');
    await app.page
      .getByRole('alertdialog')
      .getByRole('button', { name: /^Let go/ })
      .click();
    await dockerd.docker(['rm', '-f', 'lines']);
    await tabs().last().click();
  });

  test('the text of a terminal is saved as a file', async () => {
    const saved = app.page.waitForEvent('download', { timeout: 15_000 });
    await paneMenu(shells('talker').first(), 'Save text');
    expect((await saved).suggestedFilename()).toMatch(/^talker-\d{4}-\d\d-\d\d-\d{6}\.txt$/);
    await closeAll();
    expect((await dockerd.docker(['ps', '--format', '{{.Names}}'])).stdout).toContain('talker');
  });

  test('one command in several containers: the same answers together, another one marked', async () => {
    await dockerd.docker(['exec', 'three', 'sh', '-c', 'echo other > /kind']);
    await goTo(app.page, 'Containers');
    for (const name of ['one', 'two', 'three'])
      await rowOf(app.page, name)
        .getByRole('checkbox', { name: `Select ${name}` })
        .click();
    await app.page.getByRole('button', { name: 'More actions for the selection' }).click();
    await app.page.getByRole('menuitem', { name: 'Run a command in 3…' }).click();
    const page = app.page.getByRole('main', { name: 'Run command' });
    await page.getByRole('textbox', { name: 'Command' }).fill('cat /kind 2>/dev/null || echo usual');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('Done: 3 of 3 containers answered, 2 different answers').waitFor();
    const rows = await page.getByRole('table', { name: 'Answers' }).getByRole('row').allTextContents();
    expect(rows).toHaveLength(3);
    expect(rows[1]).toMatch(/2 containers said the same.*one, two.*0.*usual/);
    expect(rows[2]).toMatch(/three.*differs.*0.*other/);
    await goTo(app.page, 'Activity');
    expect(await app.page.getByRole('main', { name: 'Activity' }).textContent()).not.toContain('/kind');
  });

  test('after a restart of the app a shell stands in its place, to be started again', async () => {
    await goTo(app.page, 'Containers');
    await app.page.keyboard.press('Escape');
    const pane = await newShell('three');
    await paneMenu(pane, 'Split right');
    await until('two panes', async () => (await shells('three').count()) === 2);
    await shows(shells('three').nth(1), /[#$] ?$/m);
    // The host of these tests keeps nothing of the page: what a window would find is put back.
    const stored = await until('the layout to be kept', () =>
      app.page.evaluate(() =>
        Object.entries<string>(localStorage).find(([, text]) => text.includes('"split"')),
      ),
    );
    await app.close();
    await launch();
    // After the page wrote what it has itself.
    await app.page.evaluate(
      ([key, text]) => window.addEventListener('pagehide', () => localStorage.setItem(key, text)),
      stored,
    );
    await app.reload();
    await until('its panes', async () => (await shells('three').count()) === 2);
    await shells('three').first().getByText('It ended when Pilothouse was closed.').waitFor();
    await shells('three').first().getByRole('button', { name: 'Start again' }).click();
    await type(shells('three').first(), 'echo back-$((5+4))');
    await shows(shells('three').first(), /^back-9/m);
    await closeAll();
  });

  test('nothing of all that is left in any container, nor another container on the engine', async () => {
    for (const name of ['one', 'two', 'three']) {
      // A look of the app at what is left may still run.
      const left = await until(
        `${name} alone`,
        async () => {
          const all = await processes(name);
          return all.length === 2 ? all : undefined;
        },
        20_000,
      );
      expect(left).toEqual([expect.stringMatching(/init/), expect.stringMatching(/sleep 3600$/)]);
    }
    expect(await processes('talker')).toHaveLength(1);
    const names = (await dockerd.docker(['ps', '-a', '--format', '{{.Names}}'])).stdout.trim().split('\n');
    expect(names.sort()).toEqual(['one', 'talker', 'three', 'two']);
  });
});
