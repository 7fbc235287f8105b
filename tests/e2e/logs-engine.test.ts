import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type PrivateDockerd, startDockerd } from '../setup/dockerd';
import { whyNoEngine } from '../setup/tools';
import { until } from '../support/wait';
import { canRunApp, launchApp, type RunningApp } from './harness';
import { goTo, openTab, pointAway } from './steps';

/** Writes numbered lines at once, and one more for each `touch /tmp/go`. */
const numbered = (lines: number): string =>
  `awk 'BEGIN { for (i = 1; i <= ${lines}; i++) printf "line %06d of many\\n", i }'; trap 'exit 3' TERM; n=0; while :; do if [ -e /tmp/go ]; then rm /tmp/go; n=$((n+1)); echo "live $n"; fi; sleep 0.05; done`;
const json =
  'echo \'{"time":"2026-11-01T10:00:00Z","level":"error","msg":"payment failed","user":{"id":42,"name":"Ada"},"order":"A-17"}\'; echo \'{"level":"info","msg":"payment made","user":{"id":7,"name":"Bob"}}\'; echo plain; sleep 3600';

describe.skipIf(!canRunApp() || whyNoEngine() !== undefined)('logs of a real engine', () => {
  let dockerd: PrivateDockerd;
  let app: RunningApp;

  const run = (name: string, script: string, ...args: readonly string[]): Promise<unknown> =>
    dockerd.docker(['run', '-d', '--name', name, ...args, 'busybox', 'sh', '-c', script]);

  beforeAll(async () => {
    dockerd = await startDockerd({ args: ['--live-restore'] });
    await dockerd.importBusybox();
    await run('many', numbered(30_000));
    await run('some', numbered(5));
    await run('json', json);
    // Lines of one moment cannot be told apart by their time.
    await run(
      'slow',
      'i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo "step $i"; sleep 0.003; done; echo all; sleep 3600',
    );
    await run('silent', 'echo unheard; sleep 3600', '--log-driver', 'none');
    app = await launchApp({ dockerHost: `unix://${dockerd.socket}` });
    await app.containers();
  });

  afterAll(async () => {
    await app.close();
    await dockerd.stop();
  });

  afterEach(() => {
    expect(app.electron.consoleErrors).toEqual([]);
  });

  const log = (): Locator => app.page.getByRole('log', { name: 'Logs' });
  const text = async (): Promise<string> => (await log().textContent()) ?? '';
  const press = (key: string): Promise<void> => app.page.keyboard.press(key);
  const open = async (name: string, first: string): Promise<void> => {
    await openTab(app.page, name, 'Logs');
    await log().getByText(first).first().waitFor();
    await log().focus();
    await pointAway(app.page);
  };
  const write = async (name: string): Promise<void> => {
    await dockerd.docker(['exec', name, 'touch', '/tmp/go']);
  };

  test('a log opens at its end, and is loaded to its first line', async () => {
    await open('many', 'line 030000 of many');
    await app.page
      .getByText(/^5\D000 lines held/)
      .first()
      .waitFor();
    await press('Home');
    await until('the first line', async () => {
      await press('Home');
      return (await text()).includes('line 000001 of many');
    });
    await log().getByText('This is the beginning of the log').waitFor();
    await app.page
      .getByText(/^30\D000 lines held/)
      .first()
      .waitFor();
    await press('End');
    await log().getByText('line 030000 of many').waitFor();
    await write('many');
    await log().getByText('live 1', { exact: true }).waitFor();
  });

  test('find counts, steps by the keyboard, and says where an expression is wrong', async () => {
    await open('some', 'line 000005 of many');
    await press('/');
    const field = app.page.getByRole('combobox', { name: 'Find in logs' });
    await app.page.keyboard.type('/line 00000[24]/');
    const hits = app.page.getByTitle('Lines that match');
    await until('the nearest', async () => /^2 of 2$/.test((await hits.textContent()) ?? ''));
    await press('Enter');
    await until('the next one, around the end', async () =>
      /^1 of 2$/.test((await hits.textContent()) ?? ''),
    );
    await log().focus();
    await press('n');
    await until('the one after', async () => /^2 of 2$/.test((await hits.textContent()) ?? ''));
    await press('Shift+N');
    await until('the one before', async () => /^1 of 2$/.test((await hits.textContent()) ?? ''));
    await field.fill('/line (/');
    const problem = app.page.getByRole('alert').filter({ hasText: /\.\s*\/line \(/ });
    await problem.first().waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.fill('');
    await until('no mistake', async () => (await field.getAttribute('aria-invalid')) === null);
  });

  test('the fields of a JSON line are shown and hidden', async () => {
    await open('json', 'payment failed');
    await log().getByRole('button', { name: 'Show fields' }).first().click();
    await log().getByText('Ada').first().waitFor();
    await log().getByRole('button', { name: 'Hide fields' }).click();
    await until(
      'the fields to be gone',
      async () => (await log().getByRole('button', { name: 'Hide fields' }).count()) === 0,
    );
  });

  test('a log that the engine does not keep says so in the engine’s words', async () => {
    await openTab(app.page, 'silent', 'Logs');
    await app.page
      .getByText(/does not support reading/)
      .first()
      .waitFor();
  });

  test('a restart of the container begins a new part, with the exit code of the last', async () => {
    await open('some', 'line 000005 of many');
    await dockerd.docker(['restart', '-t', '5', 'some']);
    await until('its end and its start', async () => /\b3\b.*[Ss]tarted/s.test(await text()));
    // The engine's event may be there before the lines are.
    await until('all lines of the second run', async () =>
      /started.*line 000005 of many/is.test(await text()),
    );
    expect((await text()).match(/line 000001 of many/g)).toHaveLength(2);
    // A log that is opened later tells of it, too, from what the engine remembers.
    await app.reload();
    await until('what happened, where it happened', async () =>
      /line 000005 of many.*exited \(3\).*started.*line 000001 of many/is.test(await text().catch(() => '')),
    );
  });

  test('the engine goes and comes back: what happened is said, and no line comes twice', async () => {
    await open('many', 'line 030000 of many');
    await press('End');
    await dockerd.kill();
    await until('the loss to be said', async () =>
      /Lost .+ The log goes on when it is back\./.test(await text()),
    );
    await dockerd.start();
    await until(
      'a line after it',
      async () => {
        await write('many');
        return (await text()).includes('live 2');
      },
      60_000,
    );
    const shown = await text();
    for (const line of ['line 030000 of many', 'live 1', 'live 2'])
      expect(shown.split(line).length - 1, line).toBe(1);
  });

  test('one comes back to the line where one was', async () => {
    await open('slow', 'all');
    await press('PageUp');
    await press('PageUp');
    const first = async (): Promise<string> =>
      log().evaluate((element) => {
        const top = element.getBoundingClientRect().top + 5;
        const rows = [...element.querySelectorAll('[data-selectable]')];
        return rows.find((row) => row.getBoundingClientRect().bottom > top)?.textContent ?? '';
      });
    await app.page
      .getByText(/because you scrolled/)
      .first()
      .waitFor();
    const before = await first();
    expect(before).toMatch(/^step \d+/);
    await goTo(app.page, 'Images');
    await openTab(app.page, 'slow', 'Logs');
    await until('the same line', async () => (await first()) === before);
    // Heights at which the last row does and does not stand at a whole row's place.
    for (const height of [886, 904, 900]) {
      await app.page.setViewportSize({ width: 1440, height });
      const top = await first();
      await app.reload();
      await until(
        `the same line after a reload, ${height} px high`,
        async () => (await first().catch(() => '')) === top,
      );
    }
  });

  test('a log that is longer than what may be held is read back to its first line, and the end comes back', async () => {
    await goTo(app.page, 'Settings');
    await app.page.getByRole('textbox', { name: 'Lines held' }).fill('10000');
    await press('Tab');
    await open('many', 'line 030000 of many');
    await until('the first line', async () => {
      await press('Home');
      return (await text()).includes('line 000001 of many');
    });
    await log().getByText('This is the beginning of the log').waitFor();
    await app.page
      .getByText(/Newer lines made room for older ones\./)
      .first()
      .waitFor();
    const held = await app.page
      .getByText(/lines held/)
      .last()
      .textContent();
    expect(
      Number(
        /^(\d+)\D(\d{3}) lines held/
          .exec(held ?? '')
          ?.slice(1, 3)
          .join(''),
      ),
    ).toBeLessThanOrEqual(10_000);
    await app.page.getByRole('button', { name: /Back to the newest lines/ }).click();
    await log().getByText('line 030000 of many').waitFor();
    await write('many');
    await until('what comes now', async () => /live \d+$/m.test(await text()));
  });
});
