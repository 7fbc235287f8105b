import type { Capability } from '#shared/model/capability';
import type { Container, ContainerAction } from '#shared/model/container';
import type { EngineConnection } from '#shared/model/engine';
import { missing } from '../engines';

/** One thing that can be done to containers, in the same words everywhere: menu, palette, bulk bar, Activity. */
export interface Verb {
  readonly action: ContainerAction;
  /** `Stop` */
  readonly label: string;
  /** `Stopped`, for outcomes. */
  readonly done: string;
  /** The single key in a list, shown in menus. */
  readonly key?: string;
  /** What an engine must have for it. */
  readonly needs?: Capability;
  /** Which containers it makes sense for. */
  readonly applies: (container: Pick<Container, 'state'>) => boolean;
}

const alive = ({ state }: Pick<Container, 'state'>): boolean =>
  state === 'running' || state === 'paused' || state === 'restarting';

/** Every verb, keyed by action. */
export const verbs: Readonly<Record<ContainerAction, Verb>> = {
  start: {
    action: 'start',
    label: 'Start',
    done: 'Started',
    key: 'S',
    applies: ({ state }) => state === 'created' || state === 'exited' || state === 'unknown',
  },
  stop: { action: 'stop', label: 'Stop', done: 'Stopped', key: 'S', applies: alive },
  restart: {
    action: 'restart',
    label: 'Restart',
    done: 'Restarted',
    key: 'R',
    applies: ({ state }) => state === 'running' || state === 'exited' || state === 'restarting',
  },
  pause: {
    action: 'pause',
    label: 'Pause',
    done: 'Paused',
    key: 'P',
    needs: 'pause',
    applies: ({ state }) => state === 'running',
  },
  unpause: {
    action: 'unpause',
    label: 'Unpause',
    done: 'Unpaused',
    key: 'P',
    needs: 'pause',
    applies: ({ state }) => state === 'paused',
  },
  kill: { action: 'kill', label: 'Kill', done: 'Killed', applies: alive },
  remove: {
    action: 'remove',
    label: 'Remove',
    done: 'Removed',
    key: 'Del',
    applies: ({ state }) => state !== 'removing',
  },
};

/** Why an engine cannot do it at all, as a sentence; undefined where it can. */
export function verbMissing(engine: EngineConnection, { needs }: Verb): string | undefined {
  return needs === undefined ? undefined : missing(engine, needs);
}

/** How many of a selection each verb would reach, in the order of the bulk bar; verbs that reach none are left out. */
export function bulkVerbs(
  containers: readonly Pick<Container, 'state'>[],
): readonly { readonly verb: Verb; readonly count: number }[] {
  const order: readonly ContainerAction[] = [
    'stop',
    'start',
    'restart',
    'unpause',
    'pause',
    'kill',
    'remove',
  ];
  const counted = order.map((action) => {
    const verb = verbs[action];
    return { verb, count: containers.filter(verb.applies).length };
  });
  return counted.filter(({ count }) => count > 0);
}

/** "2 running, 1 exited": the states of a selection in words, most frequent first. */
export function stateSummary(containers: readonly Pick<Container, 'state'>[]): string {
  const counts = new Map<string, number>();
  for (const { state } of containers) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([state, amount]) => `${amount} ${state}`)
    .join(', ');
}

/** Signals that the kill menu offers, the usual one first. */
export const killSignals: readonly { readonly signal: string; readonly hint: string }[] = [
  { signal: 'KILL', hint: 'ends it at once' },
  { signal: 'TERM', hint: 'asks it to end' },
  { signal: 'INT', hint: 'as Ctrl+C does' },
  { signal: 'QUIT', hint: 'often dumps its stacks' },
  { signal: 'HUP', hint: 'often reloads its settings' },
  { signal: 'USR1', hint: 'its own meaning' },
  { signal: 'USR2', hint: 'its own meaning' },
];

/** The same action for a terminal: names where they are safe there, quoted where not. */
export function dockerCommand(action: ContainerAction, names: readonly string[], signal?: string): string {
  const words = ['docker', ...(action === 'remove' ? ['rm'] : [action])];
  if (action === 'kill' && signal !== undefined && signal !== 'KILL') words.push('--signal', signal);
  return [...words, ...names.map(shellWord)].join(' ');
}

/** A word for a POSIX shell. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_./:@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
