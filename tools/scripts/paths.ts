import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The top folder of the repository. */
export const repoRoot: string = resolve(import.meta.dirname, '..', '..');

/** Absolute path of something below the top folder. */
export const inRepo = (...parts: readonly string[]): string => join(repoRoot, ...parts);

/** The four built things, as `npm run build` writes them. */
export const bundles = {
  main: inRepo('out', 'main', 'index.cjs'),
  preload: inRepo('out', 'preload', 'index.cjs'),
  renderer: inRepo('out', 'renderer', 'index.html'),
  demo: inRepo('out', 'demo', 'index.cjs'),
} as const;

/** Whether the module with this `import.meta.url` is the program that was started, not one that is imported. */
export const isProgram = (moduleUrl: string): boolean =>
  process.argv[1] !== undefined && pathToFileURL(process.argv[1]).href === moduleUrl;
