import { afterAll, beforeAll, describe } from 'vitest';
import { type PrivateDockerd, startDockerd } from '../setup/dockerd';
import { fetchNewerDocker } from '../setup/newer-docker';
import { type PrivatePodman, startPodman, whyNoPodman } from '../setup/podman';
import { whyNoEngine } from '../setup/tools';
import { driveLogs } from './log-engines';

const missing = whyNoEngine();
const newer = missing === undefined ? await fetchNewerDocker() : { why: missing };
if (newer.why !== undefined) console.warn(`Logs of Docker 28.5 are skipped: ${newer.why}`);

describe.skipIf(missing !== undefined)('logs of the machine’s Docker', () => {
  let engine: PrivateDockerd;
  beforeAll(async () => {
    engine = await startDockerd();
  });
  afterAll(() => engine.stop());
  driveLogs(() => engine, {
    drivers: ['json-file', 'local'],
    noLog: /logging driver/,
    spoilsLong: ['local'],
  });
});

describe.skipIf(newer.path === undefined)('logs of Docker 28.5', () => {
  let engine: PrivateDockerd;
  beforeAll(async () => {
    engine = await startDockerd({ path: newer.path ?? [] });
  });
  afterAll(() => engine.stop());
  driveLogs(() => engine, { drivers: ['json-file', 'local'], noLog: /logging driver/ });
});

describe.skipIf(whyNoPodman() !== undefined)('logs of Podman', () => {
  let engine: PrivatePodman;
  beforeAll(async () => {
    engine = await startPodman();
  });
  afterAll(() => engine.stop());
  driveLogs(() => engine, {
    drivers: ['k8s-file'],
    noLog: /log/,
    spoilsLong: ['k8s-file'],
    spoilsTerminal: true,
  });
});
