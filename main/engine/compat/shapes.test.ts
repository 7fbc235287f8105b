import { describe, expect, test } from 'vitest';
import { toContainerDetails } from './container-details';
import { toContainer } from './containers';
import { toDiskUsage } from './disk-usage';
import { toErrorMessage } from './errors';
import { toEvent } from './events';
import { toNetwork } from './networks';
import { toPullStep } from './progress';
import { bool, num, str, time } from './read';
import { toCounters } from './stats';
import { toSample } from './stats-rates';
import { toSystemInfo } from './system-info';
import { toVolume, toVolumes } from './volumes';

const id = '7c1e9a40b2d5'.padEnd(64, '0');

describe('single values', () => {
  test('engines 0.7 to 1.6 turn texts that are JSON into what they say', () => {
    expect([str(true), str(404), str(null)]).toEqual(['true', '404', '']);
    expect(toContainer({ Id: id, Names: [1234], Command: true, Image: 5 })).toMatchObject({
      name: '1234',
      command: 'true',
      image: '5',
    });
    expect([bool(1), bool(0), bool('true'), bool(null)]).toEqual([true, false, true, false]);
    expect(toSystemInfo({ Debug: 1, MemoryLimit: 0, Containers: '7' })).toMatchObject({
      debug: true,
      missingLimits: ['memory'],
      containers: { total: 7 },
    });
  });

  test.each([
    ['2013-05-07T14:51:42.041847+02:00', Date.UTC(2013, 4, 7, 12, 51, 42, 41)],
    ['2026-11-20T21:19:04Z', Date.UTC(2026, 10, 20, 21, 19, 4)],
    ['2026-11-20T21:19:04.123456789Z', Date.UTC(2026, 10, 20, 21, 19, 4, 123)],
    ['0001-01-01T00:00:00Z', undefined],
    ['2013-05-07T14:51:42.087658+02:01360', undefined],
    ['5', undefined],
    [5, undefined],
    ['', undefined],
  ])('the time %s', (text, ms) => expect(time(text)).toBe(ms));

  test('numbers are numbers, also as text, and nothing else', () => {
    expect([num('12'), num(''), num('x'), num(Number.NaN), num([7])]).toEqual([
      12,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('a container before its API had words for it', () => {
  test.each([
    ['80', [{ privatePort: 80, protocol: 'tcp' }]],
    [
      '49153->80, 8053->53/udp',
      [
        { privatePort: 53, publicPort: 8053, protocol: 'udp' },
        { privatePort: 80, publicPort: 49153, protocol: 'tcp' },
      ],
    ],
    ['127.0.0.1:8080->80/tcp', [{ privatePort: 80, publicPort: 8080, protocol: 'tcp', ip: '127.0.0.1' }]],
    ['[::1]:8080->80/tcp', [{ privatePort: 80, publicPort: 8080, protocol: 'tcp', ip: '::1' }]],
    ['', []],
    ['nonsense', []],
  ])('ports “%s”', (Ports, ports) => expect(toContainer({ Id: id, Ports })?.ports).toEqual(ports));

  test('ports of an inspect before Engine 0.6.5', () => {
    const ports = (PortMapping: unknown) =>
      toContainerDetails({ ID: id, NetworkSettings: { PortMapping } }).ports;
    expect(ports({ Tcp: { 80: '49153' }, Udp: { 53: '8053' } })).toEqual([
      { privatePort: 53, publicPort: 8053, protocol: 'udp' },
      { privatePort: 80, publicPort: 49153, protocol: 'tcp' },
    ]);
    expect(ports({ 80: '49153' })).toEqual([{ privatePort: 80, publicPort: 49153, protocol: 'tcp' }]);
  });

  test('the state of an inspect before API 1.21', () => {
    const state = (State: object) => toContainerDetails({ ID: id, State }).state;
    const StartedAt = '2013-05-07T14:51:42Z';
    expect(state({ Running: true, StartedAt })).toBe('running');
    expect(state({ Running: true, Paused: true, StartedAt })).toBe('paused');
    expect(state({ Running: true, Restarting: true, StartedAt })).toBe('restarting');
    expect(state({ Running: true, Ghost: true, StartedAt })).toBe('exited');
    expect(state({ Running: false, StartedAt })).toBe('exited');
    expect(state({ Running: false, StartedAt: '0001-01-01T00:00:00Z' })).toBe('created');
    expect(state({ Dead: true })).toBe('dead');
  });

  test('the one address of an inspect before API 1.21, and of 0.3.3', () => {
    const address = { IPAddress: '172.17.0.2', Gateway: '172.17.42.1' };
    expect(toContainerDetails({ ID: id, NetworkSettings: address }).endpoints).toMatchObject([
      { network: 'bridge', ipv4: '172.17.0.2', gateway: '172.17.42.1' },
    ]);
    expect(
      toContainerDetails({ Id: id, NetworkSettings: { IpAddress: '10.0.0.2' } }).endpoints,
    ).toMatchObject([{ ipv4: '10.0.0.2' }]);
  });

  test('maps of volumes before API 1.20, and where volumes lay before Engine 1.9', () => {
    const hex = 'a'.repeat(64);
    const { mounts, anonymousVolumes } = toContainerDetails({
      ID: id,
      Volumes: { '/data': `/var/lib/docker/vfs/dir/${hex}`, '/host': '/srv/host' },
      VolumesRW: { '/data': true, '/host': false },
    });
    expect(mounts).toMatchObject([
      { type: 'volume', name: hex, destination: '/data', readOnly: false, anonymous: true },
      { type: 'bind', name: '', source: '/srv/host', destination: '/host', readOnly: true },
    ]);
    expect(anonymousVolumes).toEqual([hex]);
  });

  test('limits in Config before API 1.18, and quotas before NanoCpus', () => {
    const old = { ID: id, Config: { Memory: 1024, MemorySwap: -1, CpuShares: 512, Cpuset: '0,1' } };
    expect(toContainerDetails(old).limits).toEqual({ memoryBytes: 1024, cpuShares: 512, cpuset: '0,1' });
    expect(
      toContainerDetails({ Id: id, HostConfig: { CpuQuota: 50_000, CpuPeriod: 25_000 } }).limits,
    ).toEqual({
      cpus: 2,
    });
  });
});

describe('API 1.52', () => {
  test('an inspect without the old addresses', () => {
    const details = toContainerDetails({
      Id: id,
      State: { Status: 'running', Health: { Status: 'unhealthy', FailingStreak: 2, Log: null } },
      NetworkSettings: {
        Ports: { '80/tcp': [] },
        Networks: { shop: { IPAddress: '10.0.0.2', DNSNames: [id.slice(0, 12), 'web'] } },
      },
    });
    expect(details).toMatchObject({ health: 'unhealthy', failedChecks: 2, healthLog: [] });
    expect(details.endpoints).toMatchObject([{ network: 'shop', ipv4: '10.0.0.2', aliases: ['web'] }]);
  });

  test('disk usage as sums, which leave zeros out and list nothing unless asked', () => {
    const usage = toDiskUsage({
      ImageUsage: { ActiveCount: 2, TotalCount: 5, Reclaimable: 300, TotalSize: 1000 },
      ContainerUsage: { TotalCount: 1 },
      VolumeUsage: {
        TotalCount: 1,
        TotalSize: 9,
        Items: [{ Name: 'data', UsageData: { Size: 9, RefCount: 0 } }],
      },
      BuildCacheUsage: {},
    });
    expect(usage).toEqual({
      images: { total: 5, active: 2, size: 1000, reclaimable: 300, items: [] },
      containers: { total: 1, active: 0, size: 0, reclaimable: 0, items: [] },
      volumes: {
        total: 1,
        active: 0,
        size: 9,
        reclaimable: 0,
        items: [expect.objectContaining({ name: 'data', size: 9 })],
      },
      buildCache: { total: 0, active: 0, size: 0, reclaimable: 0, items: [] },
    });
  });

  test('disk usage in both forms at once: the sums count, the lists tell the items', () => {
    const usage = toDiskUsage({
      LayersSize: 1,
      Images: [{ Id: 'sha256:1', Size: 1, Containers: 0 }],
      ImageUsage: { TotalCount: 7, TotalSize: 70 },
    });
    expect(usage?.images).toMatchObject({ total: 7, size: 70, items: [{ image: { id: 'sha256:1' } }] });
  });

  test('the key of parents in the build cache, with its leading space', () => {
    const parents = (key: string, value: unknown) =>
      toDiskUsage({ BuildCache: [{ ID: 'x', [key]: value }] })?.buildCache.items[0]?.parents;
    expect(parents(' Parents', ['a'])).toEqual(['a']);
    expect(parents('Parents', ['a'])).toEqual(['a']);
    expect(parents('Parent', 'a')).toEqual(['a']);
  });
});

describe('Podman', () => {
  test('its words for events become Docker’s', () => {
    const action = (status: string, Type = 'container') =>
      toEvent({ Type, Action: status, Actor: { ID: 'x' } }).action;
    expect(['died', 'remove', 'exec_died', 'exec', 'start'].map((word) => action(word))).toEqual([
      'die',
      'destroy',
      'exec_die',
      'exec_start',
      'start',
    ]);
    // An image that is removed is not destroyed, and a word of everything is no word of ours.
    expect(action('remove', 'image')).toBe('remove');
    expect(action('constructor')).toBe('constructor');
  });
});

describe('Windows', () => {
  const counters = (seconds: number, total: number) =>
    toCounters({
      read: new Date(Date.UTC(2026, 0) + seconds * 1000).toISOString(),
      num_procs: 4,
      cpu_stats: { cpu_usage: { total_usage: total } },
      memory_stats: { commitbytes: 5, privateworkingset: 300 },
      storage_stats: { read_size_bytes: 10, write_size_bytes: 20 },
    })!;

  test('counts CPU in units of 100 ns, and memory and storage in figures of its own', () => {
    const sample = toSample(id as never, counters(2, 2e7), counters(1, 1e7));
    // One second of CPU time in one second is one core.
    expect(sample.cpuPercent).toBeCloseTo(100);
    expect(sample).toMatchObject({
      cpuCores: 400,
      memoryBytes: 300,
      memoryLimit: 0,
      blkReadTotal: 10,
      blkWriteTotal: 20,
    });
  });

  test('is told from Linux, which counts processors too', () => {
    const linux = toCounters({
      read: '2026-01-01T00:00:00Z',
      num_procs: 4,
      cpu_stats: { cpu_usage: { total_usage: 7 }, system_cpu_usage: 100, online_cpus: 2 },
      memory_stats: { limit: 18446744073709551615 },
    });
    expect(linux).toMatchObject({ cpuTotal: 7, cores: 2, memoryLimit: 0 });
  });
});

describe('networks and volumes', () => {
  test('without identity are none', () => {
    expect([toNetwork({}), toNetwork(null), toVolume({}), toVolumes({}), toVolumes([])]).toEqual(
      Array(5).fill(undefined),
    );
    expect(toVolumes({ Volumes: null })).toEqual([]);
  });

  test('a volume is anonymous by its label or by its name', () => {
    expect(toVolume({ Name: 'x', Labels: { 'com.docker.volume.anonymous': '' } })?.anonymous).toBe(true);
    expect(toVolume({ Name: 'f'.repeat(64), Labels: null })?.anonymous).toBe(true);
    expect(toVolume({ Name: 'data' })?.anonymous).toBe(false);
  });
});

describe('refusals', () => {
  test.each([
    ['{"message":"No such container: x"}', 'No such container: x'],
    ['No such container: x\n', 'No such container: x'],
    ['"only a text"', 'only a text'],
    [
      '{"cause":"no such container","message":"it is not there: no such container","response":404}',
      'it is not there: no such container',
    ],
    ['{"errors":[{"code":"DENIED","message":"requested access is denied"}]}', 'requested access is denied'],
    ['', undefined],
    [' \n', undefined],
    ['<html>404</html>', undefined],
    ['{"message":', '{"message":'],
  ])('%s', (body, message) => expect(toErrorMessage(body)).toBe(message));

  test('are never longer than a person reads', () => {
    expect(toErrorMessage('x'.repeat(100_000))).toHaveLength(4096);
  });
});

describe('a push', () => {
  test.each([
    ['Preparing', 'waiting'],
    ['Waiting', 'waiting'],
    ['Pushing', 'uploading'],
    ['Pushed', 'done'],
    ['Layer already exists', 'exists'],
    ['Mounted from library/alpine', 'exists'],
  ])('%s', (status, phase) => {
    expect(toPullStep({ status, id: 'b67989dd67fe', progressDetail: {} })).toMatchObject({
      layer: { phase },
    });
  });
});
