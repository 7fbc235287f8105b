import { describe, expect, it } from 'vitest';
import type { Sim } from './start-sim';
import { call, json } from './test-client';
import { podman, send, start, type Json } from './test-eras';

const body = async (sim: Sim, path: string): Promise<string> =>
  (await call(sim, 'GET', path)).body.toString();

describe('changes of containers', () => {
  it('take the HostConfig with the start up to 1.2, and refuse a body from 1.24', async () => {
    const make = async (sim: Sim): Promise<string> =>
      (
        await json<{ Id: string }>(sim, 'POST', '/containers/create?name=made', {
          Image: 'alpine:3.22',
          Cmd: ['sleep', '100'],
          ExposedPorts: { '80/tcp': {} },
          HostConfig: { Memory: 1 << 26 },
        })
      ).Id;
    const host = { PortBindings: { '80/tcp': [{ HostPort: '9090' }] } };
    const old = await start('1.14');
    const id = await make(old);
    expect(old.engine.container('made').spec.memoryLimit).toBe(0);
    expect((await call(old, 'POST', `/containers/${id}/start`, host)).status).toBe(204);
    expect(old.engine.container('made').spec.ports[0]?.host).toBe(9090);
    const newer = await start('1.41');
    await make(newer);
    expect((await call(newer, 'POST', '/containers/made/start', host)).status).toBe(400);
    expect((await call(newer, 'POST', '/containers/made/start')).status).toBe(204);
    expect(newer.engine.container('made').spec.memoryLimit).toBe(1 << 26);
  });

  it('answer twice in the way of their time', async () => {
    const twice = async (engine: string, verb: string): Promise<number> => {
      const sim = await start(engine);
      const name = verb === 'start' ? 'web' : 'job';
      return (await call(sim, 'POST', `/containers/${name}/${verb}`)).status;
    };
    expect(await twice('1.12', 'start')).toBe(500);
    expect(await twice('1.13', 'start')).toBe(304);
    expect(await twice('1.12', 'stop')).toBe(204);
    expect(await twice('1.13', 'stop')).toBe(304);
    expect(await twice('1.19', 'kill')).toBe(204);
    expect(await twice('1.24', 'kill')).toBe(500);
    expect(await twice('1.41', 'kill')).toBe(409);
  });

  it.each([
    ['1.11', 'pause'],
    ['1.16', 'rename?name=x2'],
    ['1.21', 'update'],
  ])('lack on engine %s what came later: %s', async (engine, verb) => {
    expect((await call(await start(engine), 'POST', `/containers/web/${verb}`)).status).toBe(404);
  });

  it('give processes as a list at 1.3, as a table since, and unsplit at Podman 4', async () => {
    const top = async (sim: Sim, path = ''): Promise<unknown> =>
      json(sim, 'GET', `${path}/containers/${sim.engine.container('web').id}/top`);
    expect(await top(await start('1.3'))).toEqual([expect.objectContaining({ Cmd: 'nginx -g daemon off;' })]);
    expect(await top(await start('1.14'))).toHaveProperty('Titles.0', 'UID');
    expect(((await top(await podman())) as { Titles: string[] }).Titles).toHaveLength(1);
  });
});

describe('prune', () => {
  const prune = async (engine: string, what: string, filters?: unknown, path = ''): Promise<Json> => {
    const query = filters === undefined ? '' : `?filters=${encodeURIComponent(JSON.stringify(filters))}`;
    const answer = await call(await start(engine), 'POST', `${path}/${what}/prune${query}`);
    return { status: answer.status, ...(JSON.parse(answer.body.toString() || '{}') as Json) };
  };

  it('does not exist before 1.25, and ignores filters until 17.06: the danger', async () => {
    expect((await call(await start('1.24'), 'POST', '/containers/prune')).status).toBe(404);
    const label = { label: ['nobody=has-it'] };
    expect((await prune('1.25', 'containers', label))['ContainersDeleted']).toHaveLength(3);
    expect((await prune('1.28', 'containers', label))['ContainersDeleted']).toHaveLength(3);
    expect((await prune('1.29', 'containers', label))['ContainersDeleted']).toBeNull();
    expect((await prune('1.29', 'containers', { nonsense: ['1'] }))['ContainersDeleted']).toHaveLength(3);
    expect((await prune('1.30', 'containers', { nonsense: ['1'] }))['status']).toBe(400);
  });

  it('takes named volumes below 1.42, on any engine', async () => {
    expect((await prune('1.41', 'volumes'))['VolumesDeleted']).toEqual(['left_over']);
    expect((await prune('1.48', 'volumes'))['VolumesDeleted']).toBeNull();
    expect((await prune('1.48', 'volumes', { all: ['true'] }))['VolumesDeleted']).toEqual(['left_over']);
    expect((await prune('1.48', 'volumes', undefined, '/v1.41'))['VolumesDeleted']).toEqual(['left_over']);
  });
});

describe('volumes, networks and disk use', () => {
  it('are from 1.21 and 1.25 on', async () => {
    const old = await start('1.20');
    for (const path of ['/volumes', '/networks', '/system/df'])
      expect((await call(old, 'GET', path)).status).toBe(404);
    const sim = await start('1.24');
    await call(sim, 'POST', '/volumes/create', { Name: 'fresh' });
    expect(await body(sim, '/volumes')).toContain('fresh');
    const { Id } = await json<{ Id: string }>(sim, 'POST', '/networks/create', {
      Name: 'inner',
      Internal: true,
    });
    expect((await call(sim, 'POST', `/networks/${Id}/connect`, { Container: 'web' })).status).toBe(200);
    expect(await json<Json>(sim, 'GET', `/networks/${Id}`)).toMatchObject({ Internal: true });
    expect((await call(sim, 'DELETE', `/networks/${Id}`)).status).toBe(403);
    expect((await call(sim, 'POST', `/networks/${Id}/disconnect`, { Container: 'web' })).status).toBe(200);
    expect((await call(sim, 'DELETE', `/networks/${Id}`)).status).toBe(204);
    await call(sim, 'DELETE', '/volumes/left_over');
    await call(sim, 'DELETE', '/volumes/fresh');
    expect(await body(sim, '/volumes')).not.toContain('fresh');
  });

  it('are added up in two forms', async () => {
    const old = await json<Json>(await start('1.41'), 'GET', '/system/df');
    expect(Object.keys(old).sort()).toEqual([
      'BuildCache',
      'BuilderSize',
      'Containers',
      'Images',
      'LayersSize',
      'Volumes',
    ]);
    const newest = await start('1.52');
    const both = await json<Json>(newest, 'GET', '/system/df');
    expect(both).toHaveProperty('VolumeUsage.TotalCount', 2);
    expect(both).toHaveProperty('Volumes');
    const verbose = await json<Json>(newest, 'GET', '/system/df?verbose=1');
    expect(verbose).not.toHaveProperty('Volumes');
    expect(verbose).toHaveProperty('BuildCacheUsage.Items.0');
  });

  it('leave the swarm families to managers', async () => {
    expect((await call(await start('1.24'), 'GET', '/services')).status).toBe(406);
    expect((await call(await start('1.41'), 'GET', '/services')).status).toBe(503);
    expect((await call(await start('1.23'), 'GET', '/services')).status).toBe(404);
  });
});

describe('files', () => {
  it('come by copy up to 1.23 and by archive from 1.20 on', async () => {
    const old = await start('1.14');
    const { id } = old.engine.container('web');
    const copied = await call(old, 'POST', `/containers/${id}/copy`, { Resource: '/etc/hostname' });
    expect(copied.status).toBe(200);
    expect(copied.body.toString('latin1', 0, 8)).toBe('hostname');
    const newer = await start('1.41');
    expect((await call(newer, 'POST', '/v1.24/containers/web/copy', { Resource: '/etc' })).status).toBe(404);
    expect((await call(newer, 'POST', '/v1.23/containers/web/copy', { Resource: '/etc' })).status).toBe(200);
    const archive = await call(newer, 'GET', '/containers/web/archive?path=/etc/hostname');
    const header = archive.headers['x-docker-container-path-stat'];
    expect(JSON.parse(Buffer.from(String(header), 'base64').toString('utf8'))).toMatchObject({
      name: 'hostname',
    });
    await send(newer, 'PUT', '/containers/web/archive?path=/tmp', archive.body);
    expect((await call(newer, 'GET', '/containers/web/archive?path=/tmp/hostname')).status).toBe(200);
    expect(await json<Json[]>(newer, 'GET', '/containers/web/changes')).toContainEqual({
      Path: '/tmp/hostname',
      Kind: 1,
    });
    expect(await send(newer, 'PUT', '/containers/web/archive?path=/tmp', Buffer.alloc(600, 'x'))).toContain(
      'tar',
    );
  });
});
