import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStatsProxy, type StatsProxy } from '../bench/stats-proxy';
import type { EngineAccess } from '../setup/engine-access';
import { sharedEngine } from '../setup/shared-engine';
import { until } from '../support/wait';
import { canRunApp, launchApp, type RunningApp } from './harness';

const engine = sharedEngine();

/** What containers use, as a person sees it: charts, overview and processes on a real engine. */
describe.skipIf(!canRunApp() || engine === undefined)('stats on a real engine', () => {
  let app: RunningApp;
  let proxy: StatsProxy;

  const docker = async (...args: readonly string[]): Promise<string> => {
    const done = await (engine as EngineAccess).docker(args);
    if (done.status !== 0) throw new Error(done.stderr);
    return done.stdout;
  };
  const openTab = async (name: string, tab: 'Stats' | 'Processes'): Promise<void> => {
    await app.page.getByRole('link', { name: 'Containers', exact: true }).first().click();
    await app.containers();
    await app.row(name).getByRole('link', { name, exact: true }).click();
    await app.page.getByRole('tab', { name: tab }).click();
  };
  const charts = () => app.page.getByRole('group', { name: 'Charts' });
  const cpuLine = (): Promise<string | null> =>
    app.page.getByRole('img', { name: 'CPU', exact: true }).locator('.recharts-area-curve').getAttribute('d');
  const toOverview = async (): Promise<void> => {
    await app.page.getByRole('link', { name: 'Stats', exact: true }).click();
    await app.page.getByRole('main', { name: 'Stats' }).waitFor();
  };
  const rowNames = (): Promise<string[]> =>
    app.page
      .getByRole('grid', { name: 'Stats' })
      .locator('[data-row]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));

  beforeAll(async () => {
    const shop = ['--label', 'com.docker.compose.project=shop'];
    const limits = ['--cpus', '0.3', '-m', '64m', '--pids-limit', '50'];
    await docker('run', '-d', '--name', 'h4-busy', ...limits, 'busybox', 'sh', '-c', 'while :; do :; done');
    const family = 'sleep 4000 & sleep 5000 & wait';
    await docker('run', '-d', '--name', 'h4-still', ...shop, 'busybox', 'sh', '-c', family);
    proxy = await startStatsProxy((engine as EngineAccess).socket);
    app = await launchApp({ dockerHost: proxy.dockerHost });
    await app.containers();
  });

  afterAll(async () => {
    await app.close();
    await proxy.close();
    await docker('rm', '-f', 'h4-busy', 'h4-still');
  });

  test('a chart moves with a load, and can be read as a share of the limit', async () => {
    await openTab('h4-busy', 'Stats');
    await charts().waitFor();
    const before = await until('a line', async () => (await cpuLine()) ?? undefined);
    await until('another line', async () => (await cpuLine()) !== before);
    const shareOf = async (basis: string): Promise<number> => {
      await app.page.getByRole('button', { name: basis, exact: true }).click();
      return until(`a share ${basis.toLowerCase()}`, async () => {
        const text = await app.page.locator('section', { hasText: /^CPU%/ }).first().textContent();
        const value = /Used([\d.]+) %/.exec(text ?? '')?.[1];
        return value === undefined ? undefined : Number(value);
      });
    };
    // Held still, both are of the same sample.
    await app.page.getByRole('button', { name: 'Live', exact: true }).click();
    const [ofLimit, ofCore] = [await shareOf('Of limit'), await shareOf('Of one core')];
    expect(ofCore).toBeGreaterThan(1);
    expect(Math.abs(ofLimit * 0.3 - ofCore)).toBeLessThan(0.1);
    await app.page.getByRole('button', { name: 'Paused', exact: true }).click();
    await app.page.getByText('% of one core', { exact: true }).waitFor();
  });

  test('the keyboard moves one cursor, and a file has the very values', async () => {
    await app.page.evaluate(() => {
      const saved: Promise<string>[] = [];
      Object.assign(window, { savedFiles: saved });
      const make = URL.createObjectURL.bind(URL);
      URL.createObjectURL = (blob: Blob) => {
        saved.push(blob.text());
        return make(blob);
      };
    });
    await until('some samples', async () => ((await cpuLine()) ?? '').split(/[LC]/).length > 4);
    await app.page.getByRole('button', { name: 'Live', exact: true }).click();
    await charts().focus();
    const said = (): Promise<string> => charts().getByRole('status').innerText();
    await app.page.keyboard.press('ArrowLeft');
    const first = await until('the values at the cursor', async () => (await said()) || undefined);
    expect(first).toMatch(/^\d\d:\d\d:\d\d: CPU .*; Memory .*; Network .*PIDs/);
    await app.page.getByRole('button', { name: 'Save', exact: true }).click();
    await app.page.getByRole('menuitem', { name: 'Save as CSV' }).click();
    const csv = await until('the file', () =>
      app.page.evaluate(async () => {
        const { savedFiles } = window as unknown as { savedFiles: Promise<string>[] };
        return savedFiles[0];
      }),
    );
    const lines = csv.trim().split('\r\n').slice(1);
    const shown = await tableRows();
    expect(shown.length).toBeGreaterThan(0);
    // A row of the table is the largest of five seconds.
    const largest = Math.max(...lines.map((line) => Number(line.split(',')[1] ?? 0)));
    const cpus = shown.map((cells) => Number.parseFloat(cells[1] ?? '')).filter((cpu) => !Number.isNaN(cpu));
    // The file has more digits than the table.
    expect(Math.abs(Math.max(...cpus) - largest)).toBeLessThanOrEqual(0.06);
    const pids = new Set(lines.map((line) => line.split(',')[10]));
    for (const cells of shown) expect(pids).toContain(cells[8]);
    await app.page.getByRole('button', { name: 'Show as charts' }).click();
    await app.page.getByRole('button', { name: 'Paused', exact: true }).click();
  });

  test('a drag shows the chosen time alone, and a double click or a key shows all of it', async () => {
    const zoomed = app.page.getByRole('button', { name: 'Zoomed', exact: true });
    const live = app.page.getByRole('button', { name: 'Live', exact: true });
    await live.waitFor();
    const box = await app.page.getByRole('img', { name: 'CPU', exact: true }).boundingBox();
    if (box === null) throw new Error('The chart of the CPU is not on screen.');
    const middle = box.y + box.height / 2;
    const { mouse } = app.page;
    await mouse.move(box.x + box.width * 0.5, middle);
    await mouse.down();
    await mouse.move(box.x + box.width * 0.9, middle, { steps: 5 });
    await mouse.up();
    await zoomed.waitFor();
    // The drag is no press: the cursor goes with the pointer.
    await mouse.move(20, 20);
    expect(await charts().getByRole('status').innerText()).toBe('');
    await mouse.dblclick(box.x + box.width * 0.7, middle);
    await live.waitFor();
    await charts().focus();
    await app.page.keyboard.press('+');
    await zoomed.waitFor();
    await app.page.keyboard.press('0');
    await live.waitFor();
  });

  const tableRows = async (): Promise<string[][]> => {
    await app.page.getByRole('button', { name: 'Show as table' }).click();
    await app.page.getByRole('table').waitFor();
    return app.page
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  };

  test('the overview puts the largest first, by name on request, and opens', async () => {
    await toOverview();
    await app.page.getByRole('button', { name: 'Group by project' }).click();
    await app.page.getByRole('menuitemcheckbox', { name: 'No groups' }).click();
    await app.page.mouse.move(700, 20);
    const value = (name: string): Promise<string> =>
      app.page.getByRole('grid', { name: 'Stats' }).getByRole('row', { name, exact: true }).innerText();
    await until('figures', async () => /[1-9][\d.]* %/.test(await value('h4-busy')));
    await until('the largest first', async () => (await rowNames())[0] === 'h4-busy');
    const chart = app.page.getByRole('img', { name: 'CPU', exact: true });
    await until(
      'its band',
      async () => ((await chart.locator('[data-band="0"]').getAttribute('d')) ?? '') !== '',
    );
    await app.page.getByRole('button', { name: 'Name', exact: true }).click();
    await until('the order of names', async () => {
      const names = await rowNames();
      return names.indexOf('h4-busy') < names.indexOf('h4-still');
    });
    await app.page.getByRole('combobox', { name: 'Filter stats' }).fill('h4-still');
    await until('one row', async () => (await rowNames()).join() === 'h4-still');
    await app.row('h4-still').focus();
    await app.page.keyboard.press('Enter');
    await app.page.getByRole('main', { name: 'h4-still' }).waitFor();
    await app.page.getByRole('tab', { name: 'Stats', selected: true }).waitFor();
  });

  test('the list of containers sorts by CPU, too', async () => {
    await app.page.getByRole('link', { name: 'Containers', exact: true }).first().click();
    const grid = await app.containers();
    await app.page.getByRole('button', { name: 'Group by project' }).click();
    await app.page.getByRole('menuitemcheckbox', { name: 'No groups' }).click();
    const first = (): Promise<string | null> => grid.locator('[data-row]').first().getAttribute('aria-label');
    await grid.getByRole('button', { name: 'Name', exact: true }).click();
    await until('names downwards', async () => (await first()) === 'h4-still');
    await grid.getByRole('button', { name: 'CPU, of one core' }).click();
    await until('the busy one first', async () => (await first()) === 'h4-busy');
    await grid.getByRole('button', { name: 'Name', exact: true }).click();
  });

  test('processes are a tree, and one of them is killed after a question', async () => {
    await openTab('h4-still', 'Processes');
    const grid = app.page.getByRole('treegrid', { name: 'Processes' });
    const victim = grid.getByRole('row', { name: /^sleep 4000, PID \d+$/ });
    await victim.waitFor();
    expect(await victim.getAttribute('aria-level')).toBe('2');
    await victim.click({ button: 'right' });
    await app.page.getByRole('menuitem', { name: 'Send signal' }).press('ArrowRight');
    await app.page.getByRole('menuitem', { name: /^KILL/ }).press('Enter');
    const runs = async (command: string): Promise<boolean> =>
      new RegExp(`\\d {2,}${command}$`, 'm').test(await docker('top', 'h4-still'));
    expect(await runs('sleep 4000')).toBe(true);
    await app.page.getByRole('button', { name: 'Kill process' }).click();
    await until('its end', async () => !(await runs('sleep 4000')));
    await app.page.mouse.move(700, 20);
    await app.page.getByRole('tab', { name: 'Processes' }).focus();
    await victim.waitFor({ state: 'detached' });
    expect(await runs('sleep 5000')).toBe(true);
  });

  test('a hidden window leaves no stream open and asks for nothing', async () => {
    await toOverview();
    await until('a stream', () => proxy.streams > 0);
    await app.page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    });
    await until('no stream', () => proxy.streams === 0);
    const { requests } = proxy;
    await app.page.waitForTimeout(4000);
    expect(proxy.requests).toBe(requests);
    await app.page.evaluate(() => {
      Reflect.deleteProperty(document, 'visibilityState');
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    });
    await until('a stream again', () => proxy.streams > 0);
    expect(app.electron.consoleErrors).toEqual([]);
  });
});
