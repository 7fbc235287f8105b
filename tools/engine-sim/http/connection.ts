import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** What a connection does to the bytes of one answer. Counts run from the first byte, or from the body's first. */
export type OutputFault =
  | {
      readonly kind: 'truncate' | 'reset' | 'half-close';
      readonly bytes: number;
      readonly from: 'answer' | 'body';
    }
  | { readonly kind: 'drip'; readonly chunk: number; readonly everyMs: number };

/** The word put into `Upgrade` when a client hijacks without asking for an upgrade, as old clients do. */
export const plainHijack = 'engine-sim-plain-hijack';

const maxHead = 64 * 1024;
const hijackable =
  /^POST (?:\/v[\d.]+)?\/(?:exec\/[^/ ]+\/start|containers\/[^ ?]+\/attach)(?:\?[^ ]*)? HTTP\/1\.[01]\r\n/;

/**
 * One accepted socket, as the HTTP server sees it. It sits between the two so that faults act on exact bytes and so
 * that a hijack without `Upgrade` reaches the server as an upgrade: Node's parser would read the client's keystrokes
 * as a next request otherwise. Only the first request of a connection is looked at; real clients hijack on a new one.
 */
export class Connection extends Duplex {
  readonly #socket: Socket;
  #head: Buffer | undefined = Buffer.alloc(0);
  #fault: OutputFault | undefined;
  #left = 0;
  #inBody = false;
  #tail = Buffer.alloc(0);
  #muted = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket) {
    super({ allowHalfOpen: true, emitClose: true });
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => {
      if (this.#head && this.#head.length > 0) this.push(this.#head);
      this.push(null);
    });
    socket.on('error', () => this.destroy());
    socket.on('close', () => this.destroy());
  }

  /** Applies `fault` to every byte written from now on; undefined takes it away. */
  setOutputFault(fault: OutputFault | undefined): void {
    this.#fault = fault;
    this.#inBody = false;
    this.#tail = Buffer.alloc(0);
    this.#left = fault && fault.kind !== 'drip' ? fault.bytes : 0;
  }

  /** Ends after what is written has gone out. The HTTP server calls it after a last answer. */
  destroySoon(): void {
    this.end(() => this.destroy());
  }

  #receive(chunk: Buffer): void {
    if (!this.#head) {
      if (!this.push(chunk)) this.#socket.pause();
      return;
    }
    const head = Buffer.concat([this.#head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0 && head.length < maxHead) {
      this.#head = head;
      return;
    }
    this.#head = undefined;
    if (!this.push(markHijack(head, end))) this.#socket.pause();
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const fault = this.#fault;
    if (this.#muted) done();
    else if (!fault) this.#socket.write(chunk, () => done());
    else if (fault.kind === 'drip') this.#drip(chunk, fault, done);
    else this.#cut(chunk, fault, done);
  }

  #cut(
    chunk: Buffer,
    fault: Exclude<OutputFault, { kind: 'drip' }>,
    done: (error?: Error | null) => void,
  ): void {
    let free = 0;
    if (fault.from === 'body' && !this.#inBody) {
      const seen = Buffer.concat([this.#tail, chunk]);
      const end = seen.indexOf('\r\n\r\n');
      this.#inBody = end >= 0;
      free = end >= 0 ? end + 4 - this.#tail.length : chunk.length;
      this.#tail = seen.subarray(Math.max(0, seen.length - 3));
      if (!this.#inBody) {
        this.#socket.write(chunk, () => done());
        return;
      }
    }
    const allowed = free + this.#left;
    if (chunk.length < allowed) {
      this.#left -= chunk.length - free;
      this.#socket.write(chunk, () => done());
      return;
    }
    this.#muted = true;
    const finish = (): void => {
      if (fault.kind === 'truncate') this.#socket.end(() => this.destroy());
      else if (fault.kind === 'half-close') this.#socket.end();
      else this.#reset();
      done();
    };
    if (allowed > 0) this.#socket.write(chunk.subarray(0, allowed), finish);
    else finish();
  }

  #reset(): void {
    // A unix socket has no RST; there the peer sees an abrupt end, or ECONNRESET when it had unread bytes under way.
    if (this.#socket.remoteAddress === undefined) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  #drip(
    chunk: Buffer,
    fault: Extract<OutputFault, { kind: 'drip' }>,
    done: (error?: Error | null) => void,
  ): void {
    let at = 0;
    const step = (): void => {
      if (this.#socket.destroyed) {
        done();
        return;
      }
      this.#socket.write(chunk.subarray(at, at + fault.chunk));
      at += fault.chunk;
      if (at >= chunk.length) done();
      else this.#timer = setTimeout(step, fault.everyMs);
    };
    step();
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#muted) {
      done();
      return;
    }
    this.#socket.end(() => done());
  }

  override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer);
    this.#socket.destroy();
    done(null);
  }
}

/** Adds an upgrade to the head of a hijack request that asks for none. */
function markHijack(data: Buffer, end: number): Buffer {
  if (end < 0) return data;
  const head = data.toString('latin1', 0, end);
  if (!hijackable.test(head) || /\r\nupgrade:/i.test(head)) return data;
  const rest = head.replace(/\r\nconnection:[^\r]*/gi, '');
  const marked = `${rest}\r\nConnection: Upgrade\r\nUpgrade: ${plainHijack}`;
  return Buffer.concat([Buffer.from(marked, 'latin1'), data.subarray(end)]);
}
