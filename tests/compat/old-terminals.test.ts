import { afterEach, describe, expect, test } from 'vitest';
import type { TerminalSession } from '#shared/model/terminal';
import { startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { liveEngine, openPage, type } from '../support/page';
import { until } from '../support/wait';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** A page on an engine of that version with one container, and a way to ask for a shell in it. */
async function desk(apiVersion: string) {
  const engine = await startSim({
    apiVersion,
    pace: 0.02,
    world: world({ containers: [container({ name: 'web' })] }),
  });
  open.push(engine);
  const page = openPage(engine.socketPath);
  open.push(page);
  const engineId = await liveEngine(page);
  const rows = page.follow('containers.list', { engineId });
  const web = await until('the row', () => [...rows.values()][0]);
  const sessions = page.follow('terminals.sessions', {});
  const input = { engineId, containerId: web.id, containerName: 'web', columns: 80, rows: 24 };
  return { engine, page, sessions, start: () => page.client.call('terminals.start', input) };
}

describe.each(['1.15', '1.16', '1.21', '1.24', '1.34', '1.41'])(
  'a shell of an engine that speaks API %s',
  (version) => {
    test('hears, answers and ends with the code that the engine can tell', async () => {
      const { page, sessions, start } = await desk(version);
      const started = await start();
      if (!started.ok) throw new Error(started.error.message);
      const { sessionId } = started.value;
      let shown = '';
      const channel = page.client.open(
        'terminals.attach',
        { sessionId },
        {
          onItem: (bytes, consumed) => {
            shown += new TextDecoder().decode(bytes);
            consumed();
          },
          onEnd: () => undefined,
        },
      );
      const session = (): TerminalSession | undefined => sessions.get(sessionId);
      await until('the shell', () => session()?.status === 'running');
      await type(channel, 'echo to$((40+2))\r');
      await until('the answer', () => shown.includes('to42'));
      await type(channel, 'exit 3\r');
      await until('the end', () => session()?.status === 'ended');
      expect(session()?.exitCode).toBe(version === '1.15' ? undefined : 3);
      expect(session()?.endReason).toBe(
        version === '1.15' ? 'The shell ended.' : 'The shell ended with exit code 3.',
      );
    });
  },
);

test('a shell of an engine without exec ends at once with the reason, and nothing is asked', async () => {
  const { engine, sessions, start } = await desk('1.14');
  await start();
  const ended = await until('the end', () => [...sessions.values()].find(({ status }) => status === 'ended'));
  expect(ended.endReason).toBe('Exec needs Docker 1.3 or newer; this engine is 1.2.0.');
  expect(engine.engine.execs.size).toBe(0);
});
