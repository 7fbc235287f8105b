import { afterAll, beforeAll, describe } from 'vitest';
import type { Address } from '#main/engine/transport/address';
import { type PrivateDockerd, startDockerd } from '../setup/dockerd';
import { fetchNewerDocker } from '../setup/newer-docker';
import { type PrivateRegistry, startRegistry } from '../setup/registry';
import { whyNoEngine, whyWithout } from '../setup/tools';
import { driveEngine, type Target } from './scenario';

const missing = whyNoEngine() ?? whyWithout('registry');
const newer = missing === undefined ? await fetchNewerDocker() : { why: missing };
if (newer.why !== undefined) console.warn(`Docker 28.5 is skipped: ${newer.why}`);

const stores = [
  ['with its usual image store', []],
  ['with the containerd image store', ['--feature', 'containerd-snapshotter=true']],
] as const;

describe.skipIf(newer.path === undefined).each(stores)('Docker 28.5 %s', (_name, args) => {
  let engine: PrivateDockerd;
  let registry: PrivateRegistry;

  beforeAll(async () => {
    engine = await startDockerd({ path: newer.path ?? [], args });
    registry = await startRegistry(engine.netns);
  });
  afterAll(async () => {
    await registry.stop();
    await engine.stop();
  });

  const same = { release: /^28\.5\./, flavour: 'docker' } satisfies Partial<Target>;
  const address = (): Address => ({ kind: 'unix', path: engine.socket });

  describe('in its own version', () => {
    driveEngine({ ...same, address, api: '1.51' });
  });

  describe.each(['1.24', '1.41', '1.48'])('driven as API %s', (pinned) => {
    driveEngine({ ...same, address, pinned, api: pinned });
  });
});
