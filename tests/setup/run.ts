import { spawn } from 'node:child_process';

export interface RunResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** The process is killed after so long. */
  readonly timeoutMillis?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Uint8Array;
}

const maxOutput = 64 * 1024 * 1024;

/**
 * Runs a program to its end and gives what it wrote. Never rejects: a program that cannot be started has status null
 * and the reason in stderr. Output is bounded to 64 MiB per stream.
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { env: options.env ?? process.env, stdio: 'pipe' });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    const keep = (list: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxOutput) list.push(chunk);
    };
    child.stdout.on('data', keep(out));
    child.stderr.on('data', keep(err));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMillis ?? 60_000);
    const finish = (status: number | null, extra: string): void => {
      clearTimeout(timer);
      const stderr = Buffer.concat(err).toString() + extra;
      resolve({ status, stdout: Buffer.concat(out).toString(), stderr });
    };
    child.on('error', (error) => finish(null, error.message));
    child.on('close', (status, signal) =>
      finish(status, signal === null ? '' : `\n${command} was ended by ${signal}`),
    );
  });
}
