import { gib, hour, mib, minute, second } from './builders';
import { postgresInside, pythonInside, redisInside } from './demo-insides';
import { crashWriter, jsonWriter, postgresWriter, redisWriter } from './log-writers';
import type { ContainerSpec } from './model';
import { check, inProject, load, pace } from './demo-parts';

const ledger = (spec: Parameters<typeof inProject>[2]): ContainerSpec =>
  inProject('ledger', 'compose.yaml', spec);

/** The project with trouble: unhealthy, paused, and a worker that cannot start. */
export const ledgerProject: readonly ContainerSpec[] = [
  ledger({
    name: 'ledger-api',
    ip: '172.21.0.3',
    image: 'ledger/api:0.9.3',
    createdAgo: 26 * minute,
    command: ['uvicorn', 'ledger.api:app', '--port', '3100'],
    workingDir: '/app',
    memoryLimit: 512 * mib,
    ports: [{ container: 3100, protocol: 'tcp', host: 3100, ip: '127.0.0.1' }],
    health: check('python3 -m ledger.health', 45 * second),
    load: load(5.8, 341 * mib, { rx: 30_000, tx: 44_000, pids: 13 }),
    processes: [{ user: 'root', command: 'uvicorn ledger.api:app --port 3100' }],
    logWriter: jsonWriter('ledger-api'),
    logPace: pace(900, 26 * minute, 800),
    inside: pythonInside,
  }),
  ledger({
    name: 'ledger-cache',
    ip: '172.21.0.4',
    image: 'valkey/valkey:8.1',
    state: 'paused',
    createdAgo: 5 * hour,
    command: ['valkey-server'],
    workingDir: '/data',
    memoryLimit: 128 * mib,
    load: load(0.4, 9 * mib),
    logWriter: redisWriter,
    logPace: pace(300, 4 * hour, 8000),
    inside: redisInside,
  }),
  ledger({
    name: 'ledger-db',
    ip: '172.21.0.2',
    image: 'postgres:16.10',
    createdAgo: 5 * hour,
    entrypoint: ['docker-entrypoint.sh'],
    command: ['postgres'],
    memoryLimit: gib,
    ports: [{ container: 5432, protocol: 'tcp', host: 5433, ip: '127.0.0.1' }],
    mounts: [{ type: 'volume', source: 'ledger_pgdata', target: '/var/lib/postgresql/data' }],
    health: check('pg_isready -U ledger'),
    load: load(0.4, 254 * mib, { read: 8000, write: 24_000, pids: 11 }),
    processes: [{ user: 'postgres', command: 'postgres' }],
    logWriter: postgresWriter,
    logPace: pace(500, 5 * hour, 22_000),
    inside: { ...postgresInside, distro: 'debian' },
  }),
  ledger({
    name: 'ledger-worker',
    ip: '172.21.0.5',
    image: 'ledger/worker:0.9.3',
    state: 'restarting',
    restartPolicy: 'always',
    createdAgo: 6 * minute,
    startedAgo: 12 * second,
    finishedAgo: 9 * second,
    exitCode: 1,
    restartCount: 4,
    command: ['python3', '-m', 'ledger.worker'],
    workingDir: '/app',
    memoryLimit: 256 * mib,
    mounts: [{ type: 'volume', source: 'ledger_imports', target: '/app/imports' }],
    load: load(6, 48 * mib),
    logWriter: crashWriter,
    logPace: pace(20, 6 * minute, 700),
    crashLoop: { upMs: 3 * second, downMs: 17 * second, exitCode: 1 },
    inside: pythonInside,
  }),
];
