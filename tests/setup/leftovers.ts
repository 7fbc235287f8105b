import { readFileSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { familyOf, signal, unmountBelow, waitGone } from './processes';
import { run } from './run';

/** Private engines live in folders of this name in the temporary directory. */
export const engineFolderPrefix = 'pilothouse-engine-';

const ownerFile = 'owner.json';

interface Owner {
  readonly pid: number;
  /** When that process began, in ticks since the machine did: a later process may have its pid. */
  readonly began: string;
  readonly netns: string | undefined;
}

/** Writes into an engine's folder whose it is. */
export async function markOwner(folder: string, netns: string | undefined): Promise<void> {
  const owner: Owner = { pid: process.pid, began: beganAt(process.pid) ?? '', netns };
  await writeFile(join(folder, ownerFile), JSON.stringify(owner));
}

/**
 * Ends and removes private engines whose test process was killed before it could stop them. Touches nothing without an
 * owner's mark, and nothing whose owner still runs.
 */
export async function endLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(engineFolderPrefix)) continue;
    const folder = join(tmpdir(), name);
    const owner = await readOwner(folder);
    if (owner === undefined || beganAt(owner.pid) === owner.began) continue;
    for (const pid of familyOf(folder)) signal(pid, 'SIGKILL');
    for (const pid of familyOf(folder)) await waitGone(pid, 2000);
    await unmountBelow(folder);
    if (owner.netns !== undefined) await run('ip', ['netns', 'delete', owner.netns]);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function readOwner(folder: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, ownerFile), 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

/** Field 22 of a process's stat; undefined where there is no such process. */
function beganAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
