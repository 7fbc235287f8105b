import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build as viteBuild } from 'vite';
import { bundles, inRepo, isProgram, repoRoot } from './paths';
import { bundleConfig, type BundleName, sourceFolders } from './vite-bundles';

const isTest = (name: string): boolean => /\.test\.tsx?$/.test(name);

async function listFiles(folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !isTest(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A digest of path, size and time of everything that goes into a bundle, so that an unchanged one is not built again. */
async function fingerprint(name: BundleName): Promise<string> {
  const hash = createHash('sha256');
  const folders = await Promise.all(sourceFolders[name].map((folder) => listFiles(inRepo(folder))));
  const files = [
    ...folders.flat(),
    inRepo('package-lock.json'),
    inRepo('package.json'),
    inRepo('tools', 'scripts', 'vite-bundles.ts'),
  ];
  for (const file of files) {
    const { size, mtimeMs } = await stat(file);
    hash.update(`${relative(repoRoot, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

const stampFile = (name: BundleName): string => inRepo('out', '.stamps', name);

async function isFresh(name: BundleName, print: string): Promise<boolean> {
  if (!existsSync(bundles[name])) return false;
  return (await readFile(stampFile(name), 'utf8').catch(() => '')) === print;
}

/**
 * Builds those of the four bundles whose sources changed since the last build, side by side, into `out/`.
 * Gives the names of the ones that were built; fails with the bundler's own error.
 */
export async function build(
  names: readonly BundleName[] = ['main', 'preload', 'renderer', 'demo'],
): Promise<readonly BundleName[]> {
  await mkdir(inRepo('out', '.stamps'), { recursive: true });
  const built = await Promise.all(
    names.map(async (name) => {
      const print = await fingerprint(name);
      if (await isFresh(name, print)) return [];
      await viteBuild(bundleConfig(name));
      await writeFile(stampFile(name), print);
      return [name];
    }),
  );
  return built.flat();
}

async function main(): Promise<void> {
  const started = performance.now();
  const built = await build();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(built.length === 0 ? 'Nothing to build' : `Built ${built.join(', ')} in ${seconds} s`);
}

if (isProgram(import.meta.url)) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
