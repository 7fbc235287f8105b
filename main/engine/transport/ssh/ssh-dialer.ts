import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { AppError } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import { DialError, type Dialer } from '../dialer';
import { errorCode } from '../failure';
import { controlFolder } from './control-folder';
import { remoteCommand, type SshAddress, sshArguments } from './ssh-command';
import { hasOwnMaster, readSshConfig, type SshConfig } from './ssh-config';
import { explainSsh, noSshProgram } from './ssh-failure';
import { SshMaster } from './ssh-master';
import { SshStream } from './ssh-stream';

/** A server may count sign-ins too; with eight streams each, this is more than the app ever needs. */
const maxMasters = 4;
const maxStreams = 64;

interface Place {
  /** What leads to a shared sign-in; none where each stream signs in by itself. */
  readonly arguments: readonly string[];
  readonly release: () => void;
  /** ssh itself failed on it. */
  readonly broke: () => void;
}

/**
 * Connections through the system's `ssh`: each is a `docker system dial-stdio` over there. Where OpenSSH can share a
 * sign-in (not on Windows), streams share a few; a stream that the server refuses on a shared one signs in by itself,
 * which ssh does without being asked.
 */
export class SshDialer implements Dialer {
  readonly halfClose = true;
  /** Each kept connection is a process on both sides. */
  readonly poolSize = 4;
  readonly certificates = undefined;
  readonly #address: SshAddress;
  readonly #shares: boolean;
  readonly #closed = new AbortController();
  #config: Promise<SshConfig | undefined> | undefined;
  #usersOwn: Promise<boolean> | undefined;
  #folder: Promise<string> | undefined;
  #masters: SshMaster[] = [];
  #streams = 0;

  constructor(address: SshAddress, platform: NodeJS.Platform = process.platform) {
    this.#address = address;
    this.#shares = platform !== 'win32';
  }

  prepare(): undefined {
    return undefined;
  }

  dial(): Duplex {
    const stream = new SshStream((end) => explainSsh(this.#address, end, this.#closed.signal));
    this.#streams += 1;
    stream.once('close', () => {
      this.#streams -= 1;
    });
    // Not at once: a stream that fails before node:http listens to it is never heard of.
    setImmediate(() => {
      this.#connect(stream).catch((cause: unknown) => {
        stream.destroy(cause instanceof Error ? cause : new Error(String(cause)));
      });
    });
    return stream;
  }

  explain(): undefined {
    return undefined;
  }

  close(): void {
    this.#closed.abort();
    for (const master of this.#masters) master.close();
    this.#masters = [];
  }

  async #connect(stream: SshStream): Promise<void> {
    if (this.#streams > maxStreams) {
      stream.destroy(new DialError(tooMany(this.#address)));
      return;
    }
    this.#config ??= readSshConfig(this.#address, this.#closed.signal);
    const config = await this.#config;
    const policy = config?.policy ?? 'yes';
    const place = await this.#place(config);
    if (!place.ok || stream.destroyed || this.#closed.signal.aborted) {
      if (place.ok) place.value.release();
      stream.destroy(place.ok ? undefined : new DialError(place.error));
      return;
    }
    stream.once('close', place.value.release);
    const args = sshArguments(this.#address, policy, place.value.arguments, remoteCommand(this.#address));
    const child = spawn('ssh', [...args], { stdio: 'pipe', windowsHide: true });
    child.once('error', (cause) => {
      if (errorCode(cause) === 'ENOENT') stream.destroy(new DialError(noSshProgram()));
    });
    const { broke } = place.value;
    child.once('exit', (code) => {
      // Not where we ended it ourselves, which gives the same code.
      if (code === 255 && !stream.destroyed) broke();
    });
    stream.attach(child);
  }

  /** Where one more stream goes; its `release` must be called. */
  async #place(config: SshConfig | undefined): Promise<Result<Place>> {
    const policy = config?.policy ?? 'yes';
    const nothing = (): void => undefined;
    const alone = { arguments: ['-S', 'none'], release: nothing, broke: nothing };
    if (!this.#shares) return ok(alone);
    // Who has signed in by hand already, perhaps with a code from a telephone, is not asked to do so again.
    if (config !== undefined) this.#usersOwn ??= hasOwnMaster(this.#address, config, this.#closed.signal);
    if ((await this.#usersOwn) === true) {
      const broke = (): void => {
        this.#usersOwn = undefined;
      };
      return ok({ arguments: ['-o', 'ControlMaster=no'], release: nothing, broke });
    }
    this.#folder ??= controlFolder();
    const folder = await this.#folder;
    this.#masters = this.#masters.filter((master) => !master.gone);
    let master = this.#masters.find((each) => each.hasRoom);
    if (master === undefined) {
      if (this.#masters.length >= maxMasters) return ok(alone);
      master = new SshMaster(this.#address, policy, join(folder, randomBytes(4).toString('hex')));
      this.#masters.push(master);
    }
    const release = master.take();
    const error = await master.signIn();
    if (error === undefined)
      return ok({
        arguments: ['-o', 'ControlMaster=no', '-S', master.controlPath.replaceAll('%', '%%')],
        release,
        broke: () => master.abandon(),
      });
    release();
    this.#masters = this.#masters.filter((each) => each !== master);
    return fail(error);
  }
}

function tooMany(address: SshAddress): AppError {
  return {
    kind: 'engine-unreachable',
    reason: 'no-answer',
    message: `${address.host} has ${maxStreams} connections from here already, which is the most that Pilothouse opens.`,
    remedy: 'Close some logs or terminals.',
  };
}
