import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { AppError } from '#shared/errors';
import { connectTimedOut, connectTimeoutMs } from '../dialer';
import { runSsh } from './run-ssh';
import { type HostKeyPolicy, type SshAddress, sshArguments } from './ssh-command';
import { explainSsh, noSshProgram } from './ssh-failure';

/** sshd lets ten sessions share a sign-in unless told otherwise (MaxSessions); two are left for whoever is faster. */
const maxStreams = 8;
/** A sign-in that nothing uses ends by itself after so long, also where we crashed and could not end it. */
const persistSeconds = 60;

/**
 * One sign-in at a server, shared by several streams (OpenSSH's ControlMaster). It lives in the background as a process of
 * its own, reached by a socket in our private folder. Owner calls `close`.
 */
export class SshMaster {
  readonly controlPath: string;
  readonly #address: SshAddress;
  readonly #policy: HostKeyPolicy;
  readonly #closed = new AbortController();
  #signingIn: Promise<AppError | undefined> | undefined;
  #signedIn = false;
  #streams = 0;
  #abandoned = false;

  constructor(address: SshAddress, policy: HostKeyPolicy, controlPath: string) {
    this.#address = address;
    this.#policy = policy;
    this.controlPath = controlPath;
  }

  /** Whether it takes one more stream, now or once it has signed in. */
  get hasRoom(): boolean {
    return this.#streams < maxStreams && !this.gone;
  }

  /** Signed in once, and of no more use. */
  get gone(): boolean {
    return (
      this.#abandoned || this.#closed.signal.aborted || (this.#signedIn && !existsSync(this.controlPath))
    );
  }

  /** Counts a stream in; the returned function counts it out. */
  take(): () => void {
    this.#streams += 1;
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      this.#streams -= 1;
      this.#endIfUnused();
    };
  }

  /** A stream over it broke: no other one is to try, and its socket may be left over from a process that is no more. */
  abandon(): void {
    this.#abandoned = true;
    void rm(this.controlPath, { force: true }).catch(() => undefined);
  }

  /** Signs in, once; gives why not. */
  signIn(): Promise<AppError | undefined> {
    this.#signingIn ??= this.#signIn();
    return this.#signingIn;
  }

  /** Ends the sign-in as soon as no stream is left: one that was handed over is its taker's, and outlives us. */
  close(): void {
    this.#closed.abort();
    // Those that are being destroyed right now say so a moment later.
    setImmediate(() => this.#endIfUnused());
  }

  #endIfUnused(): void {
    if (!this.#closed.signal.aborted || this.#streams > 0) return;
    if (!this.#signedIn || !existsSync(this.controlPath)) return;
    void runSsh('ssh', ['-S', this.controlPath, '-O', 'exit', '--', this.#address.host], 5_000);
  }

  async #signIn(): Promise<AppError | undefined> {
    // It goes to the background by itself as soon as it has signed in, and its first process ends well.
    const more = [
      '-M',
      '-N',
      '-S',
      this.controlPath.replaceAll('%', '%%'),
      '-o',
      `ControlPersist=${persistSeconds}`,
    ];
    const args = sshArguments(this.#address, this.#policy, more);
    const ran = await runSsh('ssh', args, connectTimeoutMs(this.#address), this.#closed.signal);
    if (ran.code === 0) {
      this.#signedIn = true;
      this.#endIfUnused();
      return undefined;
    }
    if (ran.spawnError !== undefined) return noSshProgram();
    if (ran.tookTooLong) return connectTimedOut(this.#address).error;
    return explainSsh(this.#address, ran, this.#closed.signal);
  }
}
