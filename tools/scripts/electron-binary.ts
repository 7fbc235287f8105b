import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../tests/setup/run';
import { inRepo } from './paths';

const installMillis = 60_000;
/** After a failed download the next one is tried so much later: a start must not wait each time. */
const retryMillis = 24 * 60 * 60 * 1000;
const failureNote = inRepo('.cache', 'electron-download-failed');

/** Electron's program, if it is on this machine. */
export async function findElectron(): Promise<string | undefined> {
  const name = await readFile(inRepo('node_modules', 'electron', 'path.txt'), 'utf8').catch(() => '');
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? inRepo('node_modules', 'electron', 'dist');
  const path = join(folder, name === '' ? 'electron' : name);
  return existsSync(path) ? path : undefined;
}

async function failedLately(): Promise<boolean> {
  const when = Number(await readFile(failureNote, 'utf8').catch(() => '0'));
  return Date.now() - when < retryMillis;
}

/**
 * Electron's program, downloaded by its own installer if need be, for at most a minute. Undefined where it cannot be
 * had; that is remembered for a day in `.cache`, so that only the first start waits.
 */
export async function obtainElectron(): Promise<string | undefined> {
  const present = await findElectron();
  if (present !== undefined) return present;
  const installer = inRepo('node_modules', 'electron', 'install.js');
  if (!existsSync(installer) || (await failedLately())) return undefined;
  console.log('Fetching Electron, once');
  const { status } = await run(process.execPath, [installer], { timeoutMillis: installMillis });
  const installed = status === 0 ? await findElectron() : undefined;
  if (installed === undefined) {
    await mkdir(inRepo('.cache'), { recursive: true });
    await writeFile(failureNote, String(Date.now()));
  } else {
    await rm(failureNote, { force: true });
  }
  return installed;
}
