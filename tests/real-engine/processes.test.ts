import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { ContainerProcess, ProcessList } from '#shared/model/processes';
import { sharedEngine } from '../setup/shared-engine';
import { liveEngine, openPage, type Page } from '../support/page';
import { until } from '../support/wait';

const engine = sharedEngine();

describe.skipIf(engine === undefined)('processes of a container of a real engine', () => {
  const { socket, docker } = engine!;
  let page: Page;
  let engineId: EngineId;

  const start = async (name: string, ...args: string[]): Promise<ContainerId> => {
    const ran = await docker(['run', '-d', '--name', name, ...args]);
    expect(ran.stderr).toBe('');
    return ran.stdout.trim() as ContainerId;
  };
  const list = async (containerId: ContainerId): Promise<ProcessList> => {
    const listed = await page.client.call('processes.list', { engineId, containerId });
    if (!listed.ok) throw new Error(listed.error.message);
    return listed.value;
  };
  const command = ({ titles }: ProcessList, { cells }: ContainerProcess): string =>
    cells[titles.indexOf('COMMAND')] ?? '';
  const find = async (id: ContainerId, text: string): Promise<readonly ContainerProcess[]> => {
    const listed = await list(id);
    return listed.processes.filter((each) => command(listed, each) === text);
  };
  const send = (containerId: ContainerId, pid: number, signal: string) =>
    page.client.call('processes.signal', { engineId, containerId, pid, signal });

  beforeAll(async () => {
    page = openPage(socket);
    engineId = await liveEngine(page);
  });

  afterAll(async () => {
    const left = await docker(['ps', '-aq']);
    const ids = left.stdout.split('\n').filter((id) => id !== '');
    if (ids.length > 0) await docker(['rm', '-f', ...ids]);
    await page.close();
  });

  test('are a tree with what each uses', async () => {
    const id = await start('tree', 'busybox', 'sh', '-c', 'sleep 1111 & sh -c "sleep 2222; true" & wait');
    const listed = await until('all of them', async () => {
      const now = await list(id);
      return now.processes.length >= 4 ? now : undefined;
    });
    expect(listed.titles).toEqual(
      expect.arrayContaining([
        'PID',
        'PPID',
        'USER',
        'STAT',
        '%CPU',
        '%MEM',
        'RSS',
        'NLWP',
        'ELAPSED',
        'COMMAND',
      ]),
    );
    expect(listed.withoutSignals).toBeUndefined();
    const [deep] = listed.processes.filter((each) => command(listed, each) === 'sleep 2222');
    const parent = listed.processes.find(({ pid }) => pid === deep?.parent);
    expect(command(listed, parent!)).toBe('sh -c sleep 2222; true');
    const root = listed.processes.find(({ pid }) => pid === parent?.parent);
    expect(listed.processes.some(({ pid }) => pid === root?.parent)).toBe(false);
  });

  test('get a signal by what they are inside, and no other does', async () => {
    const id = await start('signals', 'busybox', 'sh', '-c', 'sleep 3333 & sleep 4444 & wait');
    const [target] = await until('it', async () => {
      const found = await find(id, 'sleep 3333');
      return found.length === 1 ? found : undefined;
    });
    expect(await send(id, target!.pid, 'STOP')).toMatchObject({ ok: true });
    const stopped = await list(id);
    const state = stopped.processes.find(({ pid }) => pid === target!.pid);
    expect(state?.cells[stopped.titles.indexOf('STAT')]).toMatch(/^T/);
    expect(await send(id, target!.pid, 'KILL')).toMatchObject({ ok: true });
    expect((await find(id, 'sleep 3333')).length).toBe(0);
    expect((await find(id, 'sleep 4444')).length).toBe(1);
    // It is gone, so its number means nothing any more.
    expect(await send(id, target!.pid, 'KILL')).toMatchObject({ ok: false, error: { kind: 'not-found' } });
  });

  test('that look the same get none, and it says why', async () => {
    const id = await start('twins', 'busybox', 'sh', '-c', 'sleep 5555 & sleep 5555 & wait');
    const twins = await until('both', async () => {
      const found = await find(id, 'sleep 5555');
      return found.length === 2 ? found : undefined;
    });
    const sent = await send(id, twins[0]!.pid, 'KILL');
    expect(sent).toMatchObject({ ok: false, error: { kind: 'conflict' } });
    if (!sent.ok)
      expect(sent.error.message).toMatch(/^2 processes of the container look the same \(sleep 5555\)/);
    expect((await find(id, 'sleep 5555')).length).toBe(2);
  });

  test('that are the main one get it from the engine, whatever is inside', async () => {
    const id = await start('main', 'busybox', 'sh', '-c', 'trap "exit 7" USR1; while :; do sleep 0.1; done');
    const inspected = await docker(['inspect', '--format', '{{.State.Pid}}', id]);
    const sent = await until('the trap to be set', async () => {
      const answer = await send(id, Number(inspected.stdout), 'USR1');
      return answer.ok ? answer : undefined;
    });
    expect(sent.ok).toBe(true);
    const ended = await docker(['wait', id]);
    expect([7, 138]).toContain(Number(ended.stdout));
  });

  test('of a container that shares the processes of the machine are found there', async () => {
    const id = await start('host', '--pid', 'host', 'busybox', 'sh', '-c', 'sleep 6666 & wait');
    const [target] = await until('it', async () => {
      const found = await find(id, 'sleep 6666');
      return found.length === 1 ? found : undefined;
    });
    // On a busy machine its processes change between two looks; it is refused then, and may be tried again.
    await until('it to be told apart', async () => (await send(id, target!.pid, 'TERM')).ok);
    await until('its end', async () => (await find(id, 'sleep 6666').catch(() => [])).length === 0);
  });

  test('of a container that does not run are refused in the words of the engine', async () => {
    const id = await start('ended', 'busybox', 'true');
    await docker(['wait', id]);
    const listed = await page.client.call('processes.list', { engineId, containerId: id });
    expect(listed.ok).toBe(false);
    if (!listed.ok) expect(listed.error.message).toMatch(/is not running/);
  });
});
