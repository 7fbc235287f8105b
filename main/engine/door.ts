import { type FSWatcher, watch } from 'node:fs';
import { connect, type NetConnectOpts } from 'node:net';
import { basename, dirname } from 'node:path';
import { isAborted } from './abort';
import { type Address, isLocal } from './transport/address';

/** Between two knocks; a local one costs next to nothing. */
const knockEveryMs = 1_000;

/**
 * Resolves as soon as somebody listens at an address of this computer, or when `signal` aborts; a socket file that
 * appears is seen at once. Waits for the signal where the address is another computer's. To be used only after nothing
 * listened: what listens and does not answer would look open.
 */
export async function waitForDoor(address: Address, signal: AbortSignal): Promise<void> {
  const target = isLocal(address) ? targetOf(address) : undefined;
  const watcher = new DoorWatch(address, signal);
  try {
    while (!isAborted(signal)) {
      await watcher.next(target === undefined ? undefined : knockEveryMs);
      if (isAborted(signal) || (target !== undefined && (await opens(target, signal)))) return;
    }
  } finally {
    watcher.close();
  }
}

function targetOf(address: Address): NetConnectOpts | undefined {
  switch (address.kind) {
    case 'unix':
    case 'npipe':
      return { path: address.path };
    case 'tcp':
    case 'tls':
      return { host: address.host, port: address.port };
    case 'ssh':
      return undefined;
  }
}

function opens(target: NetConnectOpts, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(target);
    const done = (open: boolean): void => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      resolve(open);
    };
    const onAbort = (): void => done(false);
    signal.addEventListener('abort', onAbort, { once: true });
    // A port of this computer that nobody listens at may be given to the very socket that knocks: it reaches itself.
    socket.on('connect', () =>
      done(socket.localPort === undefined || socket.localPort !== socket.remotePort),
    );
    socket.on('error', () => done(false));
  });
}

/** Tells when it is worth knocking: the folder of the socket changed, or some time went by. */
class DoorWatch {
  readonly #signal: AbortSignal;
  #watcher: FSWatcher | undefined;
  #changed = false;
  #wake: (() => void) | undefined;

  constructor(address: Address, signal: AbortSignal) {
    this.#signal = signal;
    if (address.kind !== 'unix') return;
    const name = basename(address.path);
    try {
      this.#watcher = watch(dirname(address.path), { persistent: false }, (_kind, file) => {
        if (file !== null && file !== name) return;
        this.#changed = true;
        this.#wake?.();
      });
      this.#watcher.on('error', () => this.close());
    } catch {
      // No such folder yet, or too many watches: the knocks alone will do.
    }
  }

  /** Resolves at a change, after `ms`, or when the signal aborts. */
  next(ms: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', done);
        this.#wake = undefined;
        this.#changed = false;
        resolve();
      };
      const timer = ms === undefined ? undefined : setTimeout(done, ms);
      this.#wake = done;
      this.#signal.addEventListener('abort', done, { once: true });
      if (this.#changed || this.#signal.aborted) done();
    });
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }
}
