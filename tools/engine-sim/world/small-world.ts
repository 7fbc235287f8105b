import {
  alpineInside,
  builtInNetworks,
  container,
  day,
  hour,
  image,
  minute,
  network,
  second,
  volume,
  world,
} from './builders';
import { countingWriter } from './log-writers';
import type { World } from './model';

/** `web`'s name in this world, for tests: running, with ports, a volume and a log on both streams. */
export const smallNames = {
  web: 'web',
  /** Running with a terminal: its bytes are never framed. */
  console: 'console',
  /** Ended with 3. */
  job: 'job',
  /** Never started. */
  spare: 'spare',
  /** Its command is the word `true`, which some engines write as a boolean. */
  truth: '12345',
} as const;

/**
 * A world of five containers that every API version can say: nothing in it depends on labels or on states that came
 * later. A test sees starts, logs and ends.
 */
export function smallWorld(seed = 1): World {
  return world({
    seed,
    containers: [
      container({
        name: smallNames.web,
        image: 'nginx:1.29-alpine',
        command: ['nginx', '-g', 'daemon off;'],
        labels: { tier: 'front' },
        createdAgo: 3 * hour,
        memoryLimit: 256 * 1024 * 1024,
        ports: [
          { container: 80, protocol: 'tcp', host: 8080, ip: '0.0.0.0' },
          { container: 443, protocol: 'tcp' },
        ],
        mounts: [
          { type: 'volume', source: 'web_data', target: '/usr/share/nginx/html' },
          { type: 'bind', source: '/srv/conf', target: '/etc/nginx/conf.d', readOnly: true },
        ],
        linkedAs: ['/console/front'],
        logWriter: countingWriter(),
        logPace: { backlogLines: 60, backlogMs: 30 * minute, liveGapMs: 2 * second },
      }),
      container({
        name: smallNames.console,
        tty: true,
        openStdin: true,
        createdAgo: 2 * hour,
        networks: [{ name: 'bridge', address: '172.17.0.3' }],
        logWriter: countingWriter(),
        logPace: { backlogLines: 20, backlogMs: 10 * minute, liveGapMs: 20 * second },
      }),
      container({
        name: smallNames.job,
        command: ['/bin/sh', '-c', 'exit 3'],
        state: 'exited',
        exitCode: 3,
        createdAgo: 5 * hour,
        startedAgo: 5 * hour,
        finishedAgo: 4 * hour,
        logWriter: countingWriter(),
        logPace: { backlogLines: 10, backlogMs: 10 * minute, liveGapMs: minute },
      }),
      container({ name: smallNames.spare, state: 'created', createdAgo: 6 * hour }),
      container({
        name: smallNames.truth,
        command: ['true'],
        state: 'exited',
        createdAgo: day,
        startedAgo: day,
        finishedAgo: day,
      }),
    ],
    images: [
      image('alpine:3.22', 8_300_000, 56 * day, { inside: alpineInside }),
      image('nginx:1.29-alpine', 52_000_000, 20 * day, { tags: ['nginx:1.29-alpine', 'me/web:stable'] }),
      image('', 4_100_000, 90 * day, { tags: [], layers: 2 }),
    ],
    volumes: [volume('web_data', 12_000_000), volume('left_over', 3_000_000)],
    networks: [...builtInNetworks, network('backend', 30)],
  });
}
