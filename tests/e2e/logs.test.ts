import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, image, minute, second, world } from '#tools/engine-sim/world/builders';
import type { LogWriter } from '#tools/engine-sim/world/model';
import { until } from '../support/wait';
import { canRunApp, launchApp, type RunningApp } from './harness';
import { goTo, openTab, pointAway } from './steps';

/** Numbered lines, each tenth an error. */
const counting = (name: string): LogWriter => {
  let line = 0;
  return {
    next: () => {
      line += 1;
      return [{ stream: 1, text: `${line % 10 === 0 ? 'ERROR ' : ''}${name} ${line}` }];
    },
  };
};
/** The scripted engine keeps 5,000 lines of each container. */
const longAgo = { backlogLines: 4000, backlogMs: 300 * minute, liveGapMs: 300 };
const inShop = { labels: { 'com.docker.compose.project': 'shop' } };

describe.skipIf(!canRunApp())('a log view', () => {
  let sim: Sim;
  let app: RunningApp;

  beforeEach(async () => {
    sim = await startSim({
      pace: 0.05,
      world: world({
        containers: [
          container({ name: 'api', logWriter: counting('api'), logPace: longAgo, ...inShop }),
          container({
            name: 'web',
            logWriter: counting('web'),
            logPace: { backlogLines: 40, backlogMs: 10 * minute, liveGapMs: second },
            ...inShop,
          }),
        ],
        images: [image('alpine:3.22', 8e6, 1000)],
      }),
    });
    app = await launchApp({ dockerHost: sim.address });
  });

  afterEach(async () => {
    const errors = app.electron.consoleErrors;
    await app.close();
    await sim.close();
    expect(errors).toEqual([]);
  });

  /** The texts of the rows that can be seen, from the top. */
  const seen = (): Promise<readonly string[]> =>
    app.page.getByRole('log', { name: 'Logs' }).evaluate((log) => {
      const box = log.getBoundingClientRect();
      return [...log.querySelectorAll('[data-selectable]')]
        .filter((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return bottom > box.top + 5 && top < box.bottom - 5;
        })
        .map((row) => row.textContent);
    });
  const press = (key: string): Promise<void> => app.page.keyboard.press(key);
  const openApi = async (): Promise<void> => {
    await openTab(app.page, 'api', 'Logs');
    await until('lines', async () => (await seen()).length > 10);
    await app.page.getByRole('log').focus();
    await pointAway(app.page);
  };
  const footer = (pattern: RegExp): Promise<void> => app.page.getByText(pattern).first().waitFor();

  test('stays where one reads, counts what comes, and goes back to the end', async () => {
    await openApi();
    await press('PageUp');
    await footer(/because you scrolled/);
    const before = await seen();
    await app.page.getByRole('button', { name: /^\d+ new lines?/ }).waitFor();
    expect(await seen()).toEqual(before);
    await press('End');
    await footer(/^Following$/);
    await until('new lines', async () => (await seen()).at(-1) !== before.at(-1));
    expect((await seen()).length).toBeGreaterThan(10);
  });

  test('goes back to the very first line and says that it is that', async () => {
    await goTo(app.page, 'Containers');
    await app.page.getByRole('row', { name: /^Project shop/ }).focus();
    await press('l');
    await until('lines', async () => (await seen().catch(() => [])).length > 10);
    await app.page.getByRole('log').focus();
    await press('Home');
    await until('the first line', async () => {
      await app.page.getByRole('log').hover();
      await app.page.mouse.wheel(0, -3000);
      return (await seen())[0] === 'api 1';
    });
    await app.page.getByText('This is the beginning of the log').waitFor();
    expect((await seen()).slice(0, 3)).toEqual(['api 1', 'api 2', 'api 3']);
  });

  test('finds, filters with context, hides levels, and comes back so after a reload', async () => {
    await openApi();
    await press('/');
    await app.page.keyboard.type('api 119');
    await until('hits', async () =>
      /\d+ of \d+/.test((await app.page.getByTitle('Lines that match').textContent()) ?? ''),
    );
    await press('Escape');
    await press('f');
    await app.page.keyboard.type('level:error');
    await until('only errors', async () => {
      const rows = await seen();
      return rows.length > 5 && rows.every((row) => row.startsWith('ERROR'));
    });
    await app.page.getByRole('button', { name: 'More lines of context' }).click();
    await until('their neighbours', async () => (await seen()).some((row) => !row.startsWith('ERROR')));
    await app.page.getByRole('log').focus();
    await press('w');
    await app.reload();
    await until('the same again', async () => {
      const rows = await seen().catch(() => []);
      return (
        rows.length > 5 &&
        rows.some((row) => row.startsWith('ERROR')) &&
        rows.some((row) => !row.startsWith('ERROR'))
      );
    });
    expect(await app.page.getByRole('button', { name: 'Wrap lines' }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    expect(await app.page.getByRole('combobox', { name: 'Filter logs' }).inputValue()).toBe('level:error');
  });

  test('selects rows by the mouse beyond its edge, and copies them', async () => {
    await openApi();
    // Reading the clipboard is nobody's right here: what is written is caught on its way.
    await app.page.evaluate(() => {
      const kept = window as unknown as { copied: string };
      kept.copied = '';
      navigator.clipboard.writeText = (text) => {
        kept.copied = text;
        return Promise.resolve();
      };
    });
    const box = await app.page.getByRole('log').boundingBox();
    if (box === null) throw new Error('There is no log.');
    const rows = (await seen()).length;
    await app.page.mouse.move(box.x + 400, box.y + box.height - 60);
    await app.page.mouse.down();
    await app.page.mouse.move(box.x + 420, box.y + 100, { steps: 5 });
    await app.page.mouse.move(box.x + 420, box.y - 60, { steps: 5 });
    await footer(/because you selected text/);
    const top = async (): Promise<number> => Number(/api (\d+)$/.exec((await seen())[0] ?? '')?.[1]);
    const first = await top();
    // Further than the rows below the place where it began: more than a view of them is selected then.
    await until('the view to move along', async () => (await top()) < first - 5);
    await app.page.mouse.up();
    await press('Control+c');
    const copied = await until('the lines', async () => {
      const text = await app.page.evaluate(() => (window as unknown as { copied: string }).copied);
      return text.split('\n').length > rows ? text.split('\n') : undefined;
    });
    const numbers = copied.map((line) => Number(/^(?:ERROR )?api (\d+)$/.exec(line)?.[1]));
    expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at));
  });

  test('reads a project together by the keyboard, mutes and solos, and is remembered', async () => {
    await goTo(app.page, 'Containers');
    await app.page.getByRole('row', { name: /^Project shop/ }).focus();
    await press('l');
    await app.page.getByRole('group', { name: 'Source web' }).waitFor();
    const names = async (): Promise<ReadonlySet<string | undefined>> =>
      new Set((await seen()).map((row) => /(api|web) \d+$/.exec(row)?.[1]));
    await until('both', async () => (await names()).size === 2);
    await app.page.getByRole('log').focus();
    await press('Alt+1');
    await until('web alone', async () => (await names()).size === 1 && (await names()).has('web'));
    await press('Alt+1');
    await press('Alt+Shift+1');
    await until('api alone', async () => (await names()).size === 1 && (await names()).has('api'));
    expect(await app.page.getByRole('button', { name: 'Solo api' }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    await goTo(app.page, 'Images');
    await app.page.getByRole('link', { name: 'Logs', exact: true }).click();
    await app.page.getByText('shop, 2 containers').waitFor();
    await until('api alone again', async () => (await names()).size === 1 && (await names()).has('api'));
  });
});
