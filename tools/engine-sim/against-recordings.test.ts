import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Sim, startSim } from './start-sim';
import { call } from './test-client';
import { smallWorld } from './world/small-world';

/** What a real engine answered. */
interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body?: unknown;
}

/** Names of a recording's folder, the newest API of its engine, and the API that it was asked at. */
const recordings = [
  ['20.10-1.12', '1.41', '1.12'],
  ['20.10-1.14', '1.41', '1.14'],
  ['20.10-1.18', '1.41', '1.18'],
  ['20.10-1.24', '1.41', '1.24'],
  ['20.10-1.41', '1.41', '1.41'],
  ['28.5-1.24', '1.51', '1.24'],
  ['28.5-1.41', '1.51', '1.41'],
  ['28.5-1.48', '1.51', '1.48'],
  ['28.5-1.51', '1.51', '1.51'],
  ['podman-4.3-1.41', '1.41', '1.41'],
] as const;

/** Objects whose keys are names of somebody's things. */
const named = new Set([
  'Labels',
  'Networks',
  'Options',
  'Volumes',
  'VolumesRW',
  'Ports',
  'ExposedPorts',
  'Containers',
  'Data',
  'PortBindings',
  'Runtimes',
  'networks',
]);

/** What was empty when it was recorded, because nothing had happened yet. */
const unrecorded =
  /BuildCache\[\]|io_service_bytes_recursive\[\]|\.memory_stats\.stats\.|StopSignal$|\.cpu_usage\.percpu_usage$/;

function keysOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keysOf(item, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = `${at}.${key}`;
    return named.has(key) && !Array.isArray(item) ? [here] : [here, ...keysOf(item, here)];
  });
}

/** The path for our world of what was asked in the recording's. */
function ours(path: string): string {
  return path
    .replace('/containers/done', '/containers/job')
    .replace('/containers/made', '/containers/spare')
    .replace(/\/images\/(shop\/base:1|busybox)/, '/images/alpine:3.22')
    .replace('/networks/shop', '/networks/backend')
    .replace('/volumes/data', '/volumes/web_data');
}

const folder = join(__dirname, '..', '..', 'tests', 'fixtures', 'recorded');

describe('the scripted engine beside a real one', () => {
  let sim: Sim;
  afterEach(() => sim.close());

  it.each(recordings)('says nothing that %s does not say', async (name, newest, asked) => {
    const flavour = name.startsWith('podman') ? 'podman' : 'docker';
    sim = await startSim({ pace: 0.01, world: { ...smallWorld(), cgroup: 1 }, apiVersion: newest, flavour });
    const answers = JSON.parse(
      readFileSync(join(folder, name, 'answers.json'), 'utf8'),
    ) as readonly Recorded[];
    const asks = answers.filter(({ method, path }) => method === 'GET' && !path.startsWith('/exec/'));
    expect(asks.length).toBeGreaterThan(10);
    for (const { path, status, body } of asks) {
      const answer = await call(sim, 'GET', `/v${asked}${ours(path)}`);
      expect(`${path} ${answer.status}`).toBe(`${path} ${status}`);
      if (status !== 200) continue;
      const real = new Set(keysOf(body));
      const said = keysOf(JSON.parse(answer.body.toString('utf8')));
      const invented = said.filter((key) => !real.has(key) && !unrecorded.test(key));
      expect({ path, invented: [...new Set(invented)] }).toEqual({ path, invented: [] });
    }
  });
});
