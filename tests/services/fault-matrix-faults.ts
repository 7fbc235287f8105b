import type { FaultAction } from '#tools/engine-sim/http/faults';
import type { Harm, Kind, Outcome, When } from './fault-matrix-kinds';

/** Does this to every request of the kind, until it is taken away. */
const rule =
  (action: FaultAction): Harm =>
  (sim, path) =>
    sim.faults.add({ path, action });

const answer = (status: number, body: unknown): Harm => rule({ kind: 'answer', status, body });

const restart =
  (newIds: boolean): Harm =>
  async (sim) => {
    await sim.faults.kill();
    await sim.faults.restart({ newIds });
    return () => undefined;
  };

/** The list is right again before or after the connection says that something is wrong. */
const spared: readonly [Outcome, Outcome] = ['unharmed', 'mended'];

/** Something of it came before it broke off, or nothing did. */
const begun: readonly [Outcome, Outcome] = ['mended', 'told'];

export interface Row {
  readonly fault: string;
  readonly harm: Harm;
  readonly when: When;
  /** How each kind ends, in their order. Two where the moment decides which. */
  readonly ends: readonly (Outcome | readonly [Outcome, Outcome])[];
  /** Kinds that nothing need be said of, because a person misses nothing, or cannot tell it from a quiet stream. */
  readonly quiet?: readonly Kind[];
}

/** The next sample comes within seconds. */
const sampled: readonly Kind[] = ['stats'];

/** A log on which nothing comes is what a quiet program's looks like; it is asked after by itself. */
const unheard: readonly Kind[] = ['stats', 'logs'];

/** Every fault, and how each kind of stream ends under it. */
export const faults: readonly Row[] = [
  {
    fault: 'reset at byte 10',
    ends: ['mended', 'mended', 'told', 'told', 'mended', 'told'],
    quiet: sampled,
    when: 'before',
    harm: rule({ kind: 'reset', bytes: 10, from: 'body' }),
  },
  {
    fault: 'half-closed after the head',
    ends: ['mended', 'mended', 'told', 'told', 'mended', 'told'],
    quiet: sampled,
    when: 'before',
    harm: rule({ kind: 'half-close', bytes: 0, from: 'body' }),
  },
  {
    fault: 'ended at byte 10',
    ends: ['mended', 'mended', 'told', 'told', 'mended', 'told'],
    quiet: sampled,
    when: 'before',
    harm: rule({ kind: 'truncate', bytes: 10, from: 'body' }),
  },
  {
    fault: 'stalled at byte 10',
    ends: ['mended', 'unharmed', 'waits', 'told', 'mended', 'told'],
    quiet: unheard,
    when: 'before',
    harm: rule({ kind: 'stall', bytes: 10, from: 'body' }),
  },
  {
    fault: 'slow, 20 kB a second',
    ends: ['unharmed', 'unharmed', 'unharmed', 'unharmed', 'unharmed', 'unharmed'],
    when: 'before',
    harm: rule({ kind: 'slow', bytesPerSecond: 20_000 }),
  },
  {
    fault: 'chunk cut',
    ends: ['mended', 'mended', 'mended', 'unharmed', 'mended', 'told'],
    quiet: sampled,
    when: 'before',
    harm: rule({ kind: 'chunk', how: 'cut', at: 0 }),
  },
  {
    fault: 'chunk length too long',
    // Each stream breaks after its first sample; rates are made over the time between two of them.
    ends: ['mended', 'mended', begun, 'unharmed', spared, 'told'],
    quiet: sampled,
    when: 'before',
    harm: rule({ kind: 'chunk', how: 'longer', at: 0 }),
  },
  {
    fault: 'chunk length no number',
    ends: ['mended', 'mended', 'told', 'unharmed', 'mended', 'told'],
    quiet: sampled,
    when: 'before',
    harm: rule({ kind: 'chunk', how: 'garbage', at: 0 }),
  },
  {
    fault: 'status 404',
    ends: ['mended', 'mended', 'told', 'told', 'mended', 'told'],
    quiet: sampled,
    when: 'before',
    harm: answer(404, { message: 'there is nothing' }),
  },
  {
    fault: 'status 409',
    ends: ['mended', 'mended', 'told', 'told', 'mended', 'told'],
    quiet: sampled,
    when: 'before',
    harm: answer(409, { message: 'it is busy' }),
  },
  {
    fault: 'status 500',
    ends: ['mended', 'mended', 'told', 'told', 'mended', 'told'],
    quiet: sampled,
    when: 'before',
    harm: answer(500, { message: 'the store is locked' }),
  },
  {
    fault: 'wrong JSON',
    ends: ['mended', 'mended', 'mended', 'told', 'mended', 'told'],
    quiet: unheard,
    when: 'before',
    harm: answer(200, '[{"Id":'),
  },
  {
    fault: 'bytes that are not HTTP',
    ends: ['mended', 'mended', 'told', 'told', 'mended', 'told'],
    quiet: sampled,
    when: 'before',
    harm: rule({ kind: 'garbage', bytes: 'SSH-2.0-x\r\n' }),
  },
  {
    fault: 'never answers',
    ends: ['mended', 'unharmed', 'waits', 'told', 'mended', 'told'],
    quiet: unheard,
    when: 'before',
    harm: rule({ kind: 'hang' }),
  },
  {
    fault: 'hangs after accept',
    ends: [spared, 'mended', 'waits', 'told', 'mended', 'told'],
    when: 'before',
    harm: (sim) => {
      sim.faults.connectionsWill('hang');
      return () => sim.faults.connectionsWill('serve');
    },
  },
  {
    fault: 'events dropped',
    ends: [spared, spared, 'unharmed', 'unharmed', 'unharmed', 'unharmed'],
    when: 'during',
    harm: (sim) => {
      sim.faults.tamperEvents(() => 'drop');
      return () => sim.faults.tamperEvents(() => 'pass');
    },
  },
  {
    fault: 'events twice',
    ends: ['unharmed', 'unharmed', 'unharmed', 'unharmed', 'unharmed', 'unharmed'],
    when: 'during',
    harm: (sim) => {
      sim.faults.tamperEvents(() => 'duplicate');
      return () => sim.faults.tamperEvents(() => 'pass');
    },
  },
  {
    fault: 'clock an hour ahead',
    ends: ['unharmed', 'unharmed', 'unharmed', 'unharmed', 'unharmed', 'unharmed'],
    when: 'during',
    harm: (sim) => {
      sim.faults.shiftClock(3_600_000);
      return () => sim.faults.shiftClock(0);
    },
  },
  {
    fault: 'every connection broken',
    ends: ['mended', 'mended', 'mended', 'told', 'mended', 'told'],
    when: 'during',
    harm: (sim) => {
      sim.faults.dropConnections();
      return () => undefined;
    },
  },
  {
    fault: 'killed and restarted',
    ends: ['mended', 'mended', 'mended', 'told', 'mended', 'told'],
    when: 'during',
    harm: restart(false),
  },
  {
    fault: 'restarted with other ids',
    ends: ['mended', 'mended', 'told', 'told', 'waits', 'told'],
    when: 'during',
    harm: restart(true),
  },
];
