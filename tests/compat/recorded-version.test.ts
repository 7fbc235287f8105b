import { afterEach, expect, test } from 'vitest';
import { negotiate } from '#main/engine/negotiate';
import { type RecordingEngine, recordingEngine } from '#tests/support/recording-engine';
import { recordings } from './fixtures';

let engine: RecordingEngine | undefined;
afterEach(() => engine?.close());

const newest: Readonly<Record<string, object>> = {
  '20.10': { maxApi: '1.41', release: expect.stringMatching(/^20\.10\./) as unknown, flavour: 'docker' },
  '28.5': { maxApi: '1.51', release: expect.stringMatching(/^28\.5\./) as unknown, flavour: 'docker' },
  '28.5-containerd': { maxApi: '1.51', flavour: 'docker' },
  'podman-4.3': { maxApi: '1.41', release: '4.3.1', flavour: 'podman' },
};

test.each(recordings().map((recording) => [recording.name, recording] as const))(
  '%s is known by its version and info alone, and spoken to in its newest API',
  async (_, { release, answers }) => {
    engine = await recordingEngine(({ path }) => {
      const name = path.slice(1);
      const found = answers.get(name);
      return found === undefined ? { status: 404 } : { json: found.body };
    });
    const found = await negotiate(engine.client(24).transport, undefined, new AbortController().signal);
    expect(found).toMatchObject({
      ok: true,
      value: {
        facts: {
          ...newest[release],
          os: expect.stringMatching(/debian/i) as unknown,
          arch: 'amd64',
          cpus: 2,
          kernel: '6.1.0-40-amd64',
          hostName: 'engine-host',
        },
      },
    });
    if (found.ok) expect(found.value.facts.api).toBe(found.value.facts.maxApi);
  },
);
