import { readFile, stat } from 'node:fs/promises';

/**
 * Name of the group that may open a socket file; undefined where it cannot be told. A group without a name is given as
 * its number.
 */
export async function socketGroup(path: string): Promise<string | undefined> {
  try {
    const { gid } = await stat(path);
    return groupName(await readFile('/etc/group', 'utf8'), gid) ?? String(gid);
  } catch {
    return undefined;
  }
}

/** Finds a group's name in the text of /etc/group. */
export function groupName(groups: string, gid: number): string | undefined {
  for (const line of groups.split('\n')) {
    const [name, , number] = line.split(':');
    if (name !== undefined && name !== '' && number === String(gid)) return name;
  }
  return undefined;
}
