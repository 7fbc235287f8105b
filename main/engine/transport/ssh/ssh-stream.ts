import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { AppError } from '#shared/errors';
import { DialError } from '../dialer';
import { errorCode } from '../failure';
import { Tail } from './run-ssh';
import type { SshEnd } from './ssh-failure';

/** After its last byte a process has so long to say how it ended. */
const endMs = 2_000;

/**
 * The standard streams of an ssh process as one connection, which can be written to before the process is there. Ending
 * our side ends its standard input only. How the process ended decides whether the end of its output is an end or a
 * loss. Offers what node:http asks of a socket.
 */
export class SshStream extends Duplex {
  readonly #explain: (end: SshEnd) => Promise<AppError>;
  readonly #stderr = new Tail();
  #child: ChildProcessWithoutNullStreams | undefined;
  #held: (() => void) | undefined;
  #exit: Promise<number | undefined> | undefined;
  #idle: NodeJS.Timeout | undefined;
  /** Set by `setTimeout`, as sockets have it. */
  timeout = 0;

  /** `explain` turns how the process ended into a sentence. */
  constructor(explain: (end: SshEnd) => Promise<AppError>) {
    super({ allowHalfOpen: false, highWaterMark: 64 * 1024 });
    this.#explain = explain;
    // What comes after the last user of it would end the process.
    this.on('error', () => undefined);
  }

  /** Gives it its process, which it owns from here on. */
  attach(child: ChildProcessWithoutNullStreams): void {
    this.#child = child;
    child.on('error', (cause) => this.destroy(cause));
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined);
    if (this.destroyed) {
      endProcess(child);
      return;
    }
    this.#exit = new Promise((resolve) => {
      child.once('exit', (code) => resolve(code ?? undefined));
    });
    child.stderr.on('data', (part: Buffer) => this.#stderr.add(part));
    child.stdout.on('data', (part: Buffer) => {
      this.#touch();
      if (!this.push(part)) child.stdout.pause();
    });
    child.stdout.once('end', () => void this.#ended());
    this.#held?.();
    this.#held = undefined;
  }

  override _read(): void {
    this.#child?.stdout.resume();
  }

  override _write(part: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#touch();
    const child = this.#child;
    if (child === undefined) {
      this.#held = () => this._write(part, _encoding, done);
      return;
    }
    // A process that ended takes nothing more; how it ended is told by the other side.
    child.stdin.write(part, () => done());
  }

  override _final(done: (error?: Error | null) => void): void {
    const child = this.#child;
    if (child === undefined) {
      this.#held = () => this._final(done);
      return;
    }
    child.stdin.end(() => done());
  }

  override _destroy(cause: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#idle);
    this.#held = undefined;
    if (this.#child !== undefined) endProcess(this.#child);
    done(cause);
  }

  setTimeout(ms: number, listener?: () => void): this {
    this.timeout = ms;
    if (listener !== undefined && ms > 0) this.once('timeout', listener);
    if (listener !== undefined && ms === 0) this.removeListener('timeout', listener);
    this.#touch();
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  ref(): this {
    this.#child?.ref();
    return this;
  }

  unref(): this {
    this.#child?.unref();
    return this;
  }

  #touch(): void {
    clearTimeout(this.#idle);
    if (this.timeout === 0 || this.destroyed) return;
    this.#idle = setTimeout(() => this.emit('timeout'), this.timeout);
    this.#idle.unref();
  }

  /** The output is over: an end where the process ended well, otherwise a loss with its reason. */
  async #ended(): Promise<void> {
    const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), endMs).unref());
    const code = await Promise.race([this.#exit ?? late, late]);
    if (this.destroyed) return;
    if (code === 0 || code === 'late') {
      this.push(null);
      return;
    }
    const error = await this.#explain({ code, stderr: this.#stderr.text });
    this.destroy(new DialError(error));
  }
}

function endProcess(child: ChildProcessWithoutNullStreams): void {
  child.stdin.destroy();
  child.stdout.destroy();
  child.stderr.destroy();
  try {
    child.kill('SIGTERM');
  } catch (cause) {
    // It ended by itself, which is what we want.
    if (errorCode(cause) !== 'ESRCH') throw cause;
  }
}
