import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Marks the place of the fuses in Electron's program; part of Electron's public layout. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** The fuses of version 1 in the order of their wire. */
const fuseNames = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;

/** As Electron is delivered: everything allowed, nothing checked. */
const deliveredWire = '10110001';

/**
 * Makes a folder that electron-builder takes for an unpacked Electron for Linux. Its program starts nothing, but has a
 * fuse wire where Electron has it, so that flipping fuses is done and can be read back.
 */
export async function makeStandInElectron(folder: string): Promise<void> {
  await mkdir(join(folder, 'resources'), { recursive: true });
  await mkdir(join(folder, 'locales'), { recursive: true });
  const version = JSON.parse(await readFile(join('node_modules', 'electron', 'package.json'), 'utf8')) as {
    version: string;
  };
  const program = Buffer.concat([
    Buffer.from('#!/bin/sh\nexit 1\n# a stand-in for Electron\n'),
    Buffer.from(sentinel),
    Buffer.from([1, deliveredWire.length]),
    Buffer.from(deliveredWire),
    Buffer.from('\n'),
  ]);
  await writeFile(join(folder, 'electron'), program);
  await chmod(join(folder, 'electron'), 0o755);
  await writeFile(join(folder, 'version'), version.version);
  await writeFile(join(folder, 'LICENSE'), 'stand-in');
  await writeFile(join(folder, 'LICENSES.chromium.html'), 'stand-in');
  await writeFile(join(folder, 'locales', 'en-US.pak'), 'stand-in');
}

/** Reads the fuses of a program: true where one is on. */
export async function readFuses(program: string): Promise<Readonly<Record<string, boolean>>> {
  const bytes = await readFile(program);
  const at = bytes.indexOf(sentinel);
  if (at < 0) throw new Error('The program has no fuse wire');
  const start = at + sentinel.length + 2;
  return Object.fromEntries(
    fuseNames.map((name, index) => [name, bytes[start + index] === '1'.charCodeAt(0)]),
  );
}
