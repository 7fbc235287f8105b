import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build';
import { inRepo, isProgram, repoRoot } from './paths';

export interface PackageOptions {
  /** Only the unpacked folder, no installers: works offline when `electronDist` is given. */
  readonly dir: boolean;
  /** Folder with an unpacked Electron, or what stands in for it. Electron is downloaded without it. */
  readonly electronDist?: string;
  /** Where the result goes; `dist` without it. */
  readonly output?: string;
}

/** Packs what `out/` holds by electron-builder, on this terminal. Gives its exit code. */
export function packageApp(options: PackageOptions): Promise<number> {
  const args = [
    inRepo('node_modules', 'electron-builder', 'cli.js'),
    ...(options.dir ? ['--dir'] : []),
    ...['--config', inRepo('electron-builder.yml'), '--publish', 'never'],
    ...(options.electronDist === undefined ? [] : [`-c.electronDist=${resolve(options.electronDist)}`]),
    ...(options.output === undefined ? [] : [`-c.directories.output=${resolve(options.output)}`]),
  ];
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, args, { cwd: repoRoot, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => done(code ?? 1));
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { dir: { type: 'boolean', default: false } } });
  await build();
  const electronDist = process.env['ELECTRON_DIST'];
  process.exitCode = await packageApp({
    dir: values.dir,
    ...(electronDist === undefined || electronDist === '' ? {} : { electronDist }),
  });
}

if (isProgram(import.meta.url)) await main();
