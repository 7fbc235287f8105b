import type { Container, ContainerAction } from '#shared/model/container';

/** The shape of a container's state; the same names as the glyphs of the design. */
export type StatusShape =
  | 'running'
  | 'healthy'
  | 'starting'
  | 'unhealthy'
  | 'paused'
  | 'restarting'
  | 'exited'
  | 'failed'
  | 'dead'
  | 'created'
  | 'unknown'
  | 'busy';

/** Shape and exact words of a state, and whether it asks for somebody's attention. */
export interface Status {
  readonly shape: StatusShape;
  readonly words: string;
  /** Words in the state's colour: anything that is not plain well or plain off. */
  readonly loud: boolean;
}

type StatusFacts = Pick<Container, 'state' | 'health' | 'failedChecks' | 'exitCode' | 'oomKilled'>;

/** What a list row and a badge say about a container. The words are exact: they are what tests and people look for. */
export function statusOf(container: StatusFacts): Status {
  switch (container.state) {
    case 'running':
      return runningStatus(container);
    case 'paused':
      return { shape: 'paused', words: 'Paused', loud: true };
    case 'restarting':
      return { shape: 'restarting', words: 'Restarting', loud: true };
    case 'removing':
      return { shape: 'busy', words: 'Removing', loud: false };
    case 'created':
      return { shape: 'created', words: 'Created', loud: false };
    case 'dead':
      return { shape: 'dead', words: 'Dead', loud: true };
    case 'unknown':
      return { shape: 'unknown', words: 'Unknown', loud: false };
    case 'exited': {
      const code = container.exitCode;
      const words = code === undefined ? 'Exited' : `Exited (${code})`;
      if (container.oomKilled) return { shape: 'failed', words: `${words}, out of memory`, loud: true };
      return code === undefined || code === 0
        ? { shape: 'exited', words, loud: false }
        : { shape: 'failed', words, loud: true };
    }
  }
}

function runningStatus({ health, failedChecks }: StatusFacts): Status {
  switch (health) {
    case 'none':
      return { shape: 'running', words: 'Running', loud: false };
    case 'healthy':
      return { shape: 'healthy', words: 'Running, healthy', loud: false };
    case 'starting':
      return { shape: 'starting', words: 'Starting, health unknown', loud: false };
    case 'unhealthy': {
      const checks = failedChecks ?? 0;
      const words =
        checks === 0 ? 'Unhealthy' : `Unhealthy, ${checks} failed ${checks === 1 ? 'check' : 'checks'}`;
      return { shape: 'unhealthy', words, loud: true };
    }
  }
}

/** The words of a row while something is being done to it. */
export const busyWords: Readonly<Record<ContainerAction, string>> = {
  start: 'Starting',
  stop: 'Stopping',
  restart: 'Restarting',
  pause: 'Pausing',
  unpause: 'Unpausing',
  kill: 'Killing',
  remove: 'Removing',
};

/** Its processes exist, paused ones included: what the "Running" filter and the group counts count. */
export function isRunning(container: Pick<Container, 'state'>): boolean {
  return container.state === 'running';
}

/** Something is wrong with it: ill, restarting, dead, or ended with a code other than 0. */
export function needsAttention(container: StatusFacts): boolean {
  const { shape } = statusOf(container);
  return shape === 'unhealthy' || shape === 'restarting' || shape === 'dead' || shape === 'failed';
}

const rank: Readonly<Record<StatusShape, number>> = {
  failed: 0,
  dead: 1,
  unhealthy: 2,
  restarting: 3,
  busy: 4,
  starting: 5,
  paused: 6,
  running: 7,
  healthy: 8,
  created: 9,
  exited: 10,
  unknown: 11,
};

/** Order of a column sorted by status: what needs attention first. */
export function statusRank(container: StatusFacts): number {
  return rank[statusOf(container).shape];
}
