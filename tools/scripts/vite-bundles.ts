import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { InlineConfig } from 'vite';
import { inRepo, repoRoot } from './paths';

/** Main runs on Electron's Node and, in the Chromium host, on the developer's: the older one sets the target. */
const nodeTarget = 'node20';
const chromiumTarget = 'chrome140';

const quiet = { configFile: false, root: repoRoot, logLevel: 'warn', clearScreen: false } as const;

/** One CommonJS file of node code, with all packages but Electron bundled into it. */
export function nodeBundle(entry: string, outFile: string, target: string = nodeTarget): InlineConfig {
  return {
    ...quiet,
    ssr: { noExternal: true, target: 'node' },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      ssr: entry,
      target,
      outDir: dirname(outFile),
      emptyOutDir: true,
      minify: false,
      sourcemap: false,
      copyPublicDir: false,
      reportCompressedSize: false,
      rolldownOptions: {
        external: ['electron', /^node:/, ...builtinModules],
        output: {
          format: 'cjs',
          entryFileNames: outFile.slice(dirname(outFile).length + 1),
          codeSplitting: false,
        },
      },
    },
  };
}

/** The sandboxed preload may load one CommonJS file and `electron`, no Node modules. */
export function preloadBundle(entry: string, outFile: string): InlineConfig {
  return nodeBundle(entry, outFile, chromiumTarget);
}

/**
 * The page. Served at the root of `app://pilothouse/` under a policy of `'self'`, so nothing is inlined:
 * no script, no style, no font and no worker becomes a `data:` or `blob:` URL.
 */
export function rendererBundle(root: string, outDir: string): InlineConfig {
  return {
    ...quiet,
    root,
    base: './',
    plugins: [react()],
    worker: { format: 'es' },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      target: chromiumTarget,
      outDir,
      emptyOutDir: true,
      sourcemap: false,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 4096,
      rolldownOptions: { input: join(root, 'index.html') },
    },
  };
}

/** A page script without a file of its own: the text of one immediately called function. */
export function pageScriptBundle(entry: string): InlineConfig {
  return {
    ...quiet,
    build: {
      write: false,
      target: chromiumTarget,
      minify: false,
      copyPublicDir: false,
      reportCompressedSize: false,
      lib: { entry, formats: ['iife'], name: 'chromiumHost', fileName: 'page' },
    },
  };
}

export const sourceFolders = {
  main: ['main', 'shared'],
  preload: ['preload', 'shared'],
  renderer: ['renderer', 'shared', 'assets'],
  demo: ['tools/engine-sim', 'shared'],
} as const;

export type BundleName = keyof typeof sourceFolders;

/** How each bundle of the product is made. */
export function bundleConfig(name: BundleName): InlineConfig {
  switch (name) {
    case 'main':
      return nodeBundle(inRepo('main', 'app', 'index.ts'), inRepo('out', 'main', 'index.cjs'));
    case 'preload':
      return preloadBundle(inRepo('preload', 'index.ts'), inRepo('out', 'preload', 'index.cjs'));
    case 'renderer':
      return rendererBundle(inRepo('renderer'), inRepo('out', 'renderer'));
    case 'demo':
      return nodeBundle(inRepo('tools', 'engine-sim', 'main.ts'), inRepo('out', 'demo', 'index.cjs'));
  }
}
