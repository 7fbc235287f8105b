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
import { toVolumes } from '#main/engine/compat/volumes';
import { recordings } from './fixtures';

describe('Podman 4.3', () => {
  const podman = recordings().find(({ name }) => name === 'podman-4.3-1.41')!;
  const body = (name: string): unknown => podman.answers.get(name)!.body;
  const list = (name: string): readonly unknown[] => body(name) as readonly unknown[];

  test('lists and inspects containers', () => {
    const rows = list('list').map(toContainer);
    expect(rows.map((row) => [row?.name, row?.state, row?.exitCode])).toEqual([
      ['done', 'exited', 3],
      ['web', 'running', undefined],
    ]);
    expect(rows[1]).toMatchObject({ project: 'shop', networks: ['podman'] });
    expect(rows[1]?.ports).toMatchObject([{ privatePort: 80, publicPort: 8080, protocol: 'tcp' }]);
    const web = toContainerDetails(body('inspect-web'));
    expect(web).toMatchObject({
      name: 'web',
      state: 'running',
      mounts: [{ type: 'volume', name: 'data', destination: '/data', readOnly: false }],
      limits: { memoryBytes: 67108864 },
      ports: [{ privatePort: 80, publicPort: 8080 }],
    });
    expect(web.endpoints[0]?.ipv4).toBe('10.88.0.2');
    expect(toContainerDetails(body('inspect-done'))).toMatchObject({ state: 'exited', exitCode: 3 });
  });

  test('gives processes in one column, which is split', () => {
    expect(toProcessTable(body('top'))).toEqual({
      titles: ['PID', 'USER', 'COMMAND'],
      rows: [
        ['1', '0', expect.stringMatching(/^sh -c touch \/made; i=0; while true; do echo "out \$i"/)],
        ['15', '0', 'sleep 0.3'],
      ],
    });
    expect(list('changes').map(toFileChange)).toContainEqual({ path: '/made', kind: 'added' });
    expect(toWaitOutcome(body('wait'))).toEqual({ exitCode: 3, error: '' });
  });

  test('refuses with a cause, and in plain text where there is no such route', () => {
    expect(toErrorMessage(JSON.stringify(body('error-404')))).toBe(
      'no container with name or ID "nobody" found: no such container',
    );
    expect(toErrorMessage(podman.answers.get('error-unknown-route')!.text ?? '')).toBe('Not Found');
    expect(toErrorMessage('{"cause":"it is locked","message":"","response":500}')).toBe('it is locked');
  });

  test('lists images, networks, volumes and disk usage', () => {
    const [image] = toImages(body('images'));
    expect(image).toMatchObject({ tags: ['docker.io/library/busybox:latest'], size: 2131052 });
    expect(toImageDetails(body('image'), body('history')).layers).toHaveLength(1);
    expect(list('networks').map(toNetwork)[0]).toMatchObject({ driver: 'bridge', predefined: true });
    expect(toVolumes(body('volumes'))).toMatchObject([{ name: 'data', anonymous: false }]);
    expect(toDiskUsage(body('df'))).toMatchObject({
      containers: {
        total: 2,
        active: 1,
        items: [{ container: { name: 'done' } }, { container: { name: 'web' } }],
      },
      volumes: { total: 1 },
    });
    expect(toPruned(body('prune-containers'))).toMatchObject({ spaceReclaimed: 12 });
    expect(toRemovedImages(body('remove-image')).untagged).toEqual(['docker.io/library/busybox:latest']);
  });

  test('has no identity that lasts', () => {
    expect(toSystemInfo(body('info'))).toMatchObject({
      id: '',
      release: '4.3.1',
      cgroupDriver: 'cgroupfs',
      cpus: 2,
    });
  });

  test('samples without detail of memory', () => {
    expect(toCounters(body('stats-once'))).toMatchObject({
      cores: 2,
      pids: 2,
      memoryLimit: 67108864,
      netRx: 516,
    });
  });
});
