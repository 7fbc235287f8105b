import { existsSync, statSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type Sim, type SimOptions, startSim } from './start-sim';
import { call, frames, json, open, RawClient } from './test-client';
import { container, emptyWorld, image, manyContainers, world } from './world/builders';
import { countingWriter } from './world/log-writers';

let sims: Sim[] = [];
const start = async (options: SimOptions = {}): Promise<Sim> => {
  const sim = await startSim({ pace: 0.01, ...options });
  sims.push(sim);
  return sim;
};
afterEach(async () => {
  await Promise.all(sims.map((sim) => sim.close()));
  sims = [];
});

interface Listed {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly State: string;
  readonly Status: string;
}
interface Event {
  readonly Action: string;
  readonly status?: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}

const counting = world({
  containers: [
    container({
      name: 'counter',
      logWriter: countingWriter(),
      logPace: { backlogLines: 100, backlogMs: 60_000, liveGapMs: 200 },
    }),
  ],
  images: [image('alpine:3.22', 1000, 1000)],
});

async function eventsDuring(sim: Sim, act: () => Promise<unknown>, last: string): Promise<readonly Event[]> {
  const stream = await open(sim, 'GET', '/events');
  const seen: Event[] = [];
  let text = '';
  const done = new Promise<void>((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      const lines = (text + chunk.toString('utf8')).split('\n');
      text = lines.pop() ?? '';
      seen.push(...lines.map((line) => JSON.parse(line) as Event));
      if (seen.some((event) => event.Action.startsWith(last))) resolve();
    });
  });
  await act();
  await done;
  stream.destroy();
  return seen;
}

describe('the face of the engine', () => {
  it('answers ping with the version headers, by HEAD and GET', async () => {
    const sim = await start();
    for (const method of ['HEAD', 'GET']) {
      const answer = await call(sim, method, '/_ping');
      expect(answer.status).toBe(200);
      expect(answer.headers['api-version']).toBe('1.48');
      expect(answer.headers['builder-version']).toBe('2');
      expect(answer.headers['swarm']).toBe('inactive');
      expect(answer.headers['server']).toBe('Docker/28.0.1 (linux)');
      expect(answer.body.toString()).toBe(method === 'GET' ? 'OK' : '');
    }
    expect(statSync(sim.socketPath).mode & 0o777).toBe(0o600);
  });

  it('refuses versions it does not speak, in words, as JSON and as text', async () => {
    const sim = await start();
    const tooNew = await call(sim, 'GET', '/v1.99/info');
    expect(tooNew.status).toBe(400);
    expect(JSON.parse(tooNew.body.toString())).toEqual({
      message: 'client version 1.99 is too new. Maximum supported API version is 1.48',
    });
    const tooOld = await call(sim, 'GET', '/v1.12/info');
    expect(tooOld.status).toBe(400);
    expect(tooOld.headers['content-type']).toContain('text/plain');
    expect(tooOld.body.toString()).toContain('too old. Minimum supported API version is 1.24');
    expect((await call(sim, 'GET', '/v1.41/nothing')).body.toString()).toContain('page not found');
  });

  it('plays an older engine', async () => {
    const sim = await start({ apiVersion: '1.39', world: emptyWorld() });
    expect((await call(sim, 'HEAD', '/_ping')).status).toBe(404);
    const ping = await call(sim, 'GET', '/_ping');
    expect(ping.headers['server']).toBe('Docker/18.09.9 (linux)');
    expect(ping.headers['swarm']).toBeUndefined();
  });

  it('listens on TCP for tests', async () => {
    const sim = await start({ tcp: true });
    expect(sim.address).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
    expect((await call(sim, 'GET', '/_ping')).status).toBe(200);
  });

  it('gives the same world for the same seed', async () => {
    const names = async (): Promise<readonly string[]> =>
      (await json<Listed[]>(await start(), 'GET', '/containers/json?all=1')).map((item) => item.Id);
    expect(await names()).toEqual(await names());
  });
});

describe('lists', () => {
  it('shows the demo: nineteen containers in three projects, and their images', async () => {
    const sim = await start({ pace: 1 });
    const all = await json<Listed[]>(sim, 'GET', '/v1.41/containers/json?all=true');
    expect(all).toHaveLength(19);
    const states = new Map(all.map((item) => [item.Names[0], item.State]));
    expect(states.get('/ledger-worker')).toBe('restarting');
    expect(states.get('/old-import')).toBe('dead');
    expect(states.get('/ledger-cache')).toBe('paused');
    expect(all.find((item) => item.Names[0] === '/api')?.Status).toBe('Up 3 hours (healthy)');
    expect(await json<unknown[]>(sim, 'GET', '/images/json')).toHaveLength(41);
    expect((await json<{ Volumes: unknown[] }>(sim, 'GET', '/volumes')).Volumes).toHaveLength(18);
    expect(await json<unknown[]>(sim, 'GET', '/networks')).toHaveLength(9);
  });

  it('filters in both encodings and by limit', async () => {
    const sim = await start();
    const names = async (filters: unknown): Promise<readonly string[]> =>
      (
        await json<Listed[]>(
          sim,
          'GET',
          `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify(filters))}`,
        )
      ).map((item) => item.Names[0] ?? '');
    expect(await names({ status: ['paused'] })).toEqual(['/ledger-cache']);
    expect(await names({ status: { paused: true } })).toEqual(['/ledger-cache']);
    expect(await names({ name: ['^api$'] })).toEqual(['/api']);
    expect(await names({ label: ['com.docker.compose.project=observability'] })).toHaveLength(4);
    expect(await json<Listed[]>(sim, 'GET', '/containers/json?limit=2')).toHaveLength(2);
    expect((await call(sim, 'GET', '/containers/json?filters=%7B%22nope%22%3A%5B%221%22%5D%7D')).status).toBe(
      400,
    );
  });

  it('makes long lists and empty ones', async () => {
    expect(
      await json<Listed[]>(await start({ world: manyContainers(1200) }), 'GET', '/containers/json?all=1'),
    ).toHaveLength(1200);
    expect(
      await json<Listed[]>(await start({ world: emptyWorld() }), 'GET', '/containers/json?all=1'),
    ).toEqual([]);
  });

  it('carries names full of markup and escapes as they are', async () => {
    const nasty = '<img src=x onerror=alert(1)>\u001b[31m\u202e';
    const sim = await start({
      world: world({ containers: [container({ name: nasty, labels: { [nasty]: nasty } })] }),
    });
    const [only] = await json<(Listed & { Labels: Record<string, string> })[]>(
      sim,
      'GET',
      '/containers/json',
    );
    expect(only?.Names).toEqual([`/${nasty}`]);
    expect(only?.Labels).toEqual({ [nasty]: nasty });
  });
});

describe('changes', () => {
  it('tells a stop as dockerd does', async () => {
    const sim = await start();
    const seen = await eventsDuring(sim, () => call(sim, 'POST', '/containers/web/stop?t=5'), 'stop');
    const own = seen.filter((event) => event.Actor.Attributes['name'] === 'web');
    expect(own.map((event) => event.Action)).toEqual(['kill', 'die', 'stop']);
    expect(own[1]?.Actor.Attributes).toMatchObject({ exitCode: '0', image: 'nginx:1.29-alpine' });
    expect(own[1]?.status).toBe('die');
    expect((await call(sim, 'POST', '/containers/web/stop')).status).toBe(304);
    expect((await call(sim, 'POST', '/containers/web/start')).status).toBe(204);
    expect((await call(sim, 'POST', '/containers/web/start')).status).toBe(304);
  });

  it('kills, pauses, renames and removes, and refuses what it must', async () => {
    const sim = await start();
    expect((await call(sim, 'POST', '/containers/api/pause')).status).toBe(204);
    expect((await call(sim, 'POST', '/containers/api/pause')).status).toBe(409);
    expect((await call(sim, 'POST', '/containers/api/unpause')).status).toBe(204);
    expect((await call(sim, 'POST', '/containers/api/rename?name=web')).status).toBe(409);
    const renamed = await eventsDuring(
      sim,
      () => call(sim, 'POST', '/containers/api/rename?name=api2'),
      'rename',
    );
    expect(renamed.at(-1)?.Actor.Attributes['oldName']).toBe('/api');
    expect((await call(sim, 'DELETE', '/containers/api2')).status).toBe(409);
    const killed = await eventsDuring(sim, () => call(sim, 'POST', '/containers/api2/kill'), 'die');
    expect(killed.find((event) => event.Action === 'die')?.Actor.Attributes['exitCode']).toBe('137');
    expect((await call(sim, 'POST', '/containers/api2/kill')).status).toBe(409);
    expect((await call(sim, 'DELETE', '/containers/api2')).status).toBe(204);
    expect((await call(sim, 'GET', '/containers/api2/json')).status).toBe(404);
  });

  it('creates a container that runs its command, waits for it and removes it', async () => {
    const sim = await start({ world: counting });
    expect((await call(sim, 'POST', '/containers/create', { Image: 'nope' })).status).toBe(404);
    const made = await json<{ Id: string }>(sim, 'POST', '/containers/create?name=job', {
      Image: 'alpine:3.22',
      Cmd: ['sh', '-c', 'echo out; echo err >&2; exit 7'],
    });
    expect((await call(sim, 'POST', '/containers/create?name=job', { Image: 'alpine:3.22' })).status).toBe(
      409,
    );
    const waiting = json<{ StatusCode: number }>(
      sim,
      'POST',
      `/containers/${made.Id}/wait?condition=next-exit`,
    );
    await call(sim, 'POST', `/containers/${made.Id}/start`);
    expect((await waiting).StatusCode).toBe(7);
    const log = frames((await call(sim, 'GET', '/containers/job/logs?stdout=1&stderr=1')).body);
    expect(log).toEqual([
      { stream: 1, text: 'out\n' },
      { stream: 2, text: 'err\n' },
    ]);
  });

  it('moves by itself: a worker in a restart loop, a check that flaps', async () => {
    const sim = await start({ pace: 0.002 });
    const seen = await eventsDuring(sim, () => Promise.resolve(), 'health_status: healthy');
    expect(seen.map((event) => event.Action)).toContain('die');
    expect(seen.find((event) => event.Action === 'die')?.Actor.Attributes).toMatchObject({
      name: 'ledger-worker',
      exitCode: '1',
    });
  });
});

describe('logs', () => {
  it('answers tail, streams, timestamps and since', async () => {
    const sim = await start({ world: counting, pace: 1 });
    const tail = await call(sim, 'GET', '/v1.43/containers/counter/logs?stdout=1&stderr=1&tail=3');
    expect(tail.headers['content-type']).toBe('application/vnd.docker.multiplexed-stream');
    expect(frames(tail.body)).toHaveLength(3);
    expect(
      (await call(sim, 'GET', '/v1.41/containers/counter/logs?stdout=1')).headers['content-type'],
    ).toBeUndefined();
    const errors = frames((await call(sim, 'GET', '/containers/counter/logs?stderr=1')).body);
    expect(errors.every((each) => each.stream === 2)).toBe(true);
    const stamped = frames(
      (await call(sim, 'GET', '/containers/counter/logs?stdout=1&stderr=1&timestamps=1&tail=10')).body,
    );
    expect(stamped[0]?.text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z line \d+\n$/);
    const from = (Date.now() - 30_000) / 1000;
    const recent = frames(
      (await call(sim, 'GET', `/containers/counter/logs?stdout=1&stderr=1&since=${from.toFixed(3)}`)).body,
    );
    expect(recent.length).toBeGreaterThan(0);
    expect(recent.length).toBeLessThan(100);
    expect((await call(sim, 'GET', '/containers/counter/logs')).status).toBe(400);
  });

  it('follows without a gap or a repeat and ends when the container stops', async () => {
    const sim = await start({ world: counting, pace: 0.02 });
    const stream = await open(sim, 'GET', '/containers/counter/logs?stdout=1&stderr=1&follow=1&tail=5');
    const chunks: Buffer[] = [];
    const ended = new Promise<void>((resolve) => stream.on('end', resolve));
    await new Promise<void>((resolve) => {
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (frames(Buffer.concat(chunks)).length >= 20) resolve();
      });
    });
    await call(sim, 'POST', '/containers/counter/stop');
    await ended;
    const numbers = frames(Buffer.concat(chunks)).map((each) => Number(/line (\d+)/.exec(each.text)?.[1]));
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  });

  it('does not bound its world by its readers: a backlog is a few thousand lines', async () => {
    const sim = await start({ pace: 1 });
    const log = frames((await call(sim, 'GET', '/containers/api/logs?stdout=1&stderr=1')).body);
    expect(log.length).toBeGreaterThan(2000);
    expect(log.length).toBeLessThanOrEqual(5000);
    expect(log.some((each) => each.text.includes('ECONNRESET'))).toBe(true);
  });
});

describe('stats', () => {
  interface Stats {
    readonly read: string;
    readonly cpu_stats: {
      readonly cpu_usage: { readonly total_usage: number };
      readonly system_cpu_usage: number;
      readonly online_cpus: number;
    };
    readonly precpu_stats: {
      readonly cpu_usage: { readonly total_usage: number };
      readonly system_cpu_usage?: number;
    };
    readonly memory_stats: {
      readonly usage?: number;
      readonly limit?: number;
      readonly stats?: Readonly<Record<string, number>>;
    };
    readonly blkio_stats: { readonly io_service_bytes_recursive: readonly { readonly op: string }[] };
  }

  it('gives samples from which the CLI formula makes a believable percentage', async () => {
    const sim = await start({ pace: 0.2 });
    const stream = await open(sim, 'GET', '/containers/api/stats');
    const samples = await new Promise<readonly Stats[]>((resolve) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
        const lines = text.split('\n').slice(0, -1);
        if (lines.length >= 2) resolve(lines.map((line) => JSON.parse(line) as Stats));
      });
    });
    stream.destroy();
    expect(samples[0]?.precpu_stats.cpu_usage.total_usage).toBe(0);
    const second = samples[1]!;
    const cpu = second.cpu_stats.cpu_usage.total_usage - second.precpu_stats.cpu_usage.total_usage;
    const system = second.cpu_stats.system_cpu_usage - (second.precpu_stats.system_cpu_usage ?? 0);
    const percent = (cpu / system) * second.cpu_stats.online_cpus * 100;
    expect(percent).toBeGreaterThan(2);
    expect(percent).toBeLessThan(150);
    expect(second.memory_stats.stats).toHaveProperty('inactive_file');
  });

  it('speaks cgroup v1, one-shot and stopped', async () => {
    const sim = await start({ world: { ...counting, cgroup: 1 } });
    const shot = await json<Stats>(sim, 'GET', '/containers/counter/stats?stream=0&one-shot=1');
    expect(shot.memory_stats.stats).toHaveProperty('total_inactive_file');
    expect(shot.blkio_stats.io_service_bytes_recursive.map(({ op }) => op)).toContain('Read');
    await call(sim, 'POST', '/containers/counter/kill');
    const stopped = await json<Stats>(sim, 'GET', '/containers/counter/stats?stream=0');
    expect(stopped.read).toBe('0001-01-01T00:00:00Z');
    expect(stopped.memory_stats).toEqual({});
  });
});

describe('closing', () => {
  it('leaves no connection, no timer and no socket file', async () => {
    const sim = await start({ pace: 1 });
    const events = await open(sim, 'GET', '/events');
    const stats = await open(sim, 'GET', '/containers/api/stats');
    const logs = await open(sim, 'GET', '/containers/api/logs?stdout=1&follow=1&tail=1');
    for (const stream of [events, stats, logs]) {
      stream.on('error', () => undefined);
      stream.resume();
    }
    const raw = new RawClient(sim);
    raw.socket.write('GET /_pi');
    await expect.poll(() => sim.open().connections).toBe(4);
    await sim.close();
    await sim.close();
    expect(sim.open()).toEqual({ connections: 0, timers: 0 });
    expect(existsSync(sim.socketPath)).toBe(false);
  });
});
