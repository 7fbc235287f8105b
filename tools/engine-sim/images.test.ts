import { afterEach, describe, expect, it } from 'vitest';
import { type Sim, startSim } from './start-sim';
import { call, json, open } from './test-client';

let sims: Sim[] = [];
const start = async (options: { readonly pace?: number } = {}): Promise<Sim> => {
  const sim = await startSim({ pace: 0.01, ...options });
  sims.push(sim);
  return sim;
};
afterEach(async () => {
  await Promise.all(sims.map((sim) => sim.close()));
  sims = [];
});

describe('images', () => {
  it('pulls with progress by layer and then has the image', async () => {
    const sim = await start();
    const answer = await call(sim, 'POST', '/images/create?fromImage=grafana/loki&tag=3.6.0');
    const steps = answer.body
      .toString()
      .split('\r\n')
      .filter((line) => line !== '')
      .map(
        (line) =>
          JSON.parse(line) as {
            status: string;
            id?: string;
            progressDetail?: { current?: number; total?: number };
          },
      );
    const words = new Set(steps.map((step) => step.status));
    for (const word of [
      'Pulling fs layer',
      'Downloading',
      'Download complete',
      'Extracting',
      'Pull complete',
    ]) {
      expect(words).toContain(word);
    }
    expect(steps.every((step) => Number.isInteger(step.progressDetail?.current ?? 0))).toBe(true);
    expect(steps.at(-1)?.status).toBe('Status: Downloaded newer image for grafana/loki:3.6.0');
    expect((await call(sim, 'GET', '/images/grafana/loki:3.6.0/json')).status).toBe(200);
  });

  it('forgets a pull whose client hung up', async () => {
    const sim = await start({ pace: 0.2 });
    const stream = await open(sim, 'POST', '/images/create?fromImage=grafana/loki&tag=3.6.1');
    await new Promise((resolve) => stream.once('data', resolve));
    stream.destroy();
    await expect.poll(() => sim.open().connections).toBe(0);
    expect((await call(sim, 'GET', '/images/grafana/loki:3.6.1/json')).status).toBe(404);
  });

  it('refuses unknown names with a status, and fails late in the stream', async () => {
    const sim = await start();
    const unknown = await call(sim, 'POST', '/images/create?fromImage=nosuch/thing&tag=1');
    expect(unknown.status).toBe(404);
    expect(unknown.body.toString()).toContain('pull access denied for nosuch/thing');
    const broken = await call(sim, 'POST', '/images/create?fromImage=broken/thing&tag=1');
    expect(broken.status).toBe(200);
    expect(JSON.parse(broken.body.toString().trim().split('\r\n').at(-1) ?? '')).toHaveProperty('error');
  });

  it('removes images, and not those in use', async () => {
    const sim = await start();
    const used = await call(sim, 'DELETE', '/images/nginx:1.29-alpine');
    expect(used.status).toBe(409);
    expect(used.body.toString()).toContain('conflict: unable to remove repository reference');
    expect((await call(sim, 'POST', '/images/busybox:1.37/tag?repo=me/box&tag=x')).status).toBe(201);
    expect(await json(sim, 'DELETE', '/images/busybox:1.37')).toEqual([{ Untagged: 'busybox:1.37' }]);
    const gone = await json<unknown[]>(sim, 'DELETE', '/images/me/box:x');
    expect(gone[0]).toEqual({ Untagged: 'me/box:x' });
    expect(gone[1]).toHaveProperty('Deleted');
    expect(await json<unknown[]>(sim, 'GET', '/images/postgres:17.6-alpine/history')).toHaveLength(12);
  });
});
