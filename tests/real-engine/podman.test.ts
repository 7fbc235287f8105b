import { afterAll, beforeAll, describe } from 'vitest';
import { type PrivatePodman, startPodman, whyNoPodman } from '../setup/podman';
import { type PrivateRegistry, startRegistry } from '../setup/registry';
import { type PrivateSshd, startSshd } from '../setup/sshd';
import { whyWithout } from '../setup/tools';
import { driveEngine, type Target } from './scenario';

const why = whyNoPodman() ?? whyWithout('registry');

describe.skipIf(why !== undefined)('Podman', () => {
  let podman: PrivatePodman;
  let registry: PrivateRegistry;

  beforeAll(async () => {
    podman = await startPodman();
    registry = await startRegistry(podman.netns);
  });
  afterAll(async () => {
    await registry.stop();
    await podman.stop();
  });

  const same = { api: '1.41', release: /^\d+\.\d+\.\d+/, flavour: 'podman' } satisfies Partial<Target>;

  describe('at its socket', () => {
    driveEngine({ ...same, address: () => ({ kind: 'unix', path: podman.socket }) });
  });

  describe.skipIf(whyWithout('sshd') !== undefined)('over ssh, by its own command', () => {
    let sshd: PrivateSshd;

    beforeAll(async () => {
      // A docker command that fails is as good as none.
      sshd = await startSshd({ environment: { DOCKER_HOST: 'unix:///nowhere' } });
    });
    afterAll(() => sshd.stop());

    driveEngine({
      ...same,
      address: () => ({ kind: 'ssh', host: '127.0.0.1', port: sshd.port, path: podman.socket }),
    });
  });
});
