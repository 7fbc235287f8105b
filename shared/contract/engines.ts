import { z } from 'zod';
import type { ConnectionDraft, ConnectionReport } from '../model/connection';
import type { DiscoveryAttempt, EngineConnection } from '../model/engine';
import type { EngineId } from '../model/ids';
import { call, deadline, watch } from './entry';
import { engineId, nothing } from './fields';

/** Lengths only; what the words mean is checked by main, which answers with one sentence for each field. */
const draft: z.ZodType<ConnectionDraft> = z.object({
  name: z.string().max(80),
  address: z.string().max(500),
  tls: z.object({ folder: z.string().max(1000) }).optional(),
  ssh: z.object({ identity: z.string().max(1000) }).optional(),
  colour: z.enum(['none', 'green', 'blue', 'orange', 'red']),
  band: z.string().max(24),
  connect: z.enum(['at-start', 'on-request']),
  plainConsent: z.string().max(300).optional(),
});

type Nothing = Record<string, never>;

export const enginesContract = {
  /** Keyed by engine id. */
  'engines.connections': watch(nothing).of<EngineConnection>(),
  /** Keyed by the order of looking, `00`, `01`, ... */
  'engines.discovery': watch(nothing).of<DiscoveryAttempt>(),
  /** Looks for engines again, or tries the given one again at once. */
  'engines.retry': call(z.object({ engineId: engineId.optional() }), deadline.start).returns<Nothing>(),
  /** Starts the demo engine as a process of its own and connects to it; the same id when it runs already. */
  'engines.startDemo': call(nothing, deadline.read).returns<{ readonly engineId: EngineId }>(),
  /**
   * Keeps a connection in the settings file: a new one without `engineId`, else the changed one. What is wrong with the
   * draft comes back as `invalid-input`, one issue for each field (`name`, `address`, `tls.folder`,
   * `ssh.identity`, `plainConsent`).
   */
  'engines.save': call(z.object({ engineId: engineId.optional(), draft }), deadline.read).returns<{
    readonly engineId: EngineId;
  }>(),
  /** Forgets a connection and ends it; nothing of the engine is touched. */
  'engines.remove': call(z.object({ engineId }), deadline.read).returns<Nothing>(),
  /** Puts the connections into this order; those that are not named keep theirs after them. */
  'engines.reorder': call(z.object({ order: z.array(engineId).max(200) }), deadline.read).returns<Nothing>(),
  /** Makes a connection that is made on request, or one that was ended. */
  'engines.connect': call(z.object({ engineId }), deadline.start).returns<Nothing>(),
  /** Ends a connection until it is asked for again; what was read stays to be looked at. */
  'engines.disconnect': call(z.object({ engineId }), deadline.start).returns<Nothing>(),
  /** Goes the way to an engine step by step, apart from any connection that stands; at most 30 s. */
  'engines.check': call(
    z.union([z.object({ engineId }), z.object({ draft })]),
    deadline.check,
  ).returns<ConnectionReport>(),
};
