import { day, gib, hour, mib, minute } from './builders';
import { bareInside, plainInside } from './demo-insides';
import { logfmtWriter } from './log-writers';
import type { ContainerSpec } from './model';
import { inProject, load, pace } from './demo-parts';

const watch = (spec: Parameters<typeof inProject>[2]): ContainerSpec =>
  inProject('observability', 'stack.yaml', spec);

/** The monitoring stack, whose collector ran out of memory. */
export const observability: readonly ContainerSpec[] = [
  watch({
    name: 'grafana',
    ip: '172.22.0.2',
    image: 'grafana/grafana:12.2.0',
    createdAgo: 6 * day,
    entrypoint: ['/run.sh'],
    command: [],
    user: '472',
    workingDir: '/usr/share/grafana',
    ports: [{ container: 3000, protocol: 'tcp', host: 3001 }],
    mounts: [{ type: 'volume', source: 'observability_grafana', target: '/var/lib/grafana' }],
    load: load(2.3, 143 * mib, { rx: 9000, tx: 22_000, pids: 18 }),
    processes: [{ user: '472', command: 'grafana server --homepath=/usr/share/grafana' }],
    logWriter: logfmtWriter('grafana'),
    logPace: pace(1500, 12 * hour, 5000),
    inside: plainInside,
  }),
  watch({
    name: 'loki',
    ip: '172.22.0.3',
    image: 'grafana/loki:3.5.5',
    createdAgo: 6 * day,
    command: ['-config.file=/etc/loki/local-config.yaml'],
    entrypoint: ['/usr/bin/loki'],
    user: '10001',
    memoryLimit: gib,
    ports: [{ container: 3100, protocol: 'tcp', host: 3101, ip: '127.0.0.1' }],
    mounts: [{ type: 'volume', source: 'observability_loki', target: '/loki' }],
    load: load(7.9, 388 * mib, { rx: 190_000, tx: 40_000, read: 30_000, write: 900_000, pids: 21 }),
    processes: [{ user: '10001', command: '/usr/bin/loki -config.file=/etc/loki/local-config.yaml' }],
    logWriter: logfmtWriter('loki'),
    logPace: pace(2400, 6 * hour, 900),
    inside: bareInside,
  }),
  watch({
    name: 'otel-collector',
    ip: '',
    image: 'otel/collector-contrib:0.136.0',
    state: 'exited',
    createdAgo: 6 * day,
    startedAgo: 5 * hour,
    finishedAgo: 12 * minute,
    exitCode: 137,
    oomKilled: true,
    restartPolicy: 'no',
    memoryLimit: 256 * mib,
    entrypoint: ['/otelcol-contrib'],
    command: ['--config', '/etc/otelcol/config.yaml'],
    mounts: [{ type: 'volume', source: `a41f7c20${'7e'.repeat(28)}`, target: '/var/lib/otelcol' }],
    load: load(18, 230 * mib, { rx: 400_000, tx: 380_000 }),
    logWriter: logfmtWriter('otelcol'),
    logPace: pace(1600, 3 * hour, 600),
    inside: bareInside,
  }),
  watch({
    name: 'prometheus',
    ip: '172.22.0.5',
    image: 'prom/prometheus:v3.6.0',
    createdAgo: 6 * day,
    entrypoint: ['/bin/prometheus'],
    command: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/prometheus'],
    user: 'nobody',
    workingDir: '/prometheus',
    memoryLimit: gib,
    ports: [{ container: 9090, protocol: 'tcp', host: 9090, ip: '127.0.0.1' }],
    mounts: [{ type: 'volume', source: 'observability_prometheus', target: '/prometheus' }],
    load: load(4.1, 512 * mib, { rx: 210_000, tx: 30_000, read: 60_000, write: 480_000, pids: 15 }),
    processes: [{ user: 'nobody', command: '/bin/prometheus --config.file=/etc/prometheus/prometheus.yml' }],
    logWriter: logfmtWriter('prometheus'),
    logPace: pace(1300, 12 * hour, 4000),
    inside: plainInside,
  }),
];
