import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, minute, world } from '#tools/engine-sim/world/builders';
import type { LogWriter } from '#tools/engine-sim/world/model';
import { until } from '../support/wait';
import { canRunApp, launchApp, type RunningApp } from './harness';
import { goTo, openTab } from './steps';

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
const pace = { backlogLines: 3000, backlogMs: 300 * minute, liveGapMs: 60 * minute };

describe.skipIf(!canRunApp())('saving a log from its view', () => {
  let sim: Sim;
  let app: RunningApp;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pilothouse-saved-'));
    sim = await startSim({
      world: world({
        containers: [container({ name: 'api', state: 'exited', logWriter: counting('api'), logPace: pace })],
      }),
    });
    app = await launchApp({ dockerHost: sim.address });
    await openTab(app.page, 'api', 'Logs');
    await app.page.getByRole('log').getByText('api 2999').waitFor();
  });

  afterEach(async () => {
    const errors = app.electron.consoleErrors;
    await app.close();
    await sim.close();
    await rm(folder, { recursive: true });
    expect(errors).toEqual([]);
  });

  const save = async (entry: string, file: string): Promise<readonly string[]> => {
    app.electron.answerSaveDialogs(join(folder, file));
    await app.page.getByRole('button', { name: 'Save log' }).click();
    await app.page.getByRole('menuitem', { name: entry }).click();
    await until('the file', async () => (await readdir(folder)).includes(file));
    return (await readFile(join(folder, file), 'utf8')).split('\n').slice(0, -1);
  };
  const texts = (lines: readonly string[]): readonly string[] =>
    lines.map((line) => line.slice(line.indexOf(' ') + 1));

  test('writes all of it, and what is shown, and Activity tells of it', async () => {
    const all = texts(await save('Everything as text…', 'all.log'));
    await app.page.getByText('Saved log of api').first().waitFor();
    const own = all.filter((text) => text.includes('api '));
    expect(own).toHaveLength(3000);
    expect(own[0]).toBe('api 1');
    expect(own.at(-1)).toBe('ERROR api 3000');
    const asked = app.electron.saveDialogs[0];
    expect(asked?.defaultPath).toMatch(/^api \d{4}-\d\d-\d\d \d\d-\d\d-\d\d\.log$/);
    await app.page.getByRole('log').focus();
    await app.page.keyboard.press('f');
    await app.page.keyboard.type('level:error');
    const errors = await save('What is shown as JSON lines…', 'errors.jsonl');
    const objects = errors.map((line) => JSON.parse(line) as { text: string; level: string });
    expect(objects.filter(({ level }) => level !== 'error')).toEqual([]);
    expect(objects.map(({ text }) => text)).toEqual(all.filter((text) => text.startsWith('ERROR')));
    await goTo(app.page, 'Activity');
    const row = app.page.getByRole('row', { name: 'Save log of api', exact: true });
    await row
      .first()
      .getByText(/lines, /)
      .waitFor();
    expect(await row.count()).toBe(2);
  });

  test('writes exactly the selected lines', async () => {
    const { page } = app;
    const line = (text: string) => page.getByRole('log').getByText(text, { exact: true });
    await line('api 2992').click();
    await line('api 2995').click({ modifiers: ['Shift'] });
    const selected = texts(await save('What is selected as text…', 'some.log'));
    expect(selected).toEqual(['api 2992', 'api 2993', 'api 2994', 'api 2995']);
  });

  test('that is given up in the dialog does nothing', async () => {
    app.electron.answerSaveDialogs(undefined);
    await app.page.getByRole('button', { name: 'Save log' }).click();
    await app.page.getByRole('menuitem', { name: 'Everything as text…' }).click();
    await until('the question', () => app.electron.saveDialogs.length === 1);
    await goTo(app.page, 'Activity');
    await app.page
      .getByText(/Nothing/)
      .first()
      .waitFor();
    expect(await readdir(folder)).toEqual([]);
  });
});
