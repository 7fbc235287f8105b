import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBuildStep } from '#main/engine/compat/build';
import { toFileChange, toProcessTable, toWaitOutcome } from '#main/engine/compat/container-answers';
import { toContainerDetails } from '#main/engine/compat/container-details';
import { toContainer } from '#main/engine/compat/containers';
import { toDiskUsage } from '#main/engine/compat/disk-usage';
import { toErrorMessage } from '#main/engine/compat/errors';
import { toEvent } from '#main/engine/compat/events';
import { toImageDetails, toImages } from '#main/engine/compat/images';
import { toNetwork } from '#main/engine/compat/networks';
import { toPlugin, toPluginPrivilege } from '#main/engine/compat/plugins';
import { toPullStep } from '#main/engine/compat/progress';
import { toProgressError } from '#main/engine/compat/progress-error';
import { toPruned, toRemovedImages } from '#main/engine/compat/pruned';
import { toLoginAnswer, toRemoteImage, toSearchHit } from '#main/engine/compat/registry';
import { toConfig, toSecret } from '#main/engine/compat/secrets';
import { toService, toSwarmTask } from '#main/engine/compat/services';
import { toCounters } from '#main/engine/compat/stats';
import { toSwarm, toSwarmNode } from '#main/engine/compat/swarm';
import { toSystemInfo } from '#main/engine/compat/system-info';
import { toVolume, toVolumes } from '#main/engine/compat/volumes';
import { documentFixtures, recordings } from './fixtures';

const mappers: readonly ((raw: unknown) => unknown)[] = [
  toBuildStep,
  toConfig,
  toContainer,
  toContainerDetails,
  toCounters,
  toDiskUsage,
  toEvent,
  toFileChange,
  (raw) => toImageDetails(raw, raw),
  toImages,
  toLoginAnswer,
  toNetwork,
  toPlugin,
  toPluginPrivilege,
  toProcessTable,
  toProgressError,
  toPruned,
  toPullStep,
  toRemoteImage,
  toRemovedImages,
  toSearchHit,
  toSecret,
  toService,
  toSwarm,
  toSwarmNode,
  toSwarmTask,
  toSystemInfo,
  toVolume,
  toVolumes,
  toWaitOutcome,
];

/** Every JSON document that an engine was seen to answer, and each element of the lists among them. */
const bodies: readonly unknown[] = [
  ...[...documentFixtures().values()].map(({ body }) => body),
  ...recordings().flatMap(({ answers }) => [...answers.values()].map(({ body }) => body)),
]
  .filter((body) => body !== undefined)
  .flatMap((body) => (Array.isArray(body) ? [body, ...(body as readonly unknown[]).slice(0, 2)] : [body]));

/** A copy in which the value at a random place is another one; `steps` choose the way down. */
function damaged(value: unknown, steps: readonly number[], other: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || typeof value !== 'object' || value === null) return other;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return other;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  copy[key] = damaged(copy[key], rest, other);
  return copy;
}

const strange = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, -1, '', 'x', [], {}, [null], { a: null }, 1e308, [[[]]]),
  fc.jsonValue({ maxDepth: 2 }),
);

describe('whatever an engine answers', () => {
  test('any JSON is read by every mapper without a throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        for (const mapper of mappers) mapper(raw);
      }),
      { numRuns: 1000 },
    );
  });

  test('real answers with something else in one place are read without a throw', () => {
    const steps = fc.array(fc.nat(60), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...bodies), steps, strange, (body, way, other) => {
        const raw = damaged(body, way, other);
        for (const mapper of mappers) mapper(raw);
      }),
      { numRuns: 5000 },
    );
  });

  test('keys of the language itself mean nothing', () => {
    const evil =
      '{"__proto__":{"polluted":1,"Id":"x","Name":"x"},"constructor":{"prototype":{"polluted":1}}}';
    const raw = JSON.parse(evil) as unknown;
    for (const mapper of mappers) {
      const read = mapper(raw) as { readonly id?: unknown; readonly name?: unknown } | undefined;
      expect([undefined, '']).toContain(read?.id);
    }
    for (const body of bodies) {
      for (const mapper of mappers) mapper(damaged(body, [0, 0], raw));
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const labels = toContainer({ Id: 'a', Labels: raw })?.labels ?? {};
    expect(Object.keys(labels)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(labels)).toBeNull();
  });

  test('unknown keys beside the known ones change nothing', () => {
    for (const body of bodies) {
      if (typeof body !== 'object' || body === null || Array.isArray(body)) continue;
      const more = { ...body, SomethingOfTheFuture: { Id: 'y' }, zzz: [1] };
      const plain = toContainerDetails(body);
      expect({ ...toContainerDetails(more), raw: null }).toEqual({ ...plain, raw: null });
      expect(toNetwork(more)).toEqual(toNetwork(body));
      expect(toVolume(more)).toEqual(toVolume(body));
    }
  });

  test('any body of a refusal gives a sentence of bounded length or none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        const message = toErrorMessage(body);
        return message === undefined || (message !== '' && message.length <= 4096);
      }),
    );
  });
});
