import { afterEach, describe, expect, it } from 'vitest';
import { negotiate } from '#main/engine/negotiate';
import { errorText, needsPerson } from '#shared/errors';
import { type RecordingEngine, recordingEngine } from '../support/recording-engine';

let engine: RecordingEngine | undefined;
afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

/** Negotiates with an engine that says this of itself; `pinned` stands for DOCKER_API_VERSION. */
async function meet(version: Readonly<Record<string, string>>, header?: string, pinned?: string) {
  engine = await recordingEngine(({ path }) => {
    if (path.endsWith('/version')) return { json: version };
    return path.endsWith('/_ping') && header !== undefined ? { headers: { 'Api-Version': header } } : {};
  });
  return negotiate(engine.client(48).transport, pinned, new AbortController().signal);
}

describe('an engine without a version in common', () => {
  it('that is too new needs a newer Pilothouse', async () => {
    const answer = await meet({ Version: '35.0.0', ApiVersion: '1.70', MinAPIVersion: '1.60' }, '1.70');
    if (answer.ok) throw new Error('It was taken.');
    expect(answer.error).toMatchObject({ kind: 'engine-unreachable', reason: 'too-new' });
    expect(errorText(answer.error)).toMatch(
      /^This engine needs a newer Pilothouse: at unix:\/\/\S+ API 1\.60 and newer is spoken, this version knows 1\.\d+\. Use a newer Pilothouse, or lower the engine’s min-api-version\.$/,
    );
    // Trying again by itself would change nothing.
    expect(needsPerson(answer.error)).toBe(true);
    // Nothing was asked with a version that the engine does not speak.
    expect(engine?.requests.map(({ version }) => version)).not.toContain('v1.48');
  });

  it('that is too old is told what is needed', async () => {
    const answer = await meet({ Version: '0.4.0' });
    if (answer.ok) throw new Error('It was taken.');
    expect(answer.error).toMatchObject({ kind: 'engine-unreachable', reason: 'too-old' });
    expect(errorText(answer.error)).toMatch(
      /^The engine at unix:\/\/\S+ is 0\.4\.0 and speaks API 1\.1; Pilothouse needs 1\.2 or newer\. Use a newer engine\.$/,
    );
    expect(needsPerson(answer.error)).toBe(true);
  });

  it('that says its old version itself is too old as well, whatever its release is called', async () => {
    const answer = await meet({ Version: 'custom', ApiVersion: '1.1' });
    expect(answer).toMatchObject({ ok: false, error: { reason: 'too-old' } });
  });

  it('is met with its lowest version by the newest that both speak', async () => {
    const answer = await meet({ Version: '29.0.0', ApiVersion: '1.52', MinAPIVersion: '1.44' }, '1.52');
    expect(answer.ok && answer.value.facts).toMatchObject({ release: '29.0.0', maxApi: '1.52' });
    expect(answer.ok && Number(answer.value.facts.api.slice(2))).toBeGreaterThanOrEqual(44);
  });
});
