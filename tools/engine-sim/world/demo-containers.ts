import { container, day, hour, mib, minute } from './builders';
import { plainInside, pythonInside } from './demo-insides';
import { logfmtWriter, silentWriter } from './log-writers';
import type { ContainerSpec } from './model';
import { load, pace } from './demo-parts';

import { ledgerProject } from './demo-ledger';
import { observability } from './demo-observability';
import { shopfront } from './demo-shopfront';

const single: readonly ContainerSpec[] = [
  container({
    name: 'buildkitd',
    image: 'moby/buildkit:v0.25.0',
    createdAgo: 9 * day,
    entrypoint: ['buildkitd'],
    command: [],
    privileged: true,
    restartPolicy: 'always',
    mounts: [{ type: 'volume', source: 'buildkit_state', target: '/var/lib/buildkit' }],
    load: load(0.9, 71 * mib, { write: 12_000, pids: 14 }),
    processes: [{ user: 'root', command: 'buildkitd' }],
    logWriter: logfmtWriter('buildkitd'),
    logPace: pace(400, 12 * hour, 15_000),
    inside: plainInside,
  }),
  container({
    name: 'registry',
    image: 'registry:3.0.0',
    createdAgo: 9 * day,
    entrypoint: ['/entrypoint.sh'],
    command: ['/etc/distribution/config.yml'],
    restartPolicy: 'always',
    networks: [{ name: 'bridge', address: '172.17.0.3' }],
    ports: [{ container: 5000, protocol: 'tcp', host: 5000, ip: '127.0.0.1' }],
    mounts: [{ type: 'volume', source: 'registry_data', target: '/var/lib/registry' }],
    load: load(0.2, 25 * mib, { pids: 7 }),
    processes: [{ user: 'root', command: 'registry serve /etc/distribution/config.yml' }],
    logWriter: logfmtWriter('registry'),
    logPace: pace(500, 12 * hour, 20_000),
    inside: plainInside,
  }),
  container({
    name: 'scratch',
    image: 'alpine:3.22',
    state: 'created',
    createdAgo: hour,
    command: ['/bin/sh'],
    tty: true,
    openStdin: true,
    runsCommand: true,
    logWriter: silentWriter,
    inside: plainInside,
  }),
  container({
    name: 'old-import',
    image: 'ledger/import:0.7.0',
    state: 'dead',
    createdAgo: 14 * day,
    startedAgo: 14 * day,
    finishedAgo: 14 * day - 20 * minute,
    exitCode: 1,
    error: 'device or resource busy',
    mounts: [{ type: 'volume', source: 'old_import_pgdata', target: '/var/lib/postgresql/data' }],
    inside: pythonInside,
  }),
];

/** The nineteen containers of the demo. */
export const demoContainers: readonly ContainerSpec[] = [
  ...shopfront,
  ...ledgerProject,
  ...observability,
  ...single,
];
