import { afterEach, describe, expect, test } from 'vitest';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { smallWorld } from '#tools/engine-sim/world/small-world';
import { until } from '../support/wait';
import { canRunApp, launchApp, type RunningApp } from './harness';
import { goTo, openTab } from './steps';

const engines = [
  ['1.2', 'docker'],
  ['1.6', 'docker'],
  ['1.11', 'docker'],
  ['1.14', 'docker'],
  ['1.17', 'docker'],
  ['1.24', 'docker'],
  ['1.41', 'docker'],
  ['1.48', 'docker'],
  ['1.52', 'docker'],
  ['1.41', 'podman'],
] as const;

/** The whole app on engines of every age: what a person sees first, and that nothing is missing without a word. */
describe.skipIf(!canRunApp())('the app on an engine', () => {
  const open: { close(): Promise<void> }[] = [];
  let app: RunningApp;
  let sim: Sim;

  afterEach(async () => {
    const errors = app.electron.consoleErrors;
    for (const each of open.splice(0).reverse()) await each.close();
    expect(errors).toEqual([]);
  });

  const launch = async (apiVersion: string, flavour: 'docker' | 'podman'): Promise<void> => {
    sim = await startSim({ pace: 0.05, world: smallWorld(), apiVersion, flavour });
    open.push(sim);
    app = await launchApp({ dockerHost: sim.address });
    open.push(app);
  };
  const mainText = async (): Promise<string> => (await app.page.getByRole('main').textContent()) ?? '';
  const rowText = async (name: string): Promise<string> => (await app.row(name).textContent()) ?? '';
  const says = (pattern: RegExp): Promise<unknown> =>
    until(`the page to say ${String(pattern)}`, async () => pattern.test(await mainText()));

  test.each(engines)('of API %s, %s', async (api, flavour) => {
    await launch(api, flavour);
    const minor = Number(api.slice(2));
    const named = minor >= 6;
    /** Engines before 0.6.5 know no names: the short id stands for them. */
    const nameOf = (name: string): string => (named ? name : sim.engine.container(name).id.slice(0, 12));
    const web = nameOf('web');

    // The list.
    await app.containers();
    await app.row(web).waitFor();
    await app.row(nameOf('job')).waitFor();
    await app.page.getByRole('button', { name: new RegExp(`^Engine: .*API 1\\.${minor}`) }).waitFor();
    expect(await rowText(web)).toMatch(/8080/);
    expect(await rowText(nameOf('job'))).toMatch(/Exited \(3\)/);
    expect(await rowText(nameOf('spare'))).toMatch(/Created/);

    // A stop and a start.
    await app.row(web).hover();
    await app
      .row(web)
      .getByRole('button', { name: `Stop ${web}`, exact: true })
      .click();
    await until('the stop', async () => /Exited \(0\)/.test(await rowText(web)));
    await app.row(web).hover();
    await app
      .row(web)
      .getByRole('button', { name: `Start ${web}`, exact: true })
      .click();
    // Not only begun: until it is done, the row says what is being done.
    await until('the start', async () => /Running/.test(await rowText(web)));
    expect(sim.engine.container('web').state).toBe('running');

    // Its log.
    await openTab(app.page, web, 'Logs');
    const log = app.page.getByRole('log', { name: 'Logs' });
    await until('the log', async () => /line \d+/.test((await log.textContent()) ?? ''));

    // Its details.
    await openTab(app.page, web, 'Inspect');
    await says(/nginx:1\.29-alpine/);

    // Its statistics, or why there are none.
    await openTab(app.page, web, 'Stats');
    if (minor >= 17) {
      const chart = app.page.getByRole('img', { name: 'CPU' });
      await until('a curve', async () =>
        (
          await chart
            .locator('path')
            .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('d') ?? ''))
        ).some((path) => path.includes('L')),
      );
    } else await says(/Statistics need Docker 1\.5 or newer; this engine is \d/);

    // A shell, or why there is none.
    await openTab(app.page, nameOf('console'), 'Shell');
    if (minor >= 15) {
      const shell = app.page.getByRole('group', { name: `Shell in ${nameOf('console')}` });
      await shell.waitFor();
      await app.page.getByRole('button', { name: 'Screen reader mode' }).click();
      await shell.getByRole('textbox', { name: 'Terminal input' }).focus();
      const shown = async (): Promise<string> => (await shell.getByRole('list').textContent()) ?? '';
      await until('the prompt', async () => (await shown()).includes('#'));
      await app.page.keyboard.type('echo answer=$((6*7))');
      await app.page.keyboard.press('Enter');
      await until('the answer', async () => (await shown()).includes('answer=42'));
    } else await says(/Exec needs Docker 1\.3 or newer; this engine is \d/);

    // The images: one row for each, also where the engine gives one for each tag.
    await goTo(app.page, 'Images');
    const images = app.page.getByRole('grid', { name: 'Images' }).getByRole('row');
    await until('the heading and three images', async () => (await images.count()) === 4);
    const shown = (await images.allTextContents()).slice(1);
    expect(shown[0]).toMatch(/alpine:3\.22.*8\.3 MB.*4 containers/);
    expect(shown[1]).toMatch(new RegExp(`\\+1.*52 MB.*${web}`));
    expect(shown[2]).toMatch(/Untagged.*4\.1 MB.*Unused/);
  });
});
