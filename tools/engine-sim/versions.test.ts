import { describe, expect, it } from 'vitest';
import { type Sim, startSim } from './start-sim';
import { call, json } from './test-client';
import { eventText, podman, start, type Json } from './test-eras';

const body = async (sim: Sim, path: string): Promise<string> =>
  (await call(sim, 'GET', path)).body.toString();

describe('the version in a path', () => {
  it.each([
    // engine, path, status, part of the body
    ['1.5', '/v1.6', 404, ''],
    ['1.5', '/v1.44', 200, ''],
    ['1.9', '/v1.95', 404, "client and server don't have same version"],
    ['1.9', '/v1.10', 200, ''],
    ['1.14', '/v1.15', 404, "client and server don't have same version"],
    ['1.14', '/v1.1', 200, ''],
    ['1.19', '/v1.20', 400, "client and server don't have same version"],
    ['1.22', '/v1.23', 400, 'client is newer than server'],
    ['1.22', '/v1.11', 400, 'client is too old'],
    ['1.30', '/v1.99', 200, ''],
    ['1.30', '/v1.11', 400, 'too old. Minimum supported API version is 1.12'],
    ['1.41', '/v1.42', 400, 'too new. Maximum supported API version is 1.41'],
    ['1.52', '/v1.43', 400, 'too old. Minimum supported API version is 1.44'],
  ])('engine %s answers %s with %i', async (engine, path, status, text) => {
    const sim = await start(engine);
    const answer = await call(sim, 'GET', `${path}/version`);
    expect(answer.status).toBe(status);
    if (status !== 200) expect(answer.body.toString()).toContain(text);
    if (status !== 200 && text === '') expect(answer.body).toHaveLength(0);
  });

  it('is never refused by Podman', async () => {
    expect((await call(await podman(), 'GET', '/v1.99/version')).status).toBe(200);
  });

  it('has another floor when an administrator says so', async () => {
    const sim = await start('1.52', { minApiVersion: '1.24' });
    expect((await call(sim, 'GET', '/v1.24/version')).status).toBe(200);
    expect(await json<Json>(sim, 'GET', '/version')).toHaveProperty('MinAPIVersion', '1.24');
  });

  it('is one that somebody spoke', async () => {
    await expect(startSim({ apiVersion: '1.53' })).rejects.toThrow(RangeError);
    await expect(startSim({ apiVersion: 'new' })).rejects.toThrow(RangeError);
    await expect(startSim({ apiVersion: '1.24', flavour: 'podman' })).rejects.toThrow(RangeError);
  });
});

describe('the face', () => {
  it.each([
    ['1.9', 404, undefined, undefined],
    ['1.11', 200, undefined, undefined],
    ['1.20', 200, undefined, 'Docker/1.8.3 (linux)'],
    ['1.25', 200, '1.25', 'Docker/1.13.0 (linux)'],
    ['1.52', 200, '1.52', 'Docker/29.0.1 (linux)'],
  ])('of engine %s: ping %i, Api-Version %s, Server %s', async (engine, status, version, server) => {
    const sim = await start(engine);
    const ping = await call(sim, 'GET', '/_ping');
    expect([ping.status, ping.headers['api-version'], ping.headers['server']]).toEqual([
      status,
      version,
      server,
    ]);
    expect((await call(sim, 'HEAD', '/_ping')).status).toBe(engine === '1.52' ? 200 : 404);
  });

  it('names its version in the fields that its release had', async () => {
    const keys = async (engine: string): Promise<readonly string[]> =>
      Object.keys(await json<Json>(await start(engine), 'GET', '/version'));
    expect(await keys('1.2')).toEqual(['Version', 'GitCommit', 'GoVersion']);
    expect(await keys('1.10')).toContain('ApiVersion');
    expect(await keys('1.24')).not.toContain('MinAPIVersion');
    expect(await keys('1.35')).toEqual(expect.arrayContaining(['Components', 'MinAPIVersion']));
  });

  it('writes booleans of /info as numbers below 1.19, on newer engines too', async () => {
    expect((await json<Json>(await start('1.14'), 'GET', '/info'))['MemoryLimit']).toBe(1);
    const newer = await start('1.24');
    expect((await json<Json>(newer, 'GET', '/v1.18/info'))['MemoryLimit']).toBe(1);
    expect((await json<Json>(newer, 'GET', '/v1.19/info'))['MemoryLimit']).toBe(true);
  });

  it('is Podman where it should be', async () => {
    const sim = await podman();
    const ping = await call(sim, 'GET', '/_ping');
    expect(ping.headers['libpod-api-version']).toBe('4.3.1');
    expect(ping.headers['swarm']).toBeUndefined();
    expect(await body(sim, '/version')).toContain('Podman Engine');
    const id = async (): Promise<unknown> => (await json<Json>(sim, 'GET', '/info'))['ID'];
    expect(await id()).not.toBe(await id());
  });
});

describe('errors', () => {
  it.each([
    ['1.14', '/v1.14', 'text/plain; charset=utf-8', 'No such container: x\n'],
    ['1.41', '/v1.23', 'text/plain; charset=utf-8', 'No such container: x\n'],
    ['1.41', '/v1.24', 'application/json', '{"message":"No such container: x"}\n'],
  ])('of engine %s at %s are %s', async (engine, path, type, text) => {
    const sim = await start(engine);
    const answer = await call(sim, 'GET', `${path}/containers/x/json`);
    expect([answer.status, answer.headers['content-type'], answer.body.toString()]).toEqual([
      404,
      type,
      text,
    ]);
  });

  it('of Podman have three fields, and missing routes are text', async () => {
    const sim = await podman();
    expect(JSON.parse(await body(sim, '/containers/x/json'))).toEqual({
      cause: 'no such container',
      message: 'no container with name or ID "x" found: no such container',
      response: 404,
    });
    const missing = await call(sim, 'GET', '/nowhere');
    expect([missing.status, missing.body.toString()]).toEqual([404, 'Not Found\n']);
    expect((await call(sim, 'DELETE', '/containers/web')).status).toBe(500);
  });

  it('take their status from the words on old engines', async () => {
    expect((await call(await start('1.8'), 'DELETE', '/containers/web')).status).toBe(406);
    expect((await call(await start('1.20'), 'DELETE', '/containers/web')).status).toBe(409);
    expect((await call(await start('1.20'), 'POST', '/containers/web/unpause')).status).toBe(500);
    expect((await call(await start('1.41'), 'POST', '/containers/web/unpause')).status).toBe(409);
  });
});

describe('events', () => {
  it('are short and without line ends on old engines, and typed later', async () => {
    const pause = (sim: Sim) => () => call(sim, 'POST', '/containers/web/stop');
    const old = await start('1.14');
    const first = await eventText(old, pause(old), '"stop"');
    expect(first).not.toContain('\n');
    expect(JSON.parse(`[${first.replace(/\}\{/g, '},{')}]`)).toContainEqual(
      expect.objectContaining({ status: 'die', from: 'nginx:1.29-alpine' }),
    );
    expect(first).not.toContain('Actor');
    const newer = await start('1.41');
    const typed = await eventText(newer, pause(newer), '"stop"');
    expect(typed).toMatch(/"status":"die".*"Type":"container"/);
    const newest = await start('1.52');
    expect(await eventText(newest, pause(newest), '"stop"')).not.toContain('"status"');
  });

  it('have other names at Podman, and some are missing', async () => {
    const sim = await podman();
    const text = await eventText(
      sim,
      async () => {
        await call(sim, 'POST', '/containers/spare/start');
        await call(sim, 'DELETE', '/containers/spare?force=1');
      },
      '"remove"',
    );
    const actions = text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { Action: string }).Action);
    expect(actions).toEqual(['init', 'start', 'die', 'cleanup', 'remove']);
  });
});
