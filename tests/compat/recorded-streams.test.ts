import { describe, expect, test } from 'vitest';
import { JsonStreamDecoder } from '#main/engine/codec/json-stream';
import { builtImage, toBuildStep } from '#main/engine/compat/build';
import { toEvent } from '#main/engine/compat/events';
import { toPullStep } from '#main/engine/compat/progress';
import { toCounters } from '#main/engine/compat/stats';
import { toSample } from '#main/engine/compat/stats-rates';
import type { ContainerId } from '#shared/model/ids';
import { type Recording, recordings } from './fixtures';

const all = recordings();

/** The recordings that have the stream, with its objects. */
function having(file: string): readonly (readonly [string, readonly unknown[], Recording])[] {
  return all.flatMap((recording) => {
    const bytes = recording.stream(file);
    return bytes === undefined
      ? []
      : [[recording.name, new JsonStreamDecoder().push(bytes), recording] as const];
  });
}

describe.each(having('events.ndjson'))('events of %s', (name, objects) => {
  const events = objects.map(toEvent);
  const actions = (type: string): readonly string[] =>
    [...new Set(events.filter((event) => event.type === type).map(({ action }) => action))].sort();

  test('speak one vocabulary', () => {
    const common = ['create', 'destroy', 'die', 'exec_die', 'exec_start', 'kill', 'pause', 'rename', 'start'];
    expect(actions('container')).toEqual(expect.arrayContaining(common));
    expect(actions('container').filter((action) => action.includes(':') || action.includes('died'))).toEqual(
      [],
    );
    expect(actions('image')).toEqual(expect.arrayContaining(['tag', 'untag']));
    expect(actions('volume')).toContain('create');
    if (!name.startsWith('podman'))
      expect(actions('network')).toEqual(expect.arrayContaining(['connect', 'create']));
  });

  test('name what they happened to, and when', () => {
    for (const event of events) {
      expect(event.id, JSON.stringify(event)).not.toBe('');
      if (event.type === 'container') expect(event.id).toMatch(/^[0-9a-f]{64}$/);
      expect(event.at).toBeGreaterThan(Date.UTC(2026, 0));
    }
  });
});

test.each(having('stats.ndjson'))('statistics of %s give rates from the second sample on', (_, objects) => {
  const counters = objects.map((object) => toCounters(object)!);
  expect(counters.length).toBeGreaterThanOrEqual(3);
  const samples = counters.map((now, i) => toSample('x' as ContainerId, now, counters[i - 1]));
  expect(samples[0]?.cpuPercent).toBeUndefined();
  for (const sample of samples.slice(1)) {
    expect(sample.cpuPercent).toBeGreaterThanOrEqual(0);
    expect(sample.cpuPercent).toBeLessThanOrEqual(sample.cpuCores);
    expect(sample.netRxRate).toBeGreaterThanOrEqual(0);
    expect(sample).toMatchObject({ cpuCores: 200, memoryLimit: 67108864 });
    expect(sample.memoryBytes).toBeGreaterThan(0);
    expect(sample.memoryBytes).toBeLessThan(67108864);
    expect(sample.pids).toBeGreaterThan(0);
  }
});

/** The last phase of each layer. */
function phases(objects: readonly unknown[]): ReadonlyMap<string, string> {
  const last = new Map<string, string>();
  for (const object of objects) {
    const step = toPullStep(object);
    expect(step.kind).not.toBe('error');
    if (step.kind === 'layer') last.set(step.layer.id, step.layer.phase);
  }
  return last;
}

describe.each(['pull.ndjson', 'push.ndjson'])('%s', (file) => {
  test.each(having(file))('of %s ends with every layer there', (_, objects) => {
    const ends = [...phases(objects).values()];
    expect(ends.length).toBeGreaterThan(0);
    expect(ends.filter((phase) => phase !== 'done' && phase !== 'exists')).toEqual([]);
  });
});

test.each(having('pull-again.ndjson'))('a pull of what is there says so (%s)', (_, objects) => {
  expect(objects.map(toPullStep).at(-1)).toEqual({
    kind: 'note',
    text: 'Status: Image is up to date for 127.0.0.1:5000/built:1',
  });
});

test.each(having('build.ndjson'))('a build of %s tells its image', (_, objects) => {
  const steps = objects.map(toBuildStep);
  const said = steps.flatMap((step) => (step.kind === 'text' ? [builtImage(step.text)] : [])).find(Boolean);
  expect(said).toMatch(/^[0-9a-f]{12}$/);
  const image = steps.find((step) => step.kind === 'image');
  expect(image?.kind === 'image' ? image.id : '').toContain(said);
});

test.each(having('load.ndjson'))('a load of %s tells its image', (_, objects) => {
  expect(objects.map(toPullStep)).toEqual([{ kind: 'note', text: 'Loaded image: shop/base:1' }]);
});
