import { describe, expect, it } from 'vitest';
import type { Sim } from './start-sim';
import { afterHead, call, exec, frames, json, open, RawClient } from './test-client';
import { podman, start, type Json } from './test-eras';

describe('logs and attach', () => {
  it('are read through attach before 1.11, framed from 1.6', async () => {
    for (const [engine, path] of [
      ['1.4', ''],
      ['1.6', ''],
      ['1.14', '/v1.4'],
    ] as const) {
      const sim = await start(engine);
      const { id } = sim.engine.container('web');
      if (engine !== '1.14')
        expect((await call(sim, 'GET', `/containers/${id}/logs?stdout=1`)).status).toBe(404);
      const client = new RawClient(sim);
      client.send('POST', `${path}/containers/${id}/attach?logs=1&stream=0&stdout=1&stderr=1`, []);
      await client.until(() => client.ended);
      expect(client.text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      const data = afterHead(client);
      if (engine === '1.6') expect(frames(data).some(({ text }) => /line \d+/.test(text))).toBe(true);
      else expect(data.toString('utf8')).toMatch(/^[^\0]*line \d+\n/);
    }
  });

  it('ignore tail before 1.13, and refuse a fraction of a second up to 1.9', async () => {
    const lines = async (engine: string, query: string): Promise<number> => {
      const answer = await call(
        await start(engine),
        'GET',
        `/containers/web/logs?stdout=1&stderr=1&${query}`,
      );
      return answer.status === 200 ? frames(answer.body).length : answer.status;
    };
    expect(await lines('1.12', 'tail=3')).toBeGreaterThan(50);
    expect(await lines('1.13', 'tail=3')).toBe(3);
    expect(await lines('1.19', 'since=1.5')).toBe(500);
    expect(await lines('1.22', 'since=1.5')).toBeGreaterThan(50);
    const sim = await podman();
    expect((await call(sim, 'GET', '/containers/web/logs?stdout=1&tail=few')).status).toBe(400);
  });
});

describe('exec', () => {
  it('is missing before 1.15, and upgrades from 1.17', async () => {
    expect((await call(await start('1.14'), 'POST', '/containers/web/exec', { Cmd: ['ls'] })).status).toBe(
      404,
    );
    for (const [engine, status] of [
      ['1.16', 'HTTP/1.1 200 OK'],
      ['1.17', 'HTTP/1.1 101 UPGRADED'],
    ] as const) {
      const sim = await start(engine);
      const { Id } = await json<{ Id: string }>(sim, 'POST', '/containers/web/exec', {
        AttachStdout: true,
        Cmd: ['echo', 'hello'],
      });
      const client = new RawClient(sim);
      client.send(
        'POST',
        `/exec/${Id}/start`,
        ['Content-Type: application/json', 'Connection: Upgrade', 'Upgrade: tcp'],
        '{}',
      );
      await client.until(() => client.ended);
      expect(client.text.split('\r\n')[0]).toBe(status);
      expect(frames(afterHead(client))).toEqual([{ stream: 1, text: 'hello\n' }]);
      const view = await json<Json>(sim, 'GET', `/exec/${Id}/json`);
      expect(view).toMatchObject({ Running: false, ExitCode: 0 });
      expect(view).toHaveProperty('Container');
    }
  });

  it('is resized with 201 by Podman', async () => {
    const sim = await podman();
    const { id, client } = await exec(sim, 'console', ['sh'], { tty: true });
    expect((await call(sim, 'POST', `/exec/${id}/resize?h=30&w=90`)).status).toBe(201);
    client.close();
  });
});

describe('stats', () => {
  const first = async (sim: Sim): Promise<Json> => {
    const stream = await open(sim, 'GET', '/containers/web/stats');
    const line = await new Promise<string>((resolve) =>
      stream.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8').split('\n')[0] ?? '')),
    );
    stream.destroy();
    return JSON.parse(line) as Json;
  };

  it('grow from 1.17 on', async () => {
    expect((await call(await start('1.16'), 'GET', '/containers/web/stats')).status).toBe(404);
    const oldest = await first(await start('1.17'));
    expect(oldest).toHaveProperty('network.rx_bytes');
    expect(oldest).not.toHaveProperty('precpu_stats');
    const middle = await first(await start('1.24'));
    expect(middle).toHaveProperty('networks.eth0');
    expect(middle).toHaveProperty('pids_stats');
    expect(middle).not.toHaveProperty('cpu_stats.online_cpus');
    expect(middle).toHaveProperty('cpu_stats.cpu_usage.percpu_usage');
    expect(await first(await start('1.52'))).toHaveProperty('os_type', 'linux');
  });

  it('lack the memory details at Podman, and one-shot answers lack the sample before', async () => {
    const sim = await podman();
    const streamed = await first(sim);
    expect(streamed).not.toHaveProperty('memory_stats.stats');
    expect(streamed).toHaveProperty('networks.network');
    expect(streamed).toHaveProperty('Id');
    expect(streamed).toHaveProperty('precpu_stats.system_cpu_usage');
    const single = await json<Json>(sim, 'GET', '/containers/web/stats?stream=0');
    expect(single).not.toHaveProperty('precpu_stats.system_cpu_usage');
  });
});
