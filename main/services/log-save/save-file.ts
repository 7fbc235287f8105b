import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AppError } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';

/**
 * A file that comes into being as a whole: written to a temporary file beside it, which takes its place at the end. Until
 * then an older file of that name stays as it is. Owner calls `finish` or `discard`.
 */
export class SaveFile {
  readonly path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.path = path;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /** Begins the temporary file; `denied` with a sentence where there can be none. */
  static async begin(path: string): Promise<Result<SaveFile>> {
    const temporary = join(dirname(path), `.pilothouse-${randomUUID()}.part`);
    try {
      return ok(new SaveFile(path, temporary, await open(temporary, 'wx')));
    } catch (cause) {
      return fail(fileFailure(path, cause));
    }
  }

  /** Adds bytes; resolves when the system has taken all of them. */
  async write(bytes: Uint8Array): Promise<Result<void>> {
    try {
      await this.#handle.writeFile(bytes);
      return ok(undefined);
    } catch (cause) {
      return fail(fileFailure(this.path, cause));
    }
  }

  /** Puts the file in its place. Where that fails, nothing of it is left. */
  async finish(): Promise<Result<void>> {
    try {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#temporary, this.path);
      return ok(undefined);
    } catch (cause) {
      await this.discard();
      return fail(fileFailure(this.path, cause));
    }
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#temporary, { force: true }).catch(() => undefined);
  }
}

function fileFailure(path: string, cause: unknown): AppError {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return { kind: 'denied', message: `The file ${path} could not be written: ${reason(code, dirname(path))}` };
}

function reason(code: string, folder: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full. Make room, or choose another folder.';
    case 'EFBIG':
      return 'the disk takes no file of that size. Choose another folder.';
    case 'EACCES':
    case 'EPERM':
      return `you may not write in ${folder}. Choose another folder.`;
    case 'EROFS':
      return 'the disk can only be read. Choose another folder.';
    case 'ENOENT':
    case 'ENOTDIR':
      return `there is no folder ${folder}. Choose another one.`;
    case 'EISDIR':
    case 'ENOTEMPTY':
    case 'EEXIST':
      return 'a folder has that name. Choose another name.';
    case 'ENAMETOOLONG':
      return 'the name is too long. Choose a shorter one.';
    case 'EBUSY':
      return 'another program is using it. Close it there, or choose another name.';
    default:
      return `the system refused it${code === '' ? '' : ` (${code})`}. Choose another folder.`;
  }
}
