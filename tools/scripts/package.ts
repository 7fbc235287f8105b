import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../../tests/setup/run';
import { build } from './build';
import { inRepo, isProgram } from './paths';

export interface PackageOptions {
  /** Only the unpacked folder, no installers: works offline when `electronDist` is given. */
  readonly dir: boolean;
  /** Folder with an unpacked Electron, or what stands in for it. Electron is downloaded without it. */
  readonly electronDist?: string;
  /** Where the result goes; `dist` without it. */
  readonly output?: string;
}

/** Installers are large and made one after the other. */
const packMillis = 30 * 60_000;

/** Packs what `out/` holds by electron-builder, within half an hour. Gives whether that went well and what it said. */
export async function packageApp(
  options: PackageOptions,
): Promise<{ readonly ok: boolean; readonly output: string }> {
  const args = [
    inRepo('node_modules', 'electron-builder', 'cli.js'),
    ...(options.dir ? ['--dir'] : []),
    ...['--projectDir', inRepo(), '--config', inRepo('electron-builder.yml'), '--publish', 'never'],
    ...(options.electronDist === undefined ? [] : [`-c.electronDist=${resolve(options.electronDist)}`]),
    ...(options.output === undefined ? [] : [`-c.directories.output=${resolve(options.output)}`]),
  ];
  const { status, stdout, stderr } = await run(process.execPath, args, { timeoutMillis: packMillis });
  // Its list of duplicate dependencies fills screens and says nothing: no dependency is packed.
  const lines = stdout
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes('duplicate dependency'));
  return { ok: status === 0, output: [...lines, stderr.trim()].join('\n').trim() };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { dir: { type: 'boolean', default: false } } });
  await build();
  const electronDist = process.env['ELECTRON_DIST'];
  const { ok, output } = await packageApp({
    dir: values.dir,
    ...(electronDist === undefined || electronDist === '' ? {} : { electronDist }),
  });
  console.log(output);
  process.exitCode = ok ? 0 : 1;
}

if (isProgram(import.meta.url)) await main();
