import { describe, expect, it } from 'vitest';
import type { Sim } from './start-sim';
import { call, json } from './test-client';
import { podman, row, rows, send, start, type Json } from './test-eras';

describe('the list of containers', () => {
  it('grows with releases, not with what is asked for', async () => {
    const fields = async (engine: string, path = ''): Promise<readonly string[]> =>
      Object.keys(await row(await start(engine), 'nginx', path)).sort();
    const first = ['Command', 'Created', 'Id', 'Image', 'Ports', 'Status'];
    expect(await fields('1.4')).toEqual(first);
    expect(await fields('1.2')).toEqual([...first, 'SizeRootFs', 'SizeRw'].sort());
    expect(await fields('1.6')).toEqual([...first, 'Names'].sort());
    expect(await fields('1.18')).toContain('Labels');
    expect(await fields('1.24')).toEqual(expect.arrayContaining(['State', 'Mounts', 'NetworkSettings']));
    expect(await fields('1.41', '/v1.12')).toContain('State');
    expect(await fields('1.52')).toContain('Health');
  });

  it('has ports as words up to 1.4, with the address from 0.6.7, twice from 20.10', async () => {
    expect((await row(await start('1.4'), 'nginx'))['Ports']).toBe('8080->80');
    expect((await row(await start('1.6'), 'nginx', '/v1.4'))['Ports']).toBe('8080->80');
    expect((await row(await start('1.6'), 'nginx'))['Ports']).toEqual([
      { PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
      { PrivatePort: 443, Type: 'tcp' },
    ]);
    expect((await row(await start('1.14'), 'nginx'))['Ports']).toContainEqual({
      IP: '0.0.0.0',
      PrivatePort: 80,
      PublicPort: 8080,
      Type: 'tcp',
    });
    expect((await row(await start('1.41'), 'nginx'))['Ports']).toHaveLength(3);
  });

  it('says states in the words of the time', async () => {
    const status = async (engine: string, command: string): Promise<unknown> =>
      (await row(await start(engine), command))['Status'];
    expect(await status('1.9', '/bin/sh -c exit 3')).toBe('Exit 3');
    expect(await status('1.10', '/bin/sh -c exit 3')).toBe('Exited (3) 4 hours ago');
    const spare = async (engine: string): Promise<unknown> => {
      const sim = await start(engine);
      const id = sim.engine.container('spare').id;
      return (await rows(sim)).find((each) => each['Id'] === id)?.['Status'];
    };
    expect(await spare('1.20')).toBe('');
    expect(await spare('1.21')).toBe('Created');
  });

  it('turns words that are JSON into that, from 0.7 to 1.6', async () => {
    const command = async (engine: string): Promise<unknown> => {
      const found = (await rows(await start(engine))).find((each) => String(each['Command']) === 'true');
      return found?.['Command'];
    };
    expect(await command('1.6')).toBe('true');
    expect(await command('1.14')).toBe(true);
    expect(await command('1.19')).toBe('true');
  });

  it('filters from 1.2 on, in the list form only up to 1.9', async () => {
    const names = async (sim: Sim, filters: unknown): Promise<number> => {
      const text = encodeURIComponent(JSON.stringify(filters));
      const answer = await call(sim, 'GET', `/containers/json?all=1&filters=${text}`);
      return answer.status === 200 ? (JSON.parse(answer.body.toString()) as unknown[]).length : answer.status;
    };
    expect(await names(await start('1.13'), { status: ['exited'] })).toBe(5);
    expect(await names(await start('1.14'), { status: ['exited'] })).toBe(2);
    expect(await names(await start('1.14'), { status: { exited: true } })).toBe(500);
    expect(await names(await start('1.24'), { status: { exited: true } })).toBe(2);
  });
});

describe('the inspect of a container', () => {
  const inspect = async (engine: string, path = ''): Promise<Json> => {
    const sim = await start(engine);
    return json<Json>(sim, 'GET', `${path}/containers/${sim.engine.container('web').id}/json`);
  };

  it('has its identity as ID below 1.12, and volumes as maps below 1.20', async () => {
    const old = await inspect('1.6');
    expect(old).toHaveProperty('ID');
    expect(old).not.toHaveProperty('Id');
    expect(old['Volumes']).toHaveProperty('/usr/share/nginx/html');
    expect((old['Config'] as Json)['Memory']).toBe(268_435_456);
    expect(old).not.toHaveProperty('HostConfig');
    const middle = await inspect('1.24', '/v1.19');
    expect(middle).toHaveProperty('Id');
    expect(middle['VolumesRW']).toEqual({ '/usr/share/nginx/html': true, '/etc/nginx/conf.d': false });
    expect(await inspect('1.24')).toHaveProperty('Mounts');
  });

  it('has a state that grew, and addresses that moved', async () => {
    const state = async (engine: string): Promise<readonly string[]> =>
      Object.keys((await inspect(engine))['State'] as Json);
    expect(await state('1.2')).toEqual(['Running', 'Pid', 'ExitCode', 'StartedAt', 'Ghost']);
    expect(await state('1.14')).toEqual(expect.arrayContaining(['Paused', 'Restarting', 'FinishedAt']));
    expect(await state('1.20')).not.toContain('Status');
    const network = async (engine: string): Promise<Json> =>
      (await inspect(engine))['NetworkSettings'] as Json;
    expect(await network('1.2')).toHaveProperty('PortMapping');
    expect(await network('1.14')).toMatchObject({ IPAddress: '172.17.0.2', Bridge: 'docker0' });
    expect(await network('1.21')).toHaveProperty('Networks');
    expect(await network('1.52')).not.toHaveProperty('IPAddress');
  });
});

describe('images', () => {
  it('stand once for each tag below 1.7, with bare ids up to 1.9', async () => {
    const list = async (engine: string, path = ''): Promise<Json[]> =>
      json<Json[]>(await start(engine), 'GET', `${path}/images/json`);
    const old = await list('1.6');
    expect(old).toHaveLength(4);
    expect(old.map((each) => each['Repository']).sort()).toEqual(['<none>', 'alpine', 'me/web', 'nginx']);
    const middle = await list('1.14');
    expect(middle).toHaveLength(3);
    expect(middle[0]?.['Id']).toMatch(/^[0-9a-f]{64}$/);
    expect((await list('1.24', '/v1.12'))[0]?.['Id']).toMatch(/^sha256:/);
    expect(middle.find((each) => String(each['RepoTags']) === '<none>:<none>')).toBeDefined();
    expect((await list('1.43')).find((each) => (each['RepoTags'] as string[]).length === 0)).toBeDefined();
    expect((await list('1.43'))[0]).toHaveProperty('VirtualSize');
    expect((await list('1.44'))[0]).not.toHaveProperty('VirtualSize');
  });

  it('are inspected in small letters below 1.12', async () => {
    expect(await json<Json>(await start('1.8'), 'GET', '/images/alpine:3.22/json')).toHaveProperty('id');
    expect(await json<Json>(await start('1.24'), 'GET', '/images/alpine:3.22/json')).toHaveProperty('Id');
  });

  it('are fully named by Podman', async () => {
    const sim = await podman();
    expect((await row(sim, 'nginx'))['Image']).toBe('docker.io/library/nginx:1.29-alpine');
    expect((await call(sim, 'GET', '/images/docker.io/library/alpine:3.22/json')).status).toBe(200);
  });

  it.each([
    ['1.9', /\}\{/, /\r\n/],
    ['1.14', /"status":"[^"]*"[^\r\n]*\}\r\n\{/, /"progress":"[^"]*"[^}]*\}\r\n/],
    ['1.41', /"progress":/, /\}\{/],
    ['1.52', /"progressDetail":\{"current"/, /"progress":|\}\{/],
  ])('tell a pull on engine %s in the separators and words of its time', async (engine, has, lacks) => {
    const sim = await start(engine);
    const answer = await call(sim, 'POST', '/images/create?fromImage=redis&tag=8');
    expect(answer.body.toString()).toMatch(has);
    expect(answer.body.toString()).not.toMatch(lacks);
  });

  it('all come when a pull names no tag', async () => {
    const sim = await start('1.41');
    const answer = await call(sim, 'POST', '/images/create?fromImage=redis');
    expect(answer.body.toString()).toContain('redis:edge');
    expect((await call(sim, 'GET', '/images/redis:stable/json')).status).toBe(200);
  });

  it('are saved, loaded, committed, imported, pushed and searched', async () => {
    const sim = await start('1.41');
    const saved = await call(sim, 'GET', '/images/get?names=alpine:3.22');
    await call(sim, 'DELETE', '/images/alpine:3.22?force=1');
    const loaded = await send(sim, 'POST', '/images/load?quiet=0', saved.body);
    expect(loaded).toContain('Loaded image: alpine:3.22');
    expect((await call(sim, 'GET', '/images/alpine:3.22/json')).status).toBe(200);
    expect(await send(sim, 'POST', '/v1.22/images/load', saved.body)).toBe('');
    expect((await call(sim, 'POST', '/commit?container=web&repo=me/copy&tag=1')).status).toBe(201);
    expect((await call(sim, 'GET', '/images/me/copy:1/json')).status).toBe(200);
    expect((await call(sim, 'POST', '/images/me/copy/push?tag=1')).status).toBe(400);
    expect(await json<Json[]>(sim, 'GET', '/images/search?term=nginx')).toEqual([
      expect.objectContaining({ name: 'nginx', is_automated: false }),
    ]);
    expect(await json<Json[]>(await start('1.6'), 'GET', '/images/search?term=nginx')).toEqual([
      { Name: 'nginx', Description: 'Official build of Nginx.' },
    ]);
  });
});
