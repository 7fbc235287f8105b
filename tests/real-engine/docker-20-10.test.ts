import { afterAll, beforeAll, describe } from 'vitest';
import type { Address } from '#main/engine/transport/address';
import { type Authority, createAuthority } from '../setup/certificates';
import { type PrivateDockerd, startDockerd } from '../setup/dockerd';
import { type PrivateRegistry, startRegistry } from '../setup/registry';
import { run } from '../setup/run';
import { type PrivateSshd, startSshd } from '../setup/sshd';
import { findProgram, whyNoEngine, whyWithout } from '../setup/tools';
import { driveEngine, type Target } from './scenario';

const { stdout } = await run(findProgram('dockerd') ?? 'dockerd', ['--version']);
const release = / version (\S+?),/.exec(stdout)?.[1] ?? 'none';
const why =
  whyNoEngine() ??
  whyWithout('registry') ??
  whyWithout('openssl') ??
  (release.startsWith('20.10.') ? undefined : `the machine's Docker is ${release}`);
if (why !== undefined) console.warn(`Docker 20.10 is skipped, ${why}.`);

describe.skipIf(why !== undefined)('Docker 20.10', () => {
  let engine: PrivateDockerd;
  let registry: PrivateRegistry;
  let authority: Authority;
  let certificates: string;

  beforeAll(async () => {
    authority = await createAuthority();
    certificates = await authority.issue('me');
    engine = await startDockerd({ authority });
    registry = await startRegistry(engine.netns);
  });
  afterAll(async () => {
    await registry.stop();
    await engine.stop();
    await authority.remove();
  });

  const unix = (): Address => ({ kind: 'unix', path: engine.socket });
  const same = { release: /^20\.10\./, flavour: 'docker' } satisfies Partial<Target>;

  describe('at its socket', () => {
    driveEngine({ ...same, address: unix, api: '1.41' });
  });

  describe.each(['1.12', '1.14', '1.18', '1.24'])('driven as API %s', (pinned) => {
    driveEngine({ ...same, address: unix, pinned, api: pinned });
  });

  describe('over TCP with mutual TLS', () => {
    driveEngine({
      ...same,
      address: () => ({ kind: 'tls', ...engine.tcp!, folder: certificates }),
      api: '1.41',
    });
  });

  describe.skipIf(whyWithout('sshd') !== undefined)('over ssh', () => {
    let sshd: PrivateSshd;

    beforeAll(async () => {
      sshd = await startSshd({ environment: { DOCKER_HOST: `unix://${engine.socket}` } });
    });
    afterAll(() => sshd.stop());

    driveEngine({
      ...same,
      address: () => ({ kind: 'ssh', host: '127.0.0.1', port: sshd.port }),
      api: '1.41',
    });
  });
});
