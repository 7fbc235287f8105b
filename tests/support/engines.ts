import type { AppError } from '#shared/errors';
import type { DiscoveryAttempt, EngineConnection } from '#shared/model/engine';
import type { EngineId } from '#shared/model/ids';
import { setClient } from '../../renderer/state/client';
import { applySnapshot } from '../../renderer/state/entities';
import { initialState, store } from '../../renderer/state/store';
import { type Answers, fakeClient, type MadeCall } from './fake-client';
import { connection, draft } from './models';

const empty = initialState();

/** A live engine of this computer. */
export const local = connection({ roundTripMs: 3 });
/** A live one with TLS. */
export const staging = connection({
  id: 'e2' as EngineId,
  name: 'staging',
  address: 'tcp://staging.example.net:2376',
  transport: 'tls',
  order: 1,
  settings: draft({ name: 'staging', address: 'tcp://staging.example.net:2376', tls: { folder: '/certs' } }),
});
/** One that connects on request, with a red band. */
export const production = connection({
  id: 'e3' as EngineId,
  name: 'production',
  address: 'ssh://deploy@prod.example.net',
  transport: 'ssh',
  order: 2,
  phase: 'disconnected',
  facts: undefined,
  trueAt: undefined,
  settings: draft({
    name: 'production',
    address: 'ssh://deploy@prod.example.net',
    colour: 'red',
    band: 'Production',
    connect: 'on-request',
  }),
});
/** Why `build` is not connected. */
export const changedKey: AppError = {
  kind: 'engine-unreachable',
  reason: 'host-key-changed',
  message: 'Pilothouse stopped before sending anything to build-02.',
  remedy: 'Compare the keys with those of the server first.',
  command: 'ssh-keygen -R build-02.example.net',
  hostKey: { algorithm: 'ED25519', offered: 'SHA256:new', trusted: 'SHA256:old', at: Date.now() },
};
/** One whose host key changed. */
export const build = connection({
  id: 'e4' as EngineId,
  name: 'build-02',
  address: 'ssh://ci@build-02.example.net',
  transport: 'ssh',
  order: 3,
  phase: 'disconnected',
  error: changedKey,
  facts: undefined,
  trueAt: undefined,
});

/** Fills the window's store with engines and what was found, the first engine looked at. Gives the calls that follow. */
export function givenEngines(
  engines: readonly EngineConnection[],
  answers: Answers = {},
  attempts: readonly DiscoveryAttempt[] = [],
): readonly MadeCall[] {
  const { client, calls } = fakeClient(answers);
  setClient(client);
  store.setState({
    ...empty,
    engineId: engines[0]?.id,
    facts: { version: '0.1.0', platform: 'linux', host: 'chromium', demoAvailable: true },
    connections: applySnapshot(
      empty.connections,
      '',
      engines.map((engine) => [engine.id, engine]),
    ),
    discovery: applySnapshot(
      empty.discovery,
      '',
      attempts.map((attempt, at) => [String(at).padStart(2, '0'), attempt]),
    ),
  });
  return calls;
}
