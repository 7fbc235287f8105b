import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

interface AsarNode {
  readonly files?: Readonly<Record<string, AsarNode>>;
  readonly offset?: string;
  readonly size?: number;
}

/** Files of an asar archive by their path, read in full. */
export async function readAsar(archive: string): Promise<ReadonlyMap<string, Buffer>> {
  const bytes = await readFile(archive);
  // Two pickles: the size of the header, then the header: its length as text, the text, padding.
  const headerSize = bytes.readUInt32LE(4);
  const text = bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString();
  const files = new Map<string, Buffer>();
  const walk = (node: AsarNode, path: string): void => {
    for (const [name, child] of Object.entries(node.files ?? {}))
      walk(child, path === '' ? name : `${path}/${name}`);
    if (node.files !== undefined) return;
    const start = 8 + headerSize + Number(node.offset ?? 0);
    files.set(path, bytes.subarray(start, start + (node.size ?? 0)));
  };
  walk(JSON.parse(text) as AsarNode, '');
  return files;
}

/** Writes files of an archive below a folder. */
export async function extract(files: ReadonlyMap<string, Buffer>, folder: string): Promise<void> {
  for (const [path, bytes] of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
}
