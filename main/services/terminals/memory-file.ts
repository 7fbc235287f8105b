import { z } from 'zod';
import type { ContainerId, EngineId, SessionId } from '#shared/model/ids';
import type { TerminalDefaults, TerminalProgram, TerminalSession } from '#shared/model/terminal';

/** Everything that is kept of terminals over restarts; no environment and no output. */
export interface TerminalMemory {
  /** Shells by id of an image, the last used at the end. */
  readonly shells: ReadonlyMap<string, readonly string[]>;
  /** By reference of an image without its tag where that is known, by its id otherwise. */
  readonly defaults: ReadonlyMap<string, TerminalDefaults>;
  readonly sessions: readonly SavedSession[];
}

/** What of a session is kept. */
export type SavedSession = Pick<
  TerminalSession,
  | 'id'
  | 'engineId'
  | 'containerId'
  | 'containerName'
  | 'program'
  | 'settings'
  | 'ownEnvironment'
  | 'shell'
  | 'tty'
  | 'startedAt'
>;

/** What holds where nothing was kept. */
export const emptyMemory: TerminalMemory = { shells: new Map(), defaults: new Map(), sessions: [] };

/** More is not kept; the oldest go first. */
export const memoryLimits = { shells: 500, defaults: 500, sessions: 64 } as const;

const version = 1;
const text = (max: number) => z.string().min(1).max(max);
const settings = z.object({
  user: text(200).optional(),
  folder: text(1024).optional(),
  privileged: z.boolean().optional(),
});
const program = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shell'), path: text(1024).optional() }),
  z.object({ kind: z.literal('command'), command: z.array(z.string().max(4096)).min(1).max(200) }),
  z.object({ kind: z.literal('attach') }),
  z.object({ kind: z.literal('debug'), image: text(512) }),
]) satisfies z.ZodType<TerminalProgram>;
const session = z.object({
  id: text(64),
  engineId: text(64),
  containerId: z.string().regex(/^[0-9a-f]{12,64}$/),
  containerName: text(1024),
  program,
  settings,
  ownEnvironment: z.boolean(),
  shell: z.string().max(1024),
  tty: z.boolean(),
  startedAt: z.number(),
});
const file = z.object({
  version: z.literal(version),
  shells: z.array(z.tuple([text(200), z.array(text(1024)).min(1).max(20)])),
  defaults: z.array(
    z.tuple([text(600), settings.extend({ shell: text(1024).optional(), command: text(16_000).optional() })]),
  ),
  sessions: z.array(z.unknown()),
});

/** Reads the text of the file; undefined where it is broken, or of another version. A session that is odd is dropped. */
export function readMemory(source: string): TerminalMemory | undefined {
  try {
    const read = file.safeParse(JSON.parse(source));
    if (!read.success) return undefined;
    return {
      shells: new Map(read.data.shells.slice(-memoryLimits.shells)),
      defaults: new Map(read.data.defaults.slice(-memoryLimits.defaults)),
      sessions: read.data.sessions.slice(-memoryLimits.sessions).flatMap((raw) => {
        const each = session.safeParse(raw);
        if (!each.success) return [];
        const { id, engineId, containerId } = each.data;
        return [
          {
            ...each.data,
            id: id as SessionId,
            engineId: engineId as EngineId,
            containerId: containerId as ContainerId,
          },
        ];
      }),
    };
  } catch {
    return undefined;
  }
}

/** The text of the file. */
export function writeMemory({ shells, defaults, sessions }: TerminalMemory): string {
  const kept = { version, shells: [...shells], defaults: [...defaults], sessions };
  return `${JSON.stringify(kept)}\n`;
}

/** What of a model is kept. */
export function savedOf(model: TerminalSession): SavedSession {
  const { id, engineId, containerId, containerName, ownEnvironment, shell, tty, startedAt } = model;
  const { program: runs, settings: as } = model;
  return {
    id,
    engineId,
    containerId,
    containerName,
    program: runs,
    settings: as,
    ownEnvironment,
    shell,
    tty,
    startedAt,
  };
}
