import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const folder = '/etc/apt';

/** The Debian mirror that the system itself uses; undefined where it uses none. */
export async function debianMirror(): Promise<string | undefined> {
  const parts = await readdir(join(folder, 'sources.list.d')).catch((): string[] => []);
  const files = [join(folder, 'sources.list'), ...parts.map((name) => join(folder, 'sources.list.d', name))];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const found = mirrorIn(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Finds the first archive of Debian in either form of a sources file. */
export function mirrorIn(text: string): string | undefined {
  for (const line of text.split('\n')) {
    const found = /^(?:deb\s+(?:\[[^\]]*\]\s+)?|URIs:\s*)(https?:\/\/\S+\/debian)\/?(?:\s|$)/.exec(
      line.trim(),
    );
    if (found !== null) return found[1];
  }
  return undefined;
}
