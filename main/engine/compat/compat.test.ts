import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContainerId } from '#shared/model/ids';
import { toContainerDetails } from './container-details';
import { toContainer } from './containers';
import { toEvent } from './events';
import { toImageDetails, toImages } from './images';
import { toPullStep } from './progress';
import { toCounters } from './stats';
import { toSample } from './stats-rates';
import { atLeast, compareVersions, parseApiVersion } from './version';

const id = '7c1e9a40b2d5'.padEnd(64, '0');

describe('containers of all ages', () => {
  test('API 1.2: no names, no state, ports as text', () => {
    const row = toContainer({
      Id: id,
      Image: 'base:latest',
      Command: 'echo 222',
      Created: 1367854155,
      Status: 'Exit 3',
      Ports: '8080->80, 53/udp',
    });
    expect(row).toMatchObject({
      name: '7c1e9a40b2d5',
      state: 'exited',
      exitCode: 3,
      createdAt: 1367854155000,
      ports: [
        { privatePort: 53, protocol: 'udp' },
        { privatePort: 80, publicPort: 8080, protocol: 'tcp' },
      ],
    });
  });

  test('API 1.14: names with link aliases, state from the status', () => {
    const row = toContainer({
      Id: id,
      Names: ['/front/db', '/db'],
      Status: 'Up 3 hours (Paused)',
      Ports: [],
    });
    expect(row).toMatchObject({ name: 'db', state: 'paused' });
  });

  test('a port published on two addresses of the machine is two ports', () => {
    const ports = ['10.0.0.5', '192.168.1.5'].map((IP) => ({
      IP,
      PrivatePort: 80,
      PublicPort: 80,
      Type: 'tcp',
    }));
    expect(toContainer({ Id: id, Ports: ports })?.ports.map(({ ip }) => ip)).toEqual([
      '10.0.0.5',
      '192.168.1.5',
    ]);
    const twins = ['::1', '127.0.0.1'].map((IP) => ({ IP, PrivatePort: 80, PublicPort: 80, Type: 'tcp' }));
    expect(toContainer({ Id: id, Ports: twins })?.ports.map(({ ip }) => ip)).toEqual(['127.0.0.1']);
  });

  test('Podman: what is being stopped still runs, and is not being removed', () => {
    expect(toContainer({ Id: id, State: 'stopping' })?.state).toBe('running');
  });

  test('API 1.48: state, labels, twins of IPv4 and IPv6 as one port', () => {
    const row = toContainer({
      Id: id,
      Names: ['/web'],
      Image: 'nginx:1.29',
      ImageID: 'sha256:1',
      State: 'running',
      Status: 'Up 2 hours (healthy)',
      Labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' },
      Ports: [
        { IP: '::', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
        { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
        { PrivatePort: 443, Type: 'tcp' },
      ],
      NetworkSettings: { Networks: { shop_default: {} } },
    });
    expect(row).toMatchObject({
      state: 'running',
      health: 'healthy',
      project: 'shop',
      service: 'web',
      networks: ['shop_default'],
      ports: [
        { ip: '0.0.0.0', privatePort: 80, publicPort: 8080, protocol: 'tcp' },
        { privatePort: 443, protocol: 'tcp' },
      ],
    });
  });

  test('API 1.52: health as an object', () => {
    const row = toContainer({ Id: id, State: 'running', Health: { Status: 'unhealthy', FailingStreak: 3 } });
    expect(row).toMatchObject({ health: 'unhealthy', failedChecks: 3 });
  });

  test.each([
    ['Restarting (1) 4 seconds ago', 'restarting', 1],
    ['Exited (137) 12 minutes ago', 'exited', 137],
    ['Dead', 'dead', undefined],
    ['Created', 'created', undefined],
    ['Removal In Progress', 'removing', undefined],
  ])('status “%s”', (Status, state, exitCode) => {
    expect(toContainer({ Id: id, Status })).toMatchObject({
      state,
      ...(exitCode === undefined ? {} : { exitCode }),
    });
  });

  test('whatever an engine sends becomes a row or nothing, and pollutes nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        const row = toContainer(raw);
        expect(row === undefined || typeof row.name === 'string').toBe(true);
        toContainerDetails(raw);
      }),
    );
    const hostile = JSON.parse(
      `{"Id":"${id}","Labels":{"__proto__":{"polluted":1},"constructor":"x"}}`,
    ) as unknown;
    const labels = toContainer(hostile)?.labels;
    expect(Object.keys(labels ?? {})).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('inspect of API 1.10 and 1.48', () => {
    const old = toContainerDetails({
      ID: id,
      Name: '/db',
      State: { ExitCode: 1, StartedAt: '2013-05-07T14:51:42.041847+02:00' },
    });
    expect(old).toMatchObject({
      id,
      name: 'db',
      exitCode: 1,
      startedAt: Date.parse('2013-05-07T12:51:42.041Z'),
    });
    const now = toContainerDetails({
      Id: id,
      State: { FinishedAt: '0001-01-01T00:00:00Z' },
      Config: { Tty: true },
      Mounts: [
        { Type: 'volume', Name: 'f'.repeat(64) },
        { Type: 'volume', Name: 'data' },
        { Type: 'bind', Name: 'e'.repeat(64) },
      ],
    });
    expect(now).toMatchObject({ tty: true, anonymousVolumes: ['f'.repeat(64)] });
    expect(now.finishedAt).toBeUndefined();
  });
});

describe('images of all ages', () => {
  test('one row a tag before API 1.7 becomes one image', () => {
    const rows = toImages([
      { Id: 'b750fe79269d', Repository: 'ubuntu', Tag: '12.10', Created: 1364102658, Size: 24653 },
      { Id: 'b750fe79269d', Repository: 'ubuntu', Tag: 'quantal', Created: 1364102658, Size: 24653 },
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.tags).toEqual(['ubuntu:12.10', 'ubuntu:quantal']);
  });

  test('no tags are told by <none>, by an empty list and by null', () => {
    const rows = toImages([
      { Id: 'a', RepoTags: ['<none>:<none>'] },
      { Id: 'b', RepoTags: [] },
      { Id: 'c', RepoTags: null },
    ]);
    expect(rows.map((row) => row.tags)).toEqual([[], [], []]);
  });

  test('history gives the steps in order of the Dockerfile', () => {
    const details = toImageDetails({ Id: 'sha256:1', Os: 'linux', Architecture: 'amd64' }, [
      { CreatedBy: '/bin/sh -c #(nop)  CMD ["sh"]', Size: 0 },
      { CreatedBy: 'RUN /bin/sh -c apk add curl # buildkit', Size: 10 },
      { CreatedBy: '/bin/sh -c echo hi', Size: 5 },
    ]);
    expect(details.platform).toBe('linux/amd64');
    expect(details.layers.map(({ instruction, text }) => `${instruction} ${text}`)).toEqual([
      'RUN echo hi',
      'RUN apk add curl',
      'CMD ["sh"]',
    ]);
  });
});

describe('events', () => {
  test('before engine 1.10, until 1.51 and from 1.52 on', () => {
    expect(toEvent({ status: 'die', id: 'x', from: 'busybox', time: 5 })).toMatchObject({
      type: 'container',
      action: 'die',
      id: 'x',
      at: 5000,
    });
    expect(toEvent({ status: 'pull', id: 'busybox' })).toMatchObject({ type: 'image', action: 'pull' });
    const full = {
      Type: 'container',
      Action: 'health_status: healthy',
      Actor: { ID: 'y', Attributes: { name: 'web' } },
      timeNano: 2e9,
    };
    expect(toEvent(full)).toMatchObject({ action: 'health_status', id: 'y', at: 2000 });
    expect(toEvent({ Type: 'network', Action: 'connect' })).toMatchObject({ type: 'network' });
  });
});

describe('pull progress', () => {
  test('an error under a status of 200 is an error', () => {
    expect(toPullStep({ errorDetail: { message: 'no such image' } })).toEqual({
      kind: 'error',
      message: 'no such image',
    });
    expect(toPullStep({ error: 'denied' })).toEqual({ kind: 'error', message: 'denied' });
  });

  test('layers have a phase and a measure, everything else is a note', () => {
    expect(toPullStep({ id: 'a1', status: 'Downloading', progressDetail: { current: 5, total: 9 } })).toEqual(
      {
        kind: 'layer',
        layer: { id: 'a1', phase: 'downloading', current: 5, total: 9 },
      },
    );
    expect(toPullStep({ id: 'latest', status: 'Pulling from library/x' })).toEqual({
      kind: 'note',
      text: 'Pulling from library/x',
    });
    expect(toPullStep({ id: 'a1', status: 'Pull complete', progressDetail: {} })).toMatchObject({
      layer: { phase: 'done' },
    });
  });
});

/** A stats object; times in seconds, CPU in ns. */
function stats(at: number, total: number, system: number): unknown {
  return {
    read: new Date(Date.UTC(2026, 10, 20) + at * 1000).toISOString(),
    cpu_stats: { cpu_usage: { total_usage: total }, system_cpu_usage: system, online_cpus: 4 },
    memory_stats: { usage: 100, limit: 1000, stats: { total_inactive_file: 30 } },
    networks: { eth0: { rx_bytes: at * 10, tx_bytes: at }, eth1: { rx_bytes: 1, tx_bytes: 1 } },
    blkio_stats: { io_service_bytes_recursive: null },
    pids_stats: { current: 7, limit: 18446744073709551615 },
  };
}

describe('stats', () => {
  const container = id as ContainerId;
  const counters = (...args: Parameters<typeof stats>) => toCounters(stats(...args))!;

  test('follow the docker CLI: CPU of one core, memory without idle file pages, sums of networks', () => {
    const sample = toSample(container, counters(2, 3e8, 8e9), counters(1, 1e8, 4e9));
    expect(sample.cpuPercent).toBeCloseTo(20);
    expect(sample).toMatchObject({
      memoryBytes: 70,
      memoryLimit: 1000,
      netRxRate: 10,
      netTxRate: 1,
      pids: 7,
      cpuCores: 400,
    });
    expect(sample.pidsLimit).toBeUndefined();
    expect(sample.blkReadRate).toBeUndefined();
  });

  test('make no rate up: not for the first sample, after a gap, or after a restart', () => {
    expect(toSample(container, counters(1, 1e8, 1e9), undefined).cpuPercent).toBeUndefined();
    expect(toSample(container, counters(60, 3e8, 8e9), counters(1, 1e8, 4e9)).cpuPercent).toBeUndefined();
    expect(toSample(container, counters(2, 1e6, 8e9), counters(1, 1e8, 4e9)).cpuPercent).toBeUndefined();
  });

  test('of a stopped container are none', () => {
    expect(
      toCounters({ read: '0001-01-01T00:00:00Z', cpu_stats: { cpu_usage: { total_usage: 0 } } }),
    ).toBeUndefined();
    expect(toCounters({})).toBeUndefined();
  });

  test('of cgroup v2 and of Podman without detail', () => {
    const v2 = toCounters({
      ...(stats(1, 1, 1) as object),
      memory_stats: { usage: 100, stats: { inactive_file: 40 } },
    });
    expect(v2?.memoryBytes).toBe(60);
    const podman = toCounters({
      ...(stats(1, 1, 1) as object),
      memory_stats: { usage: 100 },
      networks: undefined,
      network: { rx_bytes: 5, tx_bytes: 6 },
    });
    expect(podman).toMatchObject({ memoryBytes: 100, netRx: 5, netTx: 6 });
  });
});

describe('API versions', () => {
  test('are pairs, not decimals', () => {
    const [old, recent] = [parseApiVersion('1.9')!, parseApiVersion('1.10')!];
    expect(compareVersions(old, recent)).toBeLessThan(0);
    expect(atLeast(recent, 1, 9)).toBe(true);
  });

  test.each(['', '1', 'v1.2', '1.2.3', '1.x', undefined])('are not %s', (text) => {
    expect(parseApiVersion(text)).toBeUndefined();
  });
});
