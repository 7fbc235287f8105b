import { lstat, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../failure';

/** The path of a socket has about 100 bytes; the name in the folder and what ssh adds to it take 30. */
const maxLength = 70;

/**
 * The folder for the sockets of shared sign-ins, which only this user can enter. It is the same for every run, so that
 * nothing piles up; where somebody else has taken its name, a new one is made.
 */
export async function controlFolder(): Promise<string> {
  const runtime = process.env['XDG_RUNTIME_DIR'];
  const uid = process.getuid?.() ?? 0;
  const bases = [runtime ?? '', tmpdir(), '/tmp'].filter((base) => base.startsWith('/'));
  const folder = bases
    .map((base) => join(base, `pilothouse-ssh-${uid}`))
    .find((path) => Buffer.byteLength(path) <= maxLength);
  if (folder === undefined) return mkdtemp('/tmp/pilothouse-ssh-');
  try {
    await mkdir(folder, { mode: 0o700 });
    return folder;
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') {
      const found = await lstat(folder);
      if (found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0) return folder;
    }
    return mkdtemp('/tmp/pilothouse-ssh-');
  }
}
