import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { removeContainer } from '#tools/engine-sim/engine/lifecycle';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, image, second, world } from '#tools/engine-sim/world/builders';
import type { LogWriter } from '#tools/engine-sim/world/model';
import { until } from '../support/wait';
import { canRunApp, launchApp, type RunningApp } from './harness';
import { goTo, openTab, pointAway } from './steps';

const pace = 0.05;
/** Numbered lines. */
const counting = (): LogWriter => {
  let line = 0;
  return { next: () => [{ stream: 1, text: `line ${(line += 1)}` }] };
};
/** About three lines a second: what was missed while the engine was away must not push what is looked for out of view. */
const logPace = { backlogLines: 5, backlogMs: 10 * second, liveGapMs: 6 * second };

describe.skipIf(!canRunApp())('on a bad day', () => {
  const open: { close(): Promise<void> }[] = [];
  let app: RunningApp;

  afterEach(async () => {
    const errors = app.electron.consoleErrors;
    for (const each of open.splice(0).reverse()) await each.close();
    expect(errors).toEqual([]);
  });

  const launch = async (dockerHost: string): Promise<void> => {
    app = await launchApp({ dockerHost });
    open.push(app);
  };
  const startEngine = async (): Promise<Sim> => {
    const sim = await startSim({
      pace,
      world: world({
        containers: [
          container({ name: 'web', logWriter: counting(), logPace }),
          container({ name: 'other' }),
        ],
        images: [image('alpine:3.22', 8e6, 1000)],
      }),
    });
    open.push(sim);
    return sim;
  };
  const logText = async (): Promise<string> =>
    (await app.page.getByRole('log', { name: 'Logs' }).textContent()) ?? '';
  /** The numbers of the lines on screen, in their order. */
  const numbers = (): Promise<readonly number[]> =>
    app.page
      .getByRole('log', { name: 'Logs' })
      .locator('[data-selectable]')
      .evaluateAll((nodes) =>
        nodes.flatMap(({ textContent }) => /^line (\d+)$/.exec(textContent)?.slice(1).map(Number) ?? []),
      );
  const mainText = async (): Promise<string> => (await app.page.getByRole('main').textContent()) ?? '';
  const says = (pattern: RegExp, limitMs?: number): Promise<unknown> =>
    until(`the words ${pattern.source}`, async () => pattern.test(await mainText()), limitMs);
  const removeWeb = ({ engine }: Sim): void => removeContainer(engine, engine.container('web'), true, true);
  const banner = /Lost .+ \d+ s ago\. The list is as of \d\d:\d\d:\d\d\./;

  describe('no engine: a sentence says why, and what to do', () => {
    const reason = async (): Promise<string> => {
      const places = app.page.getByRole('region', { name: 'Where Pilothouse looked' });
      return until('the reason', async () => {
        const text = await places.getByRole('listitem').first().textContent();
        return text !== null && /Cannot be used|Not found/.test(text) ? text : undefined;
      });
    };

    test('nothing there', async () => {
      await launch('unix:///nonexistent/engine.sock');
      expect(await reason()).toMatch(/There is no socket at .*Start the engine, or correct the path\./);
      expect(await app.page.getByRole('button', { name: 'Look again' }).isEnabled()).toBe(true);
      expect(await app.page.getByRole('button', { name: 'Start the demo engine' }).isEnabled()).toBe(true);
    });

    test('a file in place of a socket', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'bad-day-'));
      open.push({ close: () => rm(folder, { recursive: true }) });
      await writeFile(join(folder, 'file'), '');
      await launch(`unix://${join(folder, 'file')}`);
      expect(await reason()).toMatch(/is a file, not a socket|Nothing listens at/);
    });

    test('something that is no engine', async () => {
      const sim = await startEngine();
      sim.faults.add({ action: { kind: 'garbage', bytes: 'SSH-2.0-OpenSSH_9.2\r\n' } });
      await launch(sim.address);
      expect(await reason()).toMatch(/is no container engine\./);
    });

    test('an engine that comes later is found by itself', async () => {
      const sim = await startEngine();
      await sim.faults.kill();
      await launch(sim.address);
      await reason();
      await sim.faults.restart();
      await app.containers();
      await app.row('web').waitFor();
    });
  });

  describe('the engine dies', () => {
    test('under an open log and a shell in the dock: both say so, and the log goes on without a gap', async () => {
      const sim = await startEngine();
      await launch(sim.address);
      await openTab(app.page, 'web', 'Logs');
      await app.page.keyboard.press('Control+Shift+T');
      const dock = app.page.getByRole('region', { name: 'Dock' });
      await dock.getByRole('group', { name: 'Shell in web' }).waitFor();
      await dock.getByText('ash', { exact: true }).first().waitFor();
      await until('lines', async () => (await numbers()).length > 8);
      const before = (await numbers()).at(-1) ?? 0;
      await sim.faults.kill();
      await says(banner);
      await until('the break', async () => /Lost .+ The log goes on when it is back\./.test(await logText()));
      await dock.getByText(/The connection to .+ was lost\./).waitFor();
      await dock.getByRole('button', { name: 'Start again' }).waitFor();
      expect(await numbers()).toContain(before);
      await sim.faults.restart();
      await until('the log to go on', async () => /Connected to .+ again/.test(await logText()));
      const shown = await until('new lines', async () => {
        const all = await numbers();
        return (all.at(-1) ?? 0) > before + 10 ? all : undefined;
      });
      expect(shown).toEqual(shown.map((_, at) => (shown[0] ?? 0) + at));
      await until('the banner to go', async () => !banner.test(await mainText()));
      await dock.getByRole('button', { name: 'Start again' }).click();
      await dock.getByText(/The connection to .+ was lost\./).waitFor({ state: 'detached' });
      await dock.getByRole('group', { name: 'Shell in web' }).waitFor();
    });

    test('under charts and the list: what was read stays, dated, and moves on by itself', async () => {
      const sim = await startEngine();
      await launch(sim.address);
      await openTab(app.page, 'web', 'Stats');
      const chart = app.page.getByRole('img', { name: 'CPU' });
      await chart.waitFor();
      const path = (): Promise<string> =>
        chart
          .locator('path')
          .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('d') ?? '').join(' '));
      await until('a line', async () => (await path()).includes('L'));
      await sim.faults.kill();
      await says(banner);
      expect(await chart.isVisible()).toBe(true);
      await goTo(app.page, 'Containers');
      await app.page.getByRole('grid', { name: 'Containers, last known state' }).waitFor();
      await app.row('web').hover();
      const stop = app.row('web').getByRole('button', { name: 'Stop web' });
      expect(await stop.getAttribute('aria-disabled')).toBe('true');
      await sim.faults.restart();
      await app.page.getByRole('grid', { name: 'Containers', exact: true }).waitFor();
      await openTab(app.page, 'web', 'Stats');
      await chart.waitFor();
      const first = await path();
      await until('the next sample', async () => (await path()) !== first);
    });

    test('under the Stats tab that stays open: the charts go on by themselves', async () => {
      const sim = await startEngine();
      await launch(sim.address);
      await openTab(app.page, 'web', 'Stats');
      await app.page.getByRole('img', { name: 'CPU' }).waitFor();
      await sim.faults.kill();
      await says(banner);
      await sim.faults.restart();
      await until('the banner to go', async () => !banner.test(await mainText()));
      const range = async (): Promise<string> => /to (\d\d:\d\d:\d\d)/.exec(await mainText())?.[1] ?? '';
      const at = await range();
      expect(at).not.toBe('');
      // Not later in the day: it may be midnight.
      await until('time to go on', async () => (await range()) !== at);
      expect(await app.page.getByRole('alert').count()).toBe(0);
    });
  });

  describe('a container is removed', () => {
    test('under its log: says so, and keeps what was read', async () => {
      const sim = await startEngine();
      await launch(sim.address);
      await openTab(app.page, 'web', 'Logs');
      const [first = 0] = await until('lines', async () => {
        const all = await numbers();
        return all.length > 5 ? all : undefined;
      });
      removeWeb(sim);
      await says(
        /web was removed at \d\d:\d\d:\d\d\. What was read of it before stays here until you leave\./,
      );
      await until('the end in the log', async () => (await logText()).includes('The container was removed.'));
      expect(await numbers()).toContain(first);
      const restart = app.page.getByRole('main').getByRole('button', { name: 'Restart' });
      expect(await restart.getAttribute('aria-disabled')).toBe('true');
      await app.page.getByRole('main').getByRole('button', { name: 'All containers' }).click();
      await app.row('other').waitFor();
      await pointAway(app.page);
      await app.row('web').waitFor({ state: 'detached' });
    });

    test('under its shell and its charts: say so', async () => {
      const sim = await startEngine();
      await launch(sim.address);
      await openTab(app.page, 'web', 'Shell');
      const shell = app.page.getByRole('group', { name: 'Shell in web' });
      await shell.waitFor();
      await app.page.getByRole('button', { name: 'Screen reader mode' }).click();
      await shell.getByRole('textbox', { name: 'Terminal input' }).focus();
      await until('the prompt', async () => /[#$]/.test((await shell.getByRole('list').textContent()) ?? ''));
      await app.page.keyboard.type('echo kept=$((40+2))');
      await app.page.keyboard.press('Enter');
      const screen = async (): Promise<string> => (await shell.getByRole('list').textContent()) ?? '';
      await until('its answer', async () => (await screen()).includes('kept=42'));
      removeWeb(sim);
      await says(/web was removed at/);
      await until('its end', async () => /ended|removed/.test((await shell.textContent()) ?? ''));
      expect(await screen()).toContain('kept=42');
      await app.page.getByRole('tab', { name: 'Stats' }).click();
      await says(/Not running/);
      await app.page.getByRole('tab', { name: 'Inspect' }).click();
      await app.page.getByRole('tree').waitFor();
    });
  });
});
