import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createContainer } from '#main/engine/api/containers';
import { createNetwork } from '#main/engine/api/networks';
import { updateService } from '#main/engine/api/services';
import { readUnlockKey, unlockSwarm, updateSwarm } from '#main/engine/api/swarm';
import type { EngineClient } from '#main/engine/client';
import type { ServiceId } from '#shared/model/ids';
import { type RecordingEngine, recordingEngine, type Reply } from '../support/recording-engine';

const id = 'c0ffee';
let engine: RecordingEngine;
let reply: Reply;
beforeEach(async () => {
  reply = {};
  engine = await recordingEngine(() => reply);
});
afterEach(() => engine.close());

describe('what an engine would drop without a word', () => {
  it.each([
    [
      'a name of a container',
      (c: EngineClient) => createContainer(c, { name: 'web', config: {} }),
      5,
      { release: '0.6.4' },
    ],
    ['labels of a network', (c: EngineClient) => createNetwork(c, { name: 'n', labels: { a: 'b' } }), 22, {}],
    [
      'a network to join by hand',
      (c: EngineClient) => createNetwork(c, { name: 'n', attachable: true }),
      24,
      {},
    ],
    ['a new unlock key', (c: EngineClient) => updateSwarm(c, 1, {}, { unlockKey: true }), 24, {}],
    ['the unlock key', (c: EngineClient) => readUnlockKey(c), 24, {}],
    ['unlocking', (c: EngineClient) => unlockSwarm(c, 'key'), 24, {}],
    ['a rollback', (c: EngineClient) => updateService(c, id as ServiceId, 1, {}, { rollback: true }), 27, {}],
  ] as const)('is refused before it is sent: %s', async (_, call, minor, profile) => {
    const client = engine.client(minor, { maxApi: undefined, ...profile });
    expect(await call(client)).toMatchObject({ ok: false, error: { kind: 'unsupported' } });
    expect(engine.requests).toEqual([]);
    reply = { json: { Id: id, UnlockKey: 'key' } };
    expect(await call(engine.client(minor + 1, { release: '' }))).toMatchObject({ ok: true });
  });
});
