import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PrivateDockerd, startDockerd } from '../setup/dockerd';
import { whyNoEngine } from '../setup/tools';
import { until } from '../support/wait';
import { canRunApp, launchApp, type RunningApp } from './harness';

/**
 * A developer's day on a real engine, in the built app. On an idle machine each of these is there within a second; limits
 * only bound the waiting, for a machine may be slow.
 */
describe.skipIf(!canRunApp() || whyNoEngine() !== undefined)('on a real engine', () => {
  let dockerd: PrivateDockerd;
  let app: RunningApp;

  const text = async (role: 'log' | 'main', name: string): Promise<string> =>
    (await app.page.getByRole(role, { name }).textContent()) ?? '';
  const openDetail = async (name: string, tab: string): Promise<void> => {
    await app.page
      .getByRole('navigation', { name: 'Resources' })
      .getByRole('link', { name: 'Containers' })
      .click();
    await app.containers();
    await app.row(name).getByRole('link', { name, exact: true }).click();
    await app.page.getByRole('tab', { name: tab }).click();
  };
  /** What the shell shows, as a screen reader gets it. */
  const shellText = async (name: string): Promise<string> =>
    (await app.page
      .getByRole('group', { name: `Shell in ${name}` })
      .getByRole('list')
      .textContent()) ?? '';
  const type = async (line: string): Promise<void> => {
    await app.page.keyboard.type(line);
    await app.page.keyboard.press('Enter');
  };

  beforeAll(async () => {
    dockerd = await startDockerd({ args: ['--live-restore'] });
    await dockerd.importBusybox();
    await dockerd.docker(['run', '-d', '--name', 'first', 'busybox', 'sleep', '3600']);
    app = await launchApp({ dockerHost: `unix://${dockerd.socket}` });
  });

  afterAll(async () => {
    await app.close();
    await dockerd.stop();
  });

  test('the list appears by itself', async () => {
    await app.containers();
    await app.row('first').waitFor();
    await app.page.getByRole('button', { name: /^Engine: .*Connected, API 1\.\d+/ }).waitFor();
  });

  test('a container that is run outside is a row by itself', async () => {
    const ran = await dockerd.docker(['run', '-d', '--name', 'outside', 'busybox', 'sleep', '3600']);
    expect(ran.status).toBe(0);
    await app.row('outside').waitFor();
  });

  test('a stop in the app is seen by docker ps', async () => {
    await app.row('outside').hover();
    await app.row('outside').getByRole('button', { name: 'Stop outside' }).click();
    // It ignores the signal, and is killed after the engine's ten seconds.
    const seenByDocker = async (): Promise<boolean> => {
      const seen = await dockerd.docker(['ps', '-a', '--filter', 'name=outside', '--format', '{{.Status}}']);
      return seen.stdout.startsWith('Exited');
    };
    await until('docker ps to show it', seenByDocker, 60_000);
    await until('the row to say so', async () =>
      /Exited \(137\)/.test((await app.row('outside').textContent()) ?? ''),
    );
  });

  test('a line that a container writes comes to the screen by itself', async () => {
    const script =
      'echo ready; while :; do if [ -e /tmp/go ]; then echo it went; echo to stderr >&2; rm /tmp/go; fi; sleep 0.05; done';
    await dockerd.docker(['run', '-d', '--name', 'talker', 'busybox', 'sh', '-c', script]);
    await app.row('talker').waitFor();
    await openDetail('talker', 'Logs');
    await until('the first line', async () => (await text('log', 'Logs')).includes('ready'));
    await dockerd.docker(['exec', 'talker', 'touch', '/tmp/go']);
    await until('the new line', async () => (await text('log', 'Logs')).includes('it went'));
    await until('the line of stderr', async () => (await text('log', 'Logs')).includes('to stderr'));
  });

  test('a shell counts, follows the window’s size and survives navigation', async () => {
    await openDetail('first', 'Shell');
    const shell = app.page.getByRole('group', { name: 'Shell in first' });
    await shell.waitFor();
    await app.page.getByRole('button', { name: 'Screen reader mode' }).click();
    await shell.getByRole('textbox', { name: 'Terminal input' }).focus();
    await until('the prompt', async () => (await shellText('first')).includes('#'));
    await type('echo answer=$((6*7))');
    await until('42', async () => (await shellText('first')).includes('answer=42'));
    const size = async (mark: string): Promise<string> => {
      await type(`echo ${mark}=$(stty size | tr " " x)`);
      return until(
        'its size',
        async () => new RegExp(`${mark}=(\\d+x\\d+)`).exec(await shellText('first'))?.[1],
      );
    };
    const before = await size('before');
    await app.page.setViewportSize({ width: 1200, height: 700 });
    const after = await until('another size', async () => {
      const now = await size(`now${Math.floor(performance.now())}`);
      return now === before ? undefined : now;
    });
    expect(Number(after.split('x')[1])).toBeLessThan(Number(before.split('x')[1]));
    await app.page.setViewportSize({ width: 1440, height: 900 });
    await openDetail('talker', 'Logs');
    await openDetail('first', 'Shell');
    await app.page.getByRole('group', { name: 'Shell in first' }).waitFor();
  });

  test('the charts move', async () => {
    await dockerd.docker(['run', '-d', '--name', 'busy', 'busybox', 'sh', '-c', 'while :; do :; done']);
    await until('its row', async () => {
      await app.page
        .getByRole('navigation', { name: 'Resources' })
        .getByRole('link', { name: 'Containers' })
        .click();
      return (await app.row('busy').count()) > 0;
    });
    await openDetail('busy', 'Stats');
    const chart = app.page.getByRole('img', { name: 'CPU' });
    await chart.waitFor();
    const path = (): Promise<string> =>
      chart
        .locator('path')
        .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('d') ?? '').join(' '));
    const first = await until('a line', async () => ((await path()).includes('L') ? path() : undefined));
    await until('the next sample', async () => (await path()) !== first);
    await until('a share of one core', async () => /% of one core/.test(await text('main', 'busy')));
    await dockerd.docker(['rm', '-f', 'busy']);
  });

  test('an image that is imported outside appears', async () => {
    await dockerd.importBusybox('local/tool:1.0');
    await app.page
      .getByRole('navigation', { name: 'Resources' })
      .getByRole('link', { name: 'Images' })
      .click();
    await app.row('local/tool:1.0').waitFor();
  });

  test('an engine that is killed greys the list; restarted, the truth is back by itself', async () => {
    await app.page
      .getByRole('navigation', { name: 'Resources' })
      .getByRole('link', { name: 'Containers' })
      .click();
    await app.row('talker').waitFor();
    await dockerd.kill();
    await app.page.getByRole('grid', { name: 'Containers, last known state' }).waitFor();
    await app.row('talker').waitFor();
    await app.row('first').hover();
    const stop = app.row('first').getByRole('button', { name: 'Stop first' });
    expect(await stop.getAttribute('aria-disabled')).toBe('true');
    await app.page.mouse.move(0, 0);
    await dockerd.start();
    await dockerd.docker(['rm', '-f', 'talker']);
    await app.page.getByRole('grid', { name: 'Containers', exact: true }).waitFor();
    // Looked at once: a row that is struck out goes while one looks.
    await until('the row of a removed container to be gone or struck out', async () =>
      (await app.row('talker').allTextContents()).every((row) => /[Rr]emoved/.test(row)),
    );
  });
});
