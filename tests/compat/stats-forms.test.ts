import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toCounters } from '#main/engine/compat/stats';
import { toSample } from '#main/engine/compat/stats-rates';
import type { ContainerId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';

/** Two samples in a row of an engine that no test can start, and what they come to. */
interface Form {
  readonly source: string;
  readonly samples: readonly [unknown, unknown];
  readonly expected: Partial<Record<keyof StatsSample, number>>;
  readonly absent: readonly (keyof StatsSample)[];
  readonly detail: { readonly interfaces: readonly string[]; readonly devices: readonly string[] };
}

const folder = join(import.meta.dirname, '../fixtures/stats');
const forms = readdirSync(folder).map(
  (name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Form] as const,
);

describe.each(forms)('the form of %s', (_, form) => {
  const [first, second] = form.samples.map((raw) => toCounters(raw)!);
  const sample = toSample('x' as ContainerId, second!, first, { detail: true });

  test('comes to the figures that it stands for', () => {
    for (const [key, value] of Object.entries(form.expected))
      expect(sample[key as keyof StatsSample], key).toBeCloseTo(value, 6);
  });

  test('leaves out what is not counted', () => {
    for (const key of form.absent) expect(sample[key], key).toBeUndefined();
    expect(sample.detail?.cores).toBeUndefined();
  });

  test('has its interfaces and devices', () => {
    expect(sample.detail?.interfaces.map(({ name }) => name)).toEqual(form.detail.interfaces);
    expect(sample.detail?.devices.map(({ name }) => name)).toEqual(form.detail.devices);
  });
});
