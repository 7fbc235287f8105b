import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EngineId } from '#shared/model/ids';
import type { StatsRecording } from '#shared/model/stats';
import { writeWhole } from '../../settings/write-whole';

/** Each costs a stream day and night. */
export const maxRecordings = 100;
/** Of recordings that were stopped so many are kept; the oldest go first. */
export const maxStopped = 200;
/** What was recorded is of no use any more when it is older than the history that a chart can show, in ms. */
export const keptMs = 24 * 3600 * 1000;

const name = 'recordings.json';
const schema = z.object({
  version: z.literal(1),
  recordings: z
    .array(
      z.object({
        engineId: z.string().min(1).max(64),
        containerName: z.string().min(1).max(1024),
        since: z.number(),
        stoppedAt: z.number().optional(),
      }),
    )
    .max(maxRecordings + maxStopped),
});

/** Reads which recordings there are; none where there is no list. A broken one is kept aside. */
export async function readRecordingList(folder: string): Promise<readonly StatsRecording[]> {
  const path = join(folder, name);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return [];
  }
  try {
    const { recordings } = schema.parse(JSON.parse(text));
    return recordings.map((each) => ({ ...each, engineId: each.engineId as EngineId }));
  } catch {
    await rename(path, `${path}.broken`).catch(() => undefined);
    return [];
  }
}

/** Writes the list; gives the sentence for a folder that does not take it. */
export async function writeRecordingList(
  folder: string,
  recordings: readonly StatsRecording[],
): Promise<string | undefined> {
  const path = join(folder, name);
  const kept = recordings.map(({ engineId, containerName, since, stoppedAt }) => ({
    engineId,
    containerName,
    since,
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
  }));
  try {
    await writeWhole(path, `${JSON.stringify({ version: 1, recordings: kept }, undefined, 2)}\n`);
    return undefined;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    return `The list of recordings ${path} could not be written (${code}). What is recorded holds until Pilothouse ends.`;
  }
}

/** Deletes files of samples that no recording names, once nothing in them is younger than a day. */
export async function pruneSamples(folder: string, used: ReadonlySet<string>): Promise<void> {
  const files = await readdir(folder).catch(() => []);
  for (const file of files) {
    const path = join(folder, file);
    if (!/\.samples(?:\.broken)?$/.test(file) || used.has(path)) continue;
    const facts = await stat(path).catch(() => undefined);
    if (facts !== undefined && Date.now() - facts.mtimeMs > keptMs)
      await rm(path, { force: true }).catch(() => undefined);
  }
}
