import { type ChildProcess, spawn } from 'node:child_process';
import { errorCode } from '../failure';

/** What a program that ran to its end left. */
export interface Ran {
  /** Exit code; undefined where it could not be started, was ended, or took too long. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** `ENOENT` where there is no such program. */
  readonly spawnError?: string | undefined;
  readonly tookTooLong: boolean;
}

/** Of each stream, the last so many bytes are kept. */
const maxBytes = 16 * 1024;

/** The last bytes of what a program says, bounded. */
export class Tail {
  #kept = Buffer.alloc(0);

  add(part: Buffer): void {
    this.#kept = Buffer.concat([this.#kept, part]).subarray(-maxBytes);
  }

  get text(): string {
    return this.#kept.toString('utf8');
  }
}

/**
 * Runs one of the ssh programs to its end, at most `limitMs`, without a shell and without input. Never rejects. Aborting
 * `signal` ends it. A program that goes to the background counts as ended.
 */
export function runSsh(
  program: string,
  args: readonly string[],
  limitMs: number,
  signal?: AbortSignal,
): Promise<Ran> {
  return new Promise((resolve) => {
    let child: ChildProcess;
    const out = new Tail();
    const err = new Tail();
    let tookTooLong = false;
    const end = (): void => void child.kill('SIGKILL');
    const finish = (code: number | undefined, spawnError?: string): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({ code, stdout: out.text, stderr: err.text, spawnError, tookTooLong });
    };
    try {
      child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    } catch (cause) {
      resolve({ code: undefined, stdout: '', stderr: '', spawnError: errorCode(cause), tookTooLong });
      return;
    }
    const timer = setTimeout(() => {
      tookTooLong = true;
      end();
    }, limitMs);
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted === true) end();
    child.stdout?.on('data', (part: Buffer) => out.add(part));
    child.stderr?.on('data', (part: Buffer) => err.add(part));
    child.on('error', (cause) => finish(undefined, errorCode(cause)));
    child.on('close', (code) => finish(code ?? undefined));
    // What went to the background may keep the pipes open; what the program itself said has arrived soon after its end.
    child.on('exit', (code) => setTimeout(() => finish(code ?? undefined), 200).unref());
  });
}
