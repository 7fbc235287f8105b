import { usualSilence } from '#main/engine/api/silence';
import { errorText } from '#shared/errors';
import type { ContainerId, EngineId, SessionId, TaskId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import { startContainer, stopContainer } from '#tools/engine-sim/engine/lifecycle';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { smallWorld } from '#tools/engine-sim/world/small-world';
import { liveEngine, linesOf, openPageIn, type Page, type } from '../support/page';
import { until } from '../support/wait';

/** The kinds of streams that a fault is tried on. */
export const kinds = ['list', 'events', 'logs', 'exec', 'stats', 'pull'] as const;
export type Kind = (typeof kinds)[number];

/** Which requests carry a kind. */
export const pathOf: Readonly<Record<Kind, RegExp>> = {
  list: /^\/containers\/json$/,
  events: /^\/events$/,
  logs: /\/logs$/,
  exec: /^\/exec\/[^/]+\/start$/,
  stats: /\/stats$/,
  pull: /^\/images\/create$/,
};

/** A page that is live on a scripted engine of its own. */
export interface Desk {
  readonly sim: Sim;
  readonly page: Page;
  readonly engineId: EngineId;
  /** What the connection said whenever it was not well, in order. */
  readonly troubles: string[];
  close(): Promise<void>;
}

/** Stands for the minutes that a pull may be silent; longer than any pause of the scripted engine. */
const silenceMs = 3_000;

/** Opens one over TCP, because a unix socket knows no reset. The caller closes it. */
export async function openDesk(): Promise<Desk> {
  const small = smallWorld();
  // So much of a label that the list of this container alone is long enough to come in chunks.
  const containers = small.containers.map((each) =>
    each.name === 'job' ? { ...each, labels: { note: 'n'.repeat(4000) } } : each,
  );
  const sim = await startSim({ pace: 0.02, world: { ...small, containers }, tcp: true });
  const env = { DOCKER_HOST: sim.address };
  const world = { env, home: '/nonexistent', platform: process.platform, uid: 0 };
  const page = openPageIn(world, {}, { ...usualSilence, transfer: silenceMs });
  const engineId = await liveEngine(page);
  const troubles: string[] = [];
  const { connections } = page.core.engines;
  connections.subscribe(() => {
    const model = connections.get(engineId);
    if (!model || ['live', 'probing', 'syncing'].includes(model.phase)) return;
    const text = model.error ? `${model.phase}: ${errorText(model.error)}` : model.phase;
    if (troubles.at(-1) !== text) troubles.push(text);
  });
  return {
    sim,
    page,
    engineId,
    troubles,
    close: async () => {
      await page.close();
      await sim.close();
    },
  };
}

/** Whether a stream is opened into a harm, or hit by it. */
export type When = 'before' | 'during';

/** One stream of a kind, as a person sees it. */
export interface Probe {
  /** Opens it, or opens it again; the events of a connection are opened again only before a harm. */
  open(when: When): Promise<void>;
  /** Makes something happen at the engine that it should show. */
  poke(): Promise<void>;
  /** True once it shows what happened last. */
  healthy(): boolean;
  /** The sentence with which it ended; undefined while it goes on. */
  ended(): string | undefined;
  /** What it said in between. */
  notices(): readonly string[];
}

/** Makes the probe of a kind. */
export function probe(kind: Kind, desk: Desk): Probe {
  switch (kind) {
    case 'list':
    case 'events':
      return listProbe(kind, desk);
    case 'logs':
      return logProbe(desk);
    case 'exec':
      return shellProbe(desk);
    case 'stats':
      return statsProbe(desk);
    case 'pull':
      return pullProbe(desk);
  }
}

const idOf = ({ sim }: Desk, name: string): ContainerId => sim.engine.container(name).id as ContainerId;

/** A container that starts and stops behind the API: told by events, shown by the list. */
function listProbe(kind: 'list' | 'events', desk: Desk): Probe {
  const { sim, page, engineId } = desk;
  const rows = page.follow('containers.list', { engineId });
  return {
    open: async (when) => {
      if (kind === 'list' || when === 'during') return;
      // The events stream is opened when a connection is made, so it is made again; that alone is no trouble.
      sim.faults.dropConnections();
      await until('the connection to be lost', () => desk.troubles.length > 0);
      desk.troubles.length = 0;
      const { connections } = page.core.engines;
      const live = (): boolean => connections.get(engineId)?.phase === 'live';
      await until('it to be made again, or not', () => live() || desk.troubles.length > 0);
    },
    poke: async () => {
      const job = sim.engine.container('job');
      if (job.state === 'running') await stopContainer(sim.engine, job, 10);
      else startContainer(sim.engine, job);
    },
    healthy: () => {
      const { containers } = sim.engine;
      const same = [...containers.values()].every(({ id, state }) => rows.get(id)?.state === state);
      return same && rows.size === containers.size;
    },
    ended: () => undefined,
    notices: () => [],
  };
}

function logProbe(desk: Desk): Probe {
  const { sim, page, engineId } = desk;
  let lines: string[] = [];
  let notices: string[] = [];
  let end: string | undefined;
  let mark = 0;
  return {
    open: () => {
      lines = [];
      end = undefined;
      page.client.open(
        'containers.logs',
        { engineId, id: idOf(desk, 'web'), tail: 10_000, follow: true },
        {
          onItem: (item, consumed) => {
            if (item.kind === 'notice') notices = [...notices, item.notice.text];
            else lines.push(...linesOf(item));
            consumed();
          },
          onEnd: (error) => {
            end = error ? errorText(error) : 'ended';
          },
        },
      );
      return Promise.resolve();
    },
    poke: () => {
      mark += 1;
      sim.engine.container('web').log.append(1, `mark ${mark}\n`);
      return Promise.resolve();
    },
    healthy: () => {
      const shown = lines.filter((line) => line === `mark ${mark}`).length;
      if (shown > 1) throw new Error(`A line was shown ${shown} times.`);
      return shown === 1;
    },
    ended: () => end,
    notices: () => notices,
  };
}

function shellProbe(desk: Desk): Probe {
  const { page, engineId } = desk;
  const sessions = page.follow('terminals.sessions', {});
  let text = '';
  let session: SessionId | undefined;
  let mark = 0;
  let refusal: string | undefined;
  let keys: (line: string) => Promise<void> = () => Promise.resolve();
  return {
    open: async () => {
      refusal = undefined;
      text = '';
      const started = await page.client.call('terminals.start', {
        engineId,
        containerId: idOf(desk, 'console'),
        containerName: 'console',
        columns: 80,
        rows: 24,
      });
      if (!started.ok) {
        refusal = errorText(started.error);
        return;
      }
      session = started.value.sessionId;
      const channel = page.client.open(
        'terminals.attach',
        { sessionId: session },
        {
          onItem: (bytes, consumed) => {
            text += new TextDecoder().decode(bytes);
            consumed();
          },
          onEnd: () => undefined,
        },
      );
      keys = (line) => type(channel, line);
    },
    poke: async () => {
      mark += 1;
      await Promise.race([keys(`echo m$((${mark}))k\r`), new Promise((done) => setTimeout(done, 200))]);
    },
    healthy: () => text.includes(`m${mark}k`),
    ended: () => {
      const known = session && sessions.get(session);
      return refusal ?? (known?.status === 'ended' ? (known.endReason ?? 'ended') : undefined);
    },
    notices: () => [],
  };
}

function statsProbe(desk: Desk): Probe {
  const { page, engineId } = desk;
  let samples: StatsSample[] = [];
  let end: string | undefined;
  let wanted = 0;
  return {
    open: () => {
      samples = [];
      end = undefined;
      page.client.open(
        'stats.samples',
        { engineId, ids: [idOf(desk, 'web')], history: 0 },
        {
          onItem: (items, consumed) => {
            samples.push(...items);
            consumed();
          },
          onEnd: (error) => {
            end = error ? errorText(error) : 'ended';
          },
        },
      );
      return Promise.resolve();
    },
    poke: () => {
      wanted = samples.length + 3;
      return Promise.resolve();
    },
    healthy: () => samples.length >= wanted && samples.at(-1)?.cpuPercent !== undefined,
    ended: () => end,
    notices: () => [],
  };
}

function pullProbe(desk: Desk): Probe {
  const { page, engineId } = desk;
  const tasks = page.follow('tasks.list', {});
  let task: TaskId | undefined;
  let refusal: string | undefined;
  let count = 0;
  return {
    open: async () => {
      count += 1;
      refusal = undefined;
      const started = await page.client.call('images.pull', { engineId, reference: `redis:${count}` });
      if (started.ok) task = started.value.taskId;
      else refusal = errorText(started.error);
    },
    poke: () => Promise.resolve(),
    healthy: () => task !== undefined && tasks.get(task)?.status === 'done',
    ended: () => {
      const known = task && tasks.get(task);
      if (refusal !== undefined) return refusal;
      return known?.status === 'failed' ? (known.error ? errorText(known.error) : 'failed') : undefined;
    },
    notices: () => [],
  };
}

/**
 * `unharmed`: it showed everything and said nothing. `mended`: it was harmed and came back by itself; what it said in the
 * meantime stands beside it, if it said anything. `told`: it ended with a sentence, and worked when asked again. `waits`:
 * from outside it is a stream on which nothing happens; opened again, it works.
 */
export type Outcome = 'unharmed' | 'mended' | 'told' | 'waits';

/** How one cell ended. */
export interface Ending {
  readonly outcome: Outcome;
  readonly said: string;
}

/** Does this to the engine; the answer takes it away again. */
export type Harm = (sim: Sim, path: RegExp) => (() => void) | Promise<() => void>;

/** Longer than a heartbeat that is missed twice, and than most deadlines. */
const signMs = 14_000;
const mendMs = 18_000;

/** Harms one stream of one kind and sees how it ends. Fails when it does not even work opened again. */
export async function runCell(kind: Kind, harm: Harm, when: When): Promise<Ending> {
  const desk = await openDesk();
  try {
    const each = probe(kind, desk);
    if (when === 'during') await workAtFirst(desk, each, kind);
    const lift = await harm(desk.sim, pathOf[kind]);
    if (when === 'before') await each.open(when);
    await each.poke();
    const sign = (): boolean =>
      each.ended() !== undefined || each.healthy() || each.notices().length > 0 || desk.troubles.length > 0;
    await inTime(sign, signMs);
    const words = (): string => desk.troubles[0] ?? each.notices().at(-1) ?? each.ended() ?? '';
    const unharmed = each.healthy() && words() === '';
    lift();
    if (unharmed) return { outcome: 'unharmed', said: '' };
    const came = await inTime(() => each.ended() !== undefined || each.healthy(), mendMs);
    const end = each.ended();
    if (came && end === undefined) return { outcome: 'mended', said: words() };
    const { connections } = desk.page.core.engines;
    await until('the engine to be live', () => connections.get(desk.engineId)?.phase === 'live', mendMs);
    await each.open('during');
    await each.poke();
    await until(`${kind}, opened again`, () => each.healthy());
    if (end === undefined) return { outcome: 'waits', said: words() };
    return { outcome: 'told', said: end === 'ended' ? (each.notices().at(-1) ?? '') : end };
  } finally {
    await desk.close();
  }
}

async function workAtFirst(desk: Desk, each: Probe, kind: Kind): Promise<void> {
  await each.open('during');
  if (kind === 'pull') {
    // It is harmed in its middle: it has nothing to show before its end.
    const { list } = desk.page.core.tasks;
    await until('the pull to begin', () => [...list.values()].some((task) => (task.layers?.length ?? 0) > 0));
    return;
  }
  await each.poke();
  await until(`${kind} to work at first`, () => each.healthy());
}

/** True once the condition holds, false when the time is over. */
function inTime(condition: () => boolean, limitMs: number): Promise<boolean> {
  return until('a sign', condition, limitMs).then(
    () => true,
    () => false,
  );
}
