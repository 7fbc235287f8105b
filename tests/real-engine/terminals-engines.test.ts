import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDockerd } from '../setup/dockerd';
import { accessEngine, type EngineAccess } from '../setup/engine-access';
import { fetchNewerDocker } from '../setup/newer-docker';
import { startPodman, whyNoPodman } from '../setup/podman';
import { whyNoEngine } from '../setup/tools';
import { until } from '../support/wait';
import { type Desk, openDesk } from './terminal-desk';

const missing = whyNoEngine();
const newer = missing === undefined ? await fetchNewerDocker() : { why: missing };
if (newer.why !== undefined) console.warn(`Docker 28.5 is skipped: ${newer.why}`);

/** An engine of the test's own. */
interface Started {
  readonly engine: EngineAccess;
  stop(): Promise<void>;
}

async function docker(): Promise<Started> {
  const engine = await startDockerd({ path: newer.path ?? [] });
  return { engine, stop: () => engine.stop() };
}

async function podman(): Promise<Started> {
  const started = await startPodman();
  const folder = await mkdtemp(join(tmpdir(), 'podman-cli-'));
  return {
    engine: accessEngine(started.socket, folder),
    stop: async () => {
      await started.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const engines = [
  { name: 'Docker 28.5', start: docker, skip: newer.path === undefined, missingCode: 127 },
  { name: 'Podman', start: podman, skip: whyNoPodman() !== undefined, missingCode: 127 },
];

for (const { name, start, skip, missingCode } of engines) {
  describe.skipIf(skip)(`terminals on ${name}`, () => {
    let started: Started;
    let desk: Desk;

    beforeAll(async () => {
      started = await start();
      await started.engine.importBusybox();
      desk = await openDesk(started.engine);
      await desk.run('shop', 'busybox', 'sleep', '6000');
    });
    afterAll(async () => {
      await desk.close();
      await started.stop();
    });

    test('a shell is found, has its size at once, its settings, and ends with its code', async () => {
      const id = await desk.running('shop', {
        settings: { user: '1234', folder: '/tmp' },
        environment: ['GREETING=hello'],
        columns: 101,
        rows: 33,
      });
      const view = desk.view(id);
      expect(await view.ask('id -u; pwd; echo $GREETING; stty size')).toBe('1234\n/tmp\nhello\n33 101\n');
      await view.type('exit 7\n');
      expect(await desk.ended(id)).toMatchObject({ end: 'exit', exitCode: 7 });
      await desk.closeSession(id);
    });

    test('a command that is not there ends with its code or fails with a sentence', async () => {
      const id = await desk.start('shop', { program: { kind: 'command', command: ['no-such-program'] } });
      const ended = await desk.ended(id);
      if (ended.end === 'exit') expect(ended.exitCode).toBe(missingCode);
      else expect(ended.endReason).toMatch(/no-such-program/);
      await desk.closeSession(id);
    });

    test('closing ends all that came from it', async () => {
      const id = await desk.running('shop');
      await desk.view(id).ask("(trap '' HUP; exec sleep 5001) & (env -i sleep 5002 &) ; sleep 0.1");
      expect(await desk.closeSession(id)).toBeUndefined();
      // One in brackets has ended, and waits for its parent to look.
      const left = (await desk.processes('shop')).filter((command) => !command.startsWith('['));
      expect(left).toEqual(['sleep 6000']);
    });

    test('its main process can be attached to, with its log before', async () => {
      await desk.run('console', '-it', 'busybox', 'sh', '-c', 'echo welcome; exec sh');
      const id = await desk.running('console', { program: { kind: 'attach' }, columns: 90, rows: 30 });
      const view = desk.view(id);
      await until('the log', () => view.text().includes('welcome'));
      await view.type('\n');
      expect(await view.ask('stty size')).toBe('30 90\n');
      await desk.closeSession(id);
      expect((await started.engine.docker(['inspect', '-f', '{{.State.Running}}', 'console'])).stdout).toBe(
        'true\n',
      );
    });

    test('a debug shell sees the files and processes of its target and leaves nothing', async () => {
      const program = { kind: 'debug', image: 'busybox:latest' } as const;
      await started.engine.docker(['exec', 'shop', 'touch', '/of-the-target']);
      const id = await desk.running('shop', { program, columns: 88, rows: 22 });
      const view = desk.view(id);
      expect(await view.ask('ls of-the-target; pwd; stty size')).toBe('of-the-target\n/proc/1/root\n22 88\n');
      expect(await desk.closeSession(id)).toBeUndefined();
      const left = await started.engine.docker(['ps', '-aq', '--filter', 'label=app.pilothouse.helper']);
      expect(left.stdout).toBe('');
    });
  });
}
