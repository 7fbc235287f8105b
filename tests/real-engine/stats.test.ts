import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Container } from '#shared/model/container';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { StatsMark, StatsSample } from '#shared/model/stats';
import { run } from '../setup/run';
import { sharedEngine } from '../setup/shared-engine';
import { liveEngine, openPage, type Page } from '../support/page';
import { until } from '../support/wait';

const engine = sharedEngine();
const cgroup = '/sys/fs/cgroup';
/** The figures of this machine's kernel stand in files of cgroup v1. */
const hasFiles = existsSync(`${cgroup}/cpuacct`);

/** What the kernel counts for the group of a process. */
function filesOf(pid: number) {
  const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8');
  const file = (controller: string, name: string): string => {
    const line = groups.split('\n').find((each) => each.split(':')[1]?.split(',').includes(controller));
    return readFileSync(`${cgroup}/${controller}${line?.split(':')[2] ?? ''}/${name}`, 'utf8');
  };
  const inactive = /^total_inactive_file (\d+)$/m.exec(file('memory', 'memory.stat'))?.[1];
  const blocks = file('blkio', 'blkio.throttle.io_service_bytes_recursive').split('\n');
  const sum = (op: string): number =>
    blocks.reduce(
      (total, line) => (line.split(' ')[1] === op ? total + Number(line.split(' ')[2]) : total),
      0,
    );
  const eth0 =
    /^\s*eth0:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/net/dev`, 'utf8'))?.[1]?.split(/\s+/) ?? [];
  return {
    cpuSeconds: Number(file('cpuacct', 'cpuacct.usage')) / 1e9,
    memory: Number(file('memory', 'memory.usage_in_bytes')) - Number(inactive),
    read: sum('Read'),
    written: sum('Write'),
    received: Number(eth0[0]),
    sent: Number(eth0[8]),
    processes: Number(file('pids', 'pids.current')),
  };
}

/** What a rate comes to over all samples, from the first to the last. */
function total(samples: readonly StatsSample[], rate: (sample: StatsSample) => number | undefined): number {
  return samples.reduce((sum, sample, i) => {
    const before = samples[i - 1];
    return before === undefined ? sum : sum + (rate(sample) ?? Number.NaN) * ((sample.at - before.at) / 1000);
  }, 0);
}

/** Within 2 %, or one step of what `docker stats` prints. */
function expectNear(what: string, value: number, reference: number, step = 0): void {
  const off = Math.abs(value - reference);
  expect(off, `${what}: ${value} beside ${reference}`).toBeLessThanOrEqual(Math.max(reference * 0.02, step));
}

/** A counter lies between what its file said before and after. */
function expectBetween(what: string, value: number | undefined, least: number, most: number): void {
  expect(value, what).toBeGreaterThanOrEqual(least);
  expect(value, what).toBeLessThanOrEqual(most);
}

const units: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** Bytes of `1.23MiB`, and the step of its last digit. */
function printed(text: string): { readonly bytes: number; readonly step: number } {
  const [, digits = '', unit = ''] = /^([\d.]+)(\w+)$/.exec(text.trim()) ?? [];
  const size = units[unit] ?? Number.NaN;
  return { bytes: Number(digits) * size, step: size / 10 ** (digits.split('.')[1]?.length ?? 0) };
}

describe.skipIf(engine === undefined)('statistics of a real engine', () => {
  const { socket, docker } = engine!;
  let page: Page;
  let engineId: EngineId;
  let containers: ReadonlyMap<string, Container>;

  const start = async (name: string, ...args: string[]): Promise<ContainerId> => {
    const ran = await docker(['run', '-d', '--name', name, ...args]);
    expect(ran.stderr).toBe('');
    await until('the row', () => [...containers.values()].some((row) => row.name === name));
    return ran.stdout.trim() as ContainerId;
  };
  const inside = (name: string, script: string) => docker(['exec', name, 'sh', '-c', script]);
  const follow = (ids: readonly ContainerId[], detail = false) => {
    const samples: StatsSample[] = [];
    const channel = page.client.open(
      'stats.samples',
      { engineId, ids: [...ids], detail },
      {
        onItem: (batch, consumed) => {
          samples.push(...batch);
          consumed();
        },
        onEnd: () => undefined,
      },
    );
    return { samples, close: () => channel.close() };
  };

  beforeAll(async () => {
    page = openPage(socket);
    engineId = await liveEngine(page);
    containers = page.follow('containers.list', { engineId });
  });

  afterAll(async () => {
    const left = await docker(['ps', '-aq']);
    const ids = left.stdout.split('\n').filter((id) => id !== '');
    if (ids.length > 0) await docker(['rm', '-f', ...ids]);
    await page.close();
  });

  test.skipIf(!hasFiles)(
    'of a known load are those of its cgroup files and of docker stats',
    async () => {
      const disk = (await run('df', ['--output=source', socket])).stdout.split('\n')[1] ?? '';
      const counted = disk.startsWith('/dev/') ? ['--device-write-bps', `${disk}:1gb`] : [];
      const id = await start('load', '--cpus', '0.3', '-m', '256m', ...counted, 'busybox', 'sleep', '1000');
      const inspected = await docker(['inspect', '--format', '{{.State.Pid}}', id]);
      const pid = Number(inspected.stdout);
      const { samples, close } = follow([id], true);
      // Between its first sample and the load there are still ones.
      await until('two samples', () => samples.length >= 2);
      const before = filesOf(pid);
      const gateway = "$(ip route | sed -n 's/^default via //p' | cut -d' ' -f1)";
      await inside(
        'load',
        `dd if=/dev/zero of=/dev/shm/held bs=1M count=40; dd if=/dev/zero of=/out bs=1M count=16 oflag=direct; ping -q -c 40 -i 0.1 -s 1400 ${gateway}`,
      );
      const cli = docker(
        ['stats', '--format', '{{.CPUPerc}}|{{.MemUsage}}|{{.NetIO}}|{{.BlockIO}}|{{.PIDs}}', 'load'],
        { timeoutMillis: 9_000 },
      );
      await inside('load', 'timeout 6 sh -c "while :; do :; done"');
      const lines = (await cli).stdout.split('\n').flatMap((line) => {
        const found = /([\d.]+)%\|(\S+) \/ \S+\|(\S+) \/ (\S+)\|(\S+) \/ (\S+)\|(\d+)/.exec(line);
        return found === null ? [] : [found];
      });
      // Two still samples after the load.
      const after = filesOf(pid);
      const seen = samples.length;
      await until('two more samples', () => samples.length >= seen + 3);
      close();
      const atLast = filesOf(pid);

      const last = samples.at(-1)!;
      expectNear(
        'CPU seconds',
        total(samples, (each) => each.cpuPercent) / 100,
        after.cpuSeconds - before.cpuSeconds,
      );
      expectNear('memory', last.memoryBytes, after.memory);
      expect(last.memoryBytes).toBeGreaterThan(40 * 1024 * 1024);
      expect(last).toMatchObject({
        cpuLimit: 30,
        memoryLimit: 256 * 1024 * 1024,
        pids: after.processes,
      });
      // A bridge sends a packet of its own now and then, also between two looks.
      expectBetween('all received', last.netRxTotal, after.received, atLast.received);
      expectBetween('all sent', last.netTxTotal, after.sent, atLast.sent);
      expectNear(
        'bytes received',
        total(samples, (each) => each.netRxRate),
        after.received - before.received,
      );
      expectNear(
        'bytes sent',
        total(samples, (each) => each.netTxRate),
        after.sent - before.sent,
      );
      expect(after.sent - before.sent).toBeGreaterThan(40 * 1400);
      expect(last.detail?.interfaces).toMatchObject([{ name: 'eth0', inTotal: last.netRxTotal }]);
      // The limit held it back; how often depends on what else the machine does.
      expect(Math.max(...samples.map((each) => each.throttledPercent ?? 0))).toBeGreaterThan(0);
      if (counted.length > 0) {
        expect(last.blkWriteTotal).toBe(after.written);
        expect(after.written).toBeGreaterThanOrEqual(16 * 1024 * 1024);
        expectNear(
          'bytes written',
          total(
            samples.filter((each) => each.blkWriteTotal !== undefined),
            (each) => each.blkWriteRate,
          ),
          after.written - (samples.find((each) => each.blkWriteTotal !== undefined)?.blkWriteTotal ?? 0),
        );
      }

      // The engine gives everybody the same samples: what the CLI prints is among ours, to the digit.
      const ours = samples.map((each) => each.cpuPercent?.toFixed(2));
      const busy = lines.map(([, cpu]) => cpu).filter((cpu) => Number(cpu) > 5);
      expect(new Set(busy).size).toBeGreaterThanOrEqual(3);
      expect(busy.filter((cpu) => !ours.includes(cpu))).toEqual([]);
      const [, , memory, received, sent, , written, processes] = lines.at(-1) ?? [];
      for (const [what, text, value] of [
        ['memory', memory, last.memoryBytes],
        ['received', received, last.netRxTotal],
        ['sent', sent, last.netTxTotal],
        ['written', written, last.blkWriteTotal ?? 0],
      ] as const) {
        const { bytes, step } = printed(text ?? '');
        expectNear(`docker stats: ${what}`, value ?? Number.NaN, bytes, step);
      }
      expect(Number(processes)).toBe(last.pids);
      await docker(['rm', '-f', 'load']);
    },
    90_000,
  );

  test('of more containers than there are streams are read in turn, and stop when nobody looks', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `many-${i}`);
    const ids: ContainerId[] = [];
    for (const name of names) ids.push(await start(name, '--network', 'none', 'busybox', 'sleep', '1000'));
    const all = follow(ids);
    const one = follow([ids[0]!], true);
    await until(
      'two samples of each',
      () => ids.every((id) => all.samples.filter((sample) => sample.containerId === id).length >= 2),
      30_000,
    );
    // Its own page goes on with a stream; the others share turns.
    expect(page.core.stats.openStreams).toBeLessThan(24);
    for (const id of ids) {
      const second = all.samples.filter((sample) => sample.containerId === id)[1];
      expect(second?.cpuPercent).toBeGreaterThanOrEqual(0);
      expect(second?.netRxRate).toBeUndefined();
    }
    all.close();
    one.close();
    await until('nothing to run', () => page.core.stats.openStreams === 0 && page.core.stats.timers === 0);
    await docker(['rm', '-f', ...ids]);
  }, 90_000);

  test('are kept by name with what happened, over a restart of the container', async () => {
    const id = await start('kept', 'busybox', 'sh', '-c', 'trap "exit 3" TERM; while :; do sleep 0.1; done');
    const marks = page.follow('stats.marks', { engineId, containerId: id });
    const { samples, close } = follow([id]);
    await until('samples', () => samples.length >= 2);
    await docker(['restart', 'kept']);
    const restarted = Date.now();
    await until('samples after it', () => samples.some(({ at }) => at > restarted + 1_500));
    close();
    const kinds = (kind: StatsMark['kind']): readonly StatsMark[] =>
      [...marks.values()].filter((mark) => mark.kind === kind).sort((a, b) => a.at - b.at);
    await until('both starts', () => kinds('start').length === 2);
    expect(kinds('die')).toMatchObject([{ words: 'Exited (3)' }]);
    const history = await page.client.call('stats.history', {
      engineId,
      containerName: 'kept',
      by: 'second',
      from: 0,
      to: Date.now() + 60_000,
    });
    if (!history.ok) throw new Error(history.error.message);
    const died = kinds('die')[0]!.at;
    expect([...history.value.at].some((at) => at < died)).toBe(true);
    expect([...history.value.at].some((at) => at > died)).toBe(true);
    await docker(['rm', '-f', 'kept']);
  }, 60_000);
});
