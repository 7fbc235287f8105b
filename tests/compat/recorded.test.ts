import { describe, expect, test } from 'vitest';
import { toFileChange, toProcessTable, toWaitOutcome } from '#main/engine/compat/container-answers';
import { toContainerDetails } from '#main/engine/compat/container-details';
import { toContainer } from '#main/engine/compat/containers';
import { toDiskUsage } from '#main/engine/compat/disk-usage';
import { toErrorMessage } from '#main/engine/compat/errors';
import { toImageDetails, toImages } from '#main/engine/compat/images';
import { toNetwork } from '#main/engine/compat/networks';
import { toPruned, toRemovedImages } from '#main/engine/compat/pruned';
import { toCounters } from '#main/engine/compat/stats';
import { toSystemInfo } from '#main/engine/compat/system-info';
import { toVolume, toVolumes } from '#main/engine/compat/volumes';
import { type Fixture, recordings } from './fixtures';

/** The same small world was made on each Docker engine before it was asked. */
const docker = recordings().filter(({ release }) => !release.startsWith('podman'));

const textOf = ({ body, text }: Fixture): string => text ?? JSON.stringify(body);
const listOf = (fixture: Fixture | undefined): readonly unknown[] =>
  (fixture?.body ?? []) as readonly unknown[];

describe.each(docker.map((recording) => [recording.name, recording] as const))(
  'Docker %s',
  (_, recording) => {
    const { answers, api } = recording;
    const from = (minor: number): boolean => api[1] >= minor;
    const answer = (name: string): Fixture => {
      const found = answers.get(name);
      if (found === undefined) throw new Error(`${recording.name} has no ${name}`);
      return found;
    };
    const rows = listOf(answers.get('list')).map(toContainer);
    const row = (name: string) => rows.find((each) => each?.name === name);

    test('lists its containers', () => {
      const states = new Map(rows.map((each) => [each?.name, each?.state]));
      expect(Object.fromEntries(states) as unknown).toEqual({
        web: 'running',
        tty: 'running',
        long: 'exited',
        done: 'exited',
        halted: 'paused',
        made: 'created',
      });
      expect(row('done')).toMatchObject({ exitCode: 3, command: "sh -c 'exit 3'", image: 'busybox' });
      expect(row('web')).toMatchObject({
        health: 'healthy',
        project: 'shop',
        service: 'web',
        ports: [
          { privatePort: 53, publicPort: 5353, protocol: 'udp', ip: '127.0.0.1' },
          { privatePort: 80, publicPort: 8080, protocol: 'tcp', ip: '0.0.0.0' },
          { privatePort: 443, protocol: 'tcp' },
        ],
      });
      // Newer engines tell these at any API version.
      expect(row('web')?.networks).toEqual(['shop']);
      expect(row('web')?.volumes).toHaveLength(2);
    });

    test('inspects a running container', () => {
      const web = toContainerDetails(answer('inspect-web').body);
      expect(web).toMatchObject({
        id: row('web')?.id,
        name: 'web',
        image: 'busybox',
        state: 'running',
        tty: false,
        restartPolicy: { name: 'on-failure', maxRetries: 3 },
        limits: { memoryBytes: 67108864, cpus: 0.5, pids: 50 },
        logDriver: 'json-file',
        networkMode: 'shop',
        labels: { 'com.docker.compose.project': 'shop' },
      });
      expect(web.ports).toEqual(row('web')?.ports);
      const mounts = web.mounts
        .map(({ destination, type, readOnly }) => [destination, type, readOnly])
        .sort();
      expect(mounts).toEqual([
        ['/cache', 'volume', false],
        ['/data', 'volume', false],
        ['/host-name', 'bind', true],
        ['/scratch', 'tmpfs', false],
      ]);
      expect(web.mounts.find(({ destination }) => destination === '/data')?.name).toBe('data');
      expect(web.anonymousVolumes).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
      // Below 1.21 an engine tells one address only, and that of the default bridge only.
      expect(web.endpoints).toMatchObject(
        from(21) ? [{ network: 'shop', ipv4: '10.77.0.2', gateway: '10.77.0.1' }] : [],
      );
      if (from(21)) expect(web.endpoints[0]?.aliases).toContain('front');
      expect(web.endpoints.flatMap(({ aliases }) => aliases)).not.toContain(web.id.slice(0, 12));
      if (web.health !== 'none') {
        expect(web.health).toBe('healthy');
        expect(web.healthLog.at(-1)).toMatchObject({ exitCode: 0 });
      } else expect(from(24)).toBe(false);
      expect(web.startedAt).toBeGreaterThan(Date.UTC(2026, 0));
      expect(web.finishedAt).toBeUndefined();
    });

    test('inspects containers that do not run', () => {
      const done = toContainerDetails(answer('inspect-done').body);
      expect(done).toMatchObject({ state: 'exited', exitCode: 3, oomKilled: false, command: 'sh -c exit 3' });
      expect(done.finishedAt).toBeGreaterThanOrEqual(done.startedAt ?? Number.NaN);
      const made = toContainerDetails(answer('inspect-made').body);
      expect(made).toMatchObject({ state: 'created', networkMode: 'host', mounts: [], ports: [] });
      expect(made.startedAt).toBeUndefined();
    });

    test('tells processes, changes and exit codes', () => {
      const top = toProcessTable(answer('top').body);
      expect(top.titles).toContain('PID');
      expect(top.rows.every((cells) => cells.length === top.titles.length)).toBe(true);
      expect(top.rows[0]?.at(-1)).toContain('sh -c touch /made');
      const changes = listOf(answers.get('changes')).map(toFileChange);
      expect(changes).toContainEqual({ path: '/made', kind: 'added' });
      expect(changes).toContainEqual({ path: '/tmp', kind: 'deleted' });
      expect(changes).toContainEqual({ path: '/etc', kind: 'modified' });
      expect(answer('changes-none').body).toBeNull();
      expect(toWaitOutcome(answer('wait').body)).toEqual({ exitCode: 3, error: '' });
    });

    test('refuses in its own words', () => {
      expect(toErrorMessage(textOf(answer('error-404')))).toBe('No such container: nobody');
      expect(toErrorMessage(textOf(answer('error-409')))).toMatch(
        /^Conflict\. The container name "\/web" is already/,
      );
      expect(toErrorMessage(textOf(answer('error-400')))).toBe(
        'Bad parameters: you must choose at least one stream',
      );
      expect(toErrorMessage(textOf(answer('pull-missing')))).toMatch(/not found|manifest unknown/);
    });

    test('lists and inspects images', () => {
      const images = toImages(answer('images').body);
      const base = images.find(({ tags }) => tags.includes('shop/base:1'));
      expect(base?.tags).toEqual(expect.arrayContaining(['busybox:latest', 'shop/base:1']));
      expect(base?.size).toBeGreaterThan(1e5);
      expect(base?.createdAt).toBeGreaterThan(Date.UTC(2026, 0));
      const details = toImageDetails(answer('image').body, answer('history').body);
      expect(details).toMatchObject({
        id: base?.id,
        platform: 'linux/amd64',
        comment: 'Imported from -',
        config: { command: ['/bin/sh'], environment: ['PATH=/bin'] },
      });
      expect(details.layers.at(-1)?.text).toBe('Imported from -');
      expect(toRemovedImages(answer('remove-image').body).untagged).toContain('127.0.0.1:5000/built:1');
      expect(toRemovedImages(answer('remove-tagged').body).deleted.length).toBeGreaterThan(0);
    });

    test('says what it is', () => {
      expect(toSystemInfo(answer('info').body)).toMatchObject({
        name: 'engine-host',
        release: expect.stringMatching(/^(20\.10|28\.5)\./) as unknown,
        os: 'linux',
        arch: 'x86_64',
        cpus: 2,
        memoryBytes: 25197563904,
        containers: { total: 6 },
        loggingDriver: 'json-file',
        rootless: false,
      });
    });

    if (from(21))
      test('lists networks and volumes', () => {
        const networks = listOf(answers.get('networks')).map(toNetwork);
        const shop = networks.find((network) => network?.name === 'shop');
        expect(shop).toMatchObject({
          driver: 'bridge',
          scope: 'local',
          predefined: false,
          subnets: [{ subnet: '10.77.0.0/24', gateway: '10.77.0.1' }],
          labels: { team: 'shop' },
        });
        expect(
          networks
            .filter((network) => network?.predefined)
            .map((network) => network?.name)
            .sort(),
        ).toEqual(['bridge', 'host', 'none']);
        expect(toNetwork(answer('network').body)?.members).toMatchObject([
          { id: row('web')?.id, name: 'web', ipv4: '10.77.0.2/24' },
        ]);
        const volumes = toVolumes(answer('volumes').body);
        expect(volumes?.map(({ anonymous }) => anonymous).sort()).toEqual([false, true]);
        expect(toVolume(answer('volume').body)).toMatchObject({
          name: 'data',
          driver: 'local',
          labels: { team: 'shop' },
        });
      });

    if (from(25))
      test('tells what takes its disk', () => {
        const usage = toDiskUsage(answer('df').body);
        expect(usage?.containers).toMatchObject({ total: 6, active: 3 });
        expect(usage?.volumes).toMatchObject({ total: 2, active: 2, reclaimable: 0 });
        expect(usage?.images.size).toBeGreaterThan(1e6);
        expect(usage?.images.reclaimable).toBeLessThan(usage?.images.size ?? 0);
        expect(toPruned(answer('prune-networks').body)).toEqual({ removed: [], spaceReclaimed: 0 });
        for (const [name, fixture] of answers) {
          if (name === 'prune-containers') expect(toPruned(fixture.body).removed).toHaveLength(3);
          if (name === 'prune-containers-none') expect(toPruned(fixture.body).removed).toEqual([]);
        }
      });

    if (from(19))
      test('samples a container, and nothing of one that does not run', () => {
        expect(toCounters(answer('stats-once').body)).toMatchObject({
          cores: 2,
          memoryLimit: 67108864,
          pidsLimit: 50,
        });
        expect(toCounters(answer('stats-stopped').body)).toBeUndefined();
      });
  },
);
