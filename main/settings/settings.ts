import { z } from 'zod';
import type { ConnectionDraft } from '#shared/model/connection';

/** A connection as the settings file keeps it, in the order of the file. */
export interface SavedConnection {
  readonly draft: ConnectionDraft;
  /** Epoch ms at which it was last live, and what answered. */
  readonly lastConnected?:
    | { readonly at: number; readonly release: string; readonly api: string }
    | undefined;
}

/** Everything that the settings file keeps. */
export interface Settings {
  readonly connections: readonly SavedConnection[];
  /** Entries of connections that this version cannot read; written back as they are. */
  readonly unreadable: readonly unknown[];
}

/** What holds where there is no file yet, or none that can be read. */
export const defaultSettings: Settings = { connections: [], unreadable: [] };

/** The version that this program writes; a file of a newer one is not read, and not overwritten either. */
const version = 1;
/** More connections than that are not kept. */
export const maxConnections = 200;
/** Longest name of a connection. */
export const maxNameLength = 80;

const draft = z.object({
  name: z.string().min(1).max(maxNameLength),
  address: z.string().min(1).max(500),
  tls: z.object({ folder: z.string().max(1000) }).optional(),
  ssh: z
    .object({ identity: z.string().max(1000) })
    .optional()
    .catch(undefined),
  colour: z.enum(['none', 'green', 'blue', 'orange', 'red']).catch('none'),
  band: z.string().max(24).catch(''),
  connect: z.enum(['at-start', 'on-request']).catch('at-start'),
  plainConsent: z.string().max(300).optional().catch(undefined),
});

const connection = z.object({
  draft,
  lastConnected: z
    .object({ at: z.number(), release: z.string().max(100), api: z.string().max(20) })
    .optional()
    .catch(undefined),
});

const file = z.object({
  version: z.literal(version),
  connections: z.array(z.unknown()),
});

/** Reads the text of a settings file; undefined where it is broken, or of another version. */
export function readSettings(text: string): Settings | undefined {
  try {
    const read = file.safeParse(JSON.parse(text));
    if (!read.success) return undefined;
    const entries = read.data.connections.map((raw) => ({ raw, read: connection.safeParse(raw) }));
    return {
      connections: entries.flatMap((entry) => (entry.read.success ? [entry.read.data] : [])),
      unreadable: entries.filter((entry) => !entry.read.success).map(({ raw }) => raw),
    };
  } catch {
    return undefined;
  }
}

/** The text of a settings file; undefined where it could not be read again as it is. */
export function writeSettings({ connections, unreadable }: Settings): string | undefined {
  if (connections.length > maxConnections) return undefined;
  if (connections.some((each) => !connection.safeParse(each).success)) return undefined;
  return `${JSON.stringify({ version, connections: [...connections, ...unreadable] }, null, 2)}\n`;
}
