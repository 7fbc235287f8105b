import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, image, world } from '#tools/engine-sim/world/builders';
import { until } from '../support/wait';
import { canRunApp, launchApp, type RunningApp } from './harness';
import { expectNothingActed, hostile, shownHostile } from './hostile';
import { goTo, openTab, pointAway } from './steps';

const stamp = '2026-11-20T14:32:08.123456789Z ';

/** A frame of the multiplexed stream: 1 is stdout, 2 stderr. */
function frame(type: 1 | 2, payload: Uint8Array | string): Buffer {
  const body = Buffer.from(payload as string);
  const head = Buffer.alloc(8);
  head[0] = type;
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

const line = (text: string, type: 1 | 2 = 1): Buffer => frame(type, `${stamp}${text}\n`);

describe.skipIf(!canRunApp())('what comes from an engine is text and nothing else', () => {
  let sim: Sim;
  let app: RunningApp;

  beforeEach(async () => {
    sim = await startSim({
      pace: 0.02,
      world: world({
        containers: [
          container({
            name: hostile,
            image: `evil/${hostile}:1`,
            labels: { [hostile]: hostile, 'com.docker.compose.project': hostile },
            env: [`X=${hostile}`],
            command: [hostile],
          }),
          container({
            name: 'web',
            inside: { distro: 'alpine', programs: {}, files: { '/evil': `${sequences}plain\n` } },
          }),
        ],
        images: [image(`evil/${hostile}:1`, 8e6, 1000), image('alpine:3.22', 8e6, 1000)],
      }),
    });
    app = await launchApp({ dockerHost: sim.address });
  });

  afterEach(async () => {
    await app.close();
    await sim.close();
  });

  /** Sequences by which a program sets titles and clipboards, asks questions, links, and moves the cursor. */
  const sequences =
    '\u001b]0;struck\u0007\u001b]2;struck\u001b\\\u001b]52;c;c3RydWNr\u0007\u001b]52;c;?\u0007' +
    '\u001b]8;;javascript:window.struck=1\u0007link\u001b]8;;\u0007\u001b[c\u001b[6n\u001bP+q544e\u001b\\' +
    '\u001b[8;10;10t\u001b[3;0;0t\u001b[21t\u001b]1337;File=inline=1:AAAA\u0007';

  const logText = async (): Promise<string> =>
    (await app.page.getByRole('log', { name: 'Logs' }).textContent()) ?? '';
  const lines = (): Promise<readonly string[]> =>
    app.page
      .getByRole('log', { name: 'Logs' })
      .locator('[data-selectable]')
      .evaluateAll((nodes) => nodes.map((node) => node.textContent));

  test('names, labels, commands and images, wherever they stand', async () => {
    const { page } = app;
    await app.containers();
    await app.row(shownHostile).waitFor();
    await page.getByRole('row', { name: `Project ${shownHostile}, 1 of 1 running`, exact: true }).waitFor();
    await app.row(shownHostile).getByText(shownHostile).first().hover();
    await expectNothingActed(app);
    await app.row(shownHostile).getByRole('link', { name: shownHostile, exact: true }).click();
    await page.getByRole('main', { name: shownHostile }).waitFor();
    await page.getByRole('heading', { name: shownHostile }).waitFor();
    await page.getByRole('tab', { name: 'Inspect' }).click();
    await page.getByRole('tree').waitFor();
    await page.getByRole('textbox').or(page.getByRole('searchbox')).first().fill('onerror');
    await until('a hit in the tree', async () =>
      ((await page.getByRole('tree').textContent()) ?? '').includes('<img src=x onerror='),
    );
    await expectNothingActed(app);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('onerror');
    await page
      .getByRole('option', { name: /<img src=x/ })
      .first()
      .waitFor();
    await expectNothingActed(app);
    await page.keyboard.press('Escape');
    await goTo(page, 'Containers');
    await app.row(shownHostile).hover();
    await page.getByRole('button', { name: `Restart ${shownHostile}` }).click();
    await goTo(page, 'Activity');
    await page.getByRole('row', { name: `Restart ${shownHostile}`, exact: true }).waitFor();
    await page.getByRole('button', { name: `Details of Restart ${shownHostile}`, exact: true }).click();
    await goTo(page, 'Images');
    await page.getByRole('row', { name: /<img src=x/ }).waitFor();
    await goTo(page, 'Containers');
    await page.getByRole('button', { name: `Actions for ${shownHostile}`, exact: true }).click();
    await page.getByRole('menuitem', { name: /^Remove/ }).click();
    await page.getByRole('alertdialog', { name: `Remove ${shownHostile}` }).waitFor();
    await expectNothingActed(app);
  });

  test('a failure in the engine’s words', async () => {
    const action = { kind: 'answer', status: 500, body: { message: hostile } } as const;
    sim.faults.add({ method: 'POST', path: /restart$/, action });
    await app.containers();
    await app.row('web').hover();
    await app.page.getByRole('button', { name: 'Restart web', exact: true }).click();
    await app.page.getByRole('alert').filter({ hasText: shownHostile }).waitFor();
    await expectNothingActed(app);
  });

  test('a log of markup, colours, titles, clipboards and broken bytes', async () => {
    sim.faults.scriptLog('web', {
      chunks: [
        line('first'),
        line(hostile),
        line(`${sequences}after sequences`),
        line('\u001b[31mred\u001b[0m and \u001b[1;44mbold\u001b[0m', 2),
        frame(
          1,
          Buffer.concat([Buffer.from(stamp), Buffer.from([0xff, 0xfe, 0x00, 0x41, 0xc3, 0x28, 0x0a])]),
        ),
        line('\u001b]0;unfinished'),
        line('\u202eright to left\u2066'),
        line('last'),
      ],
      keepOpen: true,
    });
    await openTab(app.page, 'web', 'Logs');
    await pointAway(app.page);
    await until('the last line', async () => (await logText()).includes('last'));
    const shown = await lines();
    expect(shown[0]).toBe('first');
    expect(shown[1]).toContain('<img src=x onerror="window.struck=1">');
    expect(shown[1]).toContain('end');
    expect(shown[2]).toBe('linkafter sequences');
    expect(shown[3]).toBe('red and bold');
    expect(shown[4]).toBe('\ufffd\ufffd\u2400A\ufffd(');
    expect(shown[5]).toBe('\u241b]0;unfinished');
    expect(shown[6]).toBe('\ufffdright to left\ufffd');
    expect(shown[7]).toBe('last');
    await expectNothingActed(app);
  });

  test('a log with lines of a mebibyte and more stays quick, and the line can be opened', async () => {
    const huge = (letter: string, size: number): Buffer =>
      Buffer.concat([Buffer.from(stamp), Buffer.alloc(size, letter), Buffer.from('\n')]);
    sim.faults.scriptLog('web', {
      chunks: [
        line('before'),
        frame(1, huge('a', 1024 * 1024)),
        frame(2, huge('b', 3_000_000)),
        line('after'),
      ],
      keepOpen: true,
    });
    await openTab(app.page, 'web', 'Logs');
    await until('the line after', async () => (await logText()).includes('after'));
    const shown = await lines();
    expect(shown).toHaveLength(4);
    expect(shown[1]).toMatch(/^a{10000}… [\d\s,]+ more characters/);
    expect(shown[2]).toMatch(/^b{10000}… [\d\s,]+ more characters/);
    await app.page
      .getByRole('button', { name: /more characters/ })
      .first()
      .click();
    await app.page.getByRole('dialog').waitFor();
    await app.page.keyboard.press('Escape');
    await app.page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectNothingActed(app);
  });

  test('a shell that writes titles, clipboards, questions and links', async () => {
    await openTab(app.page, 'web', 'Shell');
    const shell = app.page.getByRole('group', { name: 'Shell in web' });
    await shell.waitFor();
    await app.page.getByRole('button', { name: 'Screen reader mode' }).click();
    await shell.getByRole('textbox', { name: 'Terminal input' }).focus();
    const screen = async (): Promise<string> => (await shell.getByRole('list').textContent()) ?? '';
    await until('the prompt', async () => /[#$]/.test(await screen()));
    await app.page.keyboard.type('cat /evil');
    await app.page.keyboard.press('Enter');
    await until('its output', async () => (await screen()).includes('linkplain'));
    await shell
      .getByText('linkplain')
      .first()
      .click({ modifiers: ['Control'], force: true });
    await expectNothingActed(app);
  });
});
