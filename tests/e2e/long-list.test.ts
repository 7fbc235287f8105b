import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { killContainer, startContainer } from '#tools/engine-sim/engine/lifecycle';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, image, manySpecs, world } from '#tools/engine-sim/world/builders';
import { until } from '../support/wait';
import { canRunApp, launchApp, type RunningApp } from './harness';
import { pointAway } from './steps';

const containers = 1000;
/** Rows on screen at 900 px, and 16 more on each side, with room to spare. */
const mostRows = 100;

/** What a person has on screen of the list. */
interface View {
  /** Names of the rows in view, from top to bottom. */
  readonly rows: readonly string[];
  /** The largest part of the view without a row, in px. */
  readonly blank: number;
  readonly elements: number;
}

describe.skipIf(!canRunApp())('a list of a thousand containers', () => {
  let sim: Sim;
  let app: RunningApp;

  beforeAll(async () => {
    sim = await startSim({
      pace: 0.05,
      world: world({ containers: manySpecs(containers), images: [image('alpine:3.22', 8e6, 1000)] }),
    });
    app = await launchApp({ dockerHost: sim.address });
    await app.containers();
    await app.page
      .getByText(/^1.000 containers/)
      .first()
      .waitFor();
  });

  afterAll(async () => {
    expect(app.electron.consoleErrors).toEqual([]);
    await app.close();
    await sim.close();
  });

  /** Scrolls to a share of the way, lets one frame be painted, and looks. */
  const viewAt = (share: number | undefined): Promise<View> =>
    app.page.evaluate(async (to) => {
      const grid = document.querySelector('[role="grid"]');
      const scroller = grid?.querySelector('[role="presentation"]');
      if (!(scroller instanceof HTMLElement)) throw new Error('There is no list.');
      if (to !== undefined) {
        scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) * to;
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }
      const { top, bottom } = scroller.getBoundingClientRect();
      const all = [...scroller.querySelectorAll('[role="row"]')];
      const seen = all
        .map((row) => ({ box: row.getBoundingClientRect(), name: row.getAttribute('aria-label') ?? '' }))
        .filter(({ box }) => box.bottom > top + 1 && box.top < bottom - 1)
        .sort((a, b) => a.box.top - b.box.top);
      let blank = 0;
      let edge = top;
      for (const { box } of seen) {
        blank = Math.max(blank, box.top - edge);
        edge = Math.max(edge, box.bottom);
      }
      // The last row ends the list: below it nothing is missing.
      const atEnd = scroller.scrollTop >= scroller.scrollHeight - scroller.clientHeight - 1;
      if (!atEnd) blank = Math.max(blank, bottom - edge);
      return { rows: seen.map(({ name }) => name), blank, elements: all.length };
    }, share);
  /** Runs another container in the first project, as somebody outside does. */
  const add = (name: string): void => {
    const labels = { 'com.docker.compose.project': 'load-00', 'com.docker.compose.service': name };
    sim.engine.emitContainer(sim.engine.addContainer(container({ name, labels })), 'start');
  };
  /** Stops what runs and starts what does not, outside of the app. */
  const toggle = (name: string): void => {
    const found = sim.engine.container(name);
    if (found.state === 'running') killContainer(sim.engine, found, 9);
    else startContainer(sim.engine, found);
  };

  test('has rows in view at every step of a quick scroll, and never more elements than that needs', async () => {
    const names = new Set<string>();
    for (let step = 0; step <= 100; step += 1) {
      const view = await viewAt(step / 100);
      expect(view.rows.length).toBeGreaterThan(10);
      expect(view.blank).toBeLessThanOrEqual(2);
      expect(view.elements).toBeLessThanOrEqual(mostRows);
      for (const name of view.rows) names.add(name);
    }
    // 1,000 containers and 50 projects: every tenth of the way shows other ones.
    expect(names.size).toBeGreaterThan(containers);
    for (const share of [0.5, 0, 1, 0.25, 0.9, 0]) {
      const view = await viewAt(share);
      expect(view.rows.length).toBeGreaterThan(10);
      expect(view.blank).toBeLessThanOrEqual(2);
    }
  });

  test('scrolls by the wheel without a blank', async () => {
    await viewAt(0);
    await app.page.mouse.move(800, 500);
    for (let turn = 0; turn < 40; turn += 1) {
      await app.page.mouse.wheel(0, 900);
      expect((await viewAt(undefined)).rows.length).toBeGreaterThan(10);
    }
    expect((await viewAt(undefined)).rows.length).toBeGreaterThan(10);
    await viewAt(0);
  });

  test('goes to its last row and back by key', async () => {
    const first = app.page.getByRole('grid').locator('[role="row"][tabindex="0"]');
    await first.focus();
    await app.page.keyboard.press('End');
    await until('the last row', async () =>
      ((await app.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))) ?? '').startsWith(
        'load-49-svc-',
      ),
    );
    expect((await viewAt(undefined)).blank).toBeLessThanOrEqual(2);
    await app.page.keyboard.press('Home');
    await until('the first row', async () =>
      ((await app.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))) ?? '').startsWith(
        'Project load-00',
      ),
    );
  });

  test('moves no row while the pointer is in it, and settles once it has left', async () => {
    const { page } = app;
    await page.getByRole('columnheader', { name: 'Status' }).getByRole('button').click();
    await page.keyboard.press('Escape');
    await pointAway(page);
    await page.getByRole('combobox', { name: 'Filter containers' }).focus();
    // The end of the first project and the beginning of the second are in view.
    await viewAt(0.005);
    await page.mouse.move(800, 400);
    const before = await viewAt(undefined);
    const inView = before.rows.filter((name) => !name.startsWith('Project'));
    const changed = [inView[0], inView[3], inView[7], inView.at(-1)].filter((name) => name !== undefined);
    const status = async (name: string): Promise<string> => (await app.row(name).textContent()) ?? '';
    const statuses = new Map<string, string>();
    for (const name of changed) statuses.set(name, await status(name));
    for (const name of changed) toggle(name);
    add('aaa-new');
    for (const name of changed) {
      await until(`${name} to change`, async () => (await status(name)) !== statuses.get(name));
    }
    await page
      .getByText(/^1.001 containers/)
      .first()
      .waitFor();
    const held = (await viewAt(undefined)).rows.filter((name) => !name.startsWith('Project'));
    const kept = held.filter((name) => name !== 'aaa-new');
    expect(kept.length).toBeGreaterThan(10);
    expect(kept).toEqual(inView.slice(0, kept.length));
    await page.getByRole('button', { name: 'Sort now' }).waitFor();
    // One that comes above the row under the pointer pushes it no further either.
    const pointed = (): Promise<string | undefined> =>
      page.evaluate(
        () =>
          document.elementFromPoint(800, 800)?.closest('[role="row"]')?.getAttribute('aria-label') ??
          undefined,
      );
    await page.mouse.move(800, 800);
    const under = await pointed();
    expect(under).toMatch(/^load-0[1-9]-svc/);
    add('aab-new');
    await page
      .getByText(/^1.002 containers/)
      .first()
      .waitFor();
    expect(await pointed()).toBe(under);
    await pointAway(page);
    await page.getByRole('button', { name: 'Sort now' }).waitFor({ state: 'detached' });
    const settled = (await viewAt(undefined)).rows.filter((name) => !name.startsWith('Project'));
    expect(settled).not.toEqual(held);
  });
});
