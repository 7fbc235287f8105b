import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { type OutputFault, type Spoiler, spoil, type Wire } from './output-fault';

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
  #spoiler: Spoiler | undefined;
  readonly #wire: Wire;

  constructor(socket: Socket) {
    super({ allowHalfOpen: true, emitClose: true });
    this.#socket = socket;
    this.#wire = {
      send: (bytes, done) => {
        if (socket.destroyed || bytes.length === 0) done();
        else socket.write(bytes, () => done());
      },
      end: (whole) => {
        if (whole) socket.end(() => this.destroy());
        else socket.end();
      },
      reset: () => this.#reset(),
    };
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => {
      // An answer that a fault has stopped has nobody left to end it.
      if (this.#spoiler?.over === true) this.destroy();
      if (this.#head && this.#head.length > 0) this.push(this.#head);
      this.push(null);
    });
    socket.on('error', () => this.destroy());
    socket.on('close', () => this.destroy());
  }

  /** Applies `fault` to every byte written from now on; undefined takes it away, unless it has ended the answer. */
  setOutputFault(fault: OutputFault | undefined): void {
    if (this.#spoiler?.over === true) return;
    this.#spoiler?.stop();
    this.#spoiler = fault && spoil(fault, this.#wire);
  }

  /** Ends after what is written has gone out. The HTTP server calls it after a last answer. */
  destroySoon(): void {
    if (this.#spoiler?.over === true) return;
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
    const spoiler = this.#spoiler;
    if (spoiler?.over === true) done();
    else if (spoiler) spoiler.write(chunk, () => done());
    else this.#socket.write(chunk, () => done());
  }

  #reset(): void {
    // A unix socket has no RST; there the peer sees an abrupt end, or ECONNRESET when it had unread bytes under way.
    if (this.#socket.remoteAddress === undefined) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#spoiler?.over === true) {
      done();
      return;
    }
    this.#socket.end(() => done());
  }

  override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
    this.#spoiler?.stop();
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
