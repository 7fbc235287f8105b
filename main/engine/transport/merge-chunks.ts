import { Duplex } from 'node:stream';

/** A head beyond this is passed on as it is, with all that follows. */
const longestHead = 64 * 1024;
/** Digits of a chunk's length; more are left to the parser to refuse. */
const mostDigits = 12;
const lineEnd = Buffer.from('\r\n');
const carriageReturn = 0x0d;
const newline = 0x0a;

type State = 'head' | 'size' | 'extension' | 'data' | 'data-end' | 'as-it-is';

/**
 * A connection whose answer has one chunk of its body for each read of the socket, instead of one for each record: an
 * engine sends every log line in a chunk of its own, and Node's parser makes an object and a call of each, which costs
 * more than all the rest of reading a log. Payloads are moved together within the buffer that was read; nothing is
 * added, dropped or held back, also of what is malformed: that is passed on as it is, for the parser to refuse. For one
 * request. Ends, errors and destruction go both ways; the taker owns it, and with it `inner`.
 */
export function mergeChunks(inner: Duplex): Duplex {
  const merger = new ChunkMerger((part) => outer.push(part));
  const outer = new Duplex({
    read: () => void inner.resume(),
    write: (chunk: Buffer, _encoding, done) => void inner.write(chunk, done),
    final: (done) => void inner.end(done),
    destroy: (error, done) => {
      inner.destroy();
      done(error);
    },
  });
  inner.on('data', (chunk: Buffer) => {
    if (!merger.take(chunk)) inner.pause();
  });
  inner.on('end', () => {
    merger.finish();
    outer.push(null);
  });
  inner.on('error', (error) => outer.destroy(error));
  inner.on('close', () => outer.destroy());
  inner.pause();
  return outer;
}

/** Moves the chunks of an HTTP answer together, see `mergeChunks`. `push` says whether more is wanted. */
export class ChunkMerger {
  readonly #push: (part: Buffer) => boolean;
  #state: State = 'head';
  #head: Buffer = Buffer.alloc(0);
  #digits = '';
  #left = 0;
  #wants = true;

  constructor(push: (part: Buffer) => boolean) {
    this.#push = push;
  }

  /** Takes what was read; it is changed in place. True where more is wanted. */
  take(bytes: Buffer): boolean {
    this.#wants = true;
    if (this.#state === 'head') this.#readHead(bytes);
    else if (this.#state === 'as-it-is') this.#give(bytes);
    else this.#readBody(bytes);
    return this.#wants;
  }

  /** The answer is over: what waits for more is given as it is. */
  finish(): void {
    if (this.#state === 'head') this.#give(this.#head);
    // A length without its chunk: the parser sees that it broke off.
    else if (this.#digits !== '') this.#give(Buffer.from(this.#digits, 'latin1'));
  }

  #give(part: Buffer): void {
    if (part.length > 0) this.#wants = this.#push(part);
  }

  #readHead(bytes: Buffer): void {
    this.#head = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
    const end = this.#head.indexOf('\r\n\r\n');
    if (end === -1 && this.#head.length <= longestHead) return;
    const head = this.#head;
    this.#head = Buffer.alloc(0);
    const text = head.toString('latin1', 0, end === -1 ? 0 : end);
    const merges =
      /^HTTP\/1\.1 [2-5]/.test(text) && /\r\ntransfer-encoding:[ \t]*chunked[ \t]*(\r\n|$)/i.test(text);
    if (!merges) {
      this.#state = 'as-it-is';
      this.#give(head);
      return;
    }
    this.#state = 'size';
    this.#give(head.subarray(0, end + 4));
    if (head.length > end + 4) this.#readBody(head.subarray(end + 4));
  }

  #readBody(bytes: Buffer): void {
    let used = 0;
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === 'data') {
        const end = Math.min(bytes.length, at + this.#left);
        // Never in front of what is still to be read: what is used is always shorter than what was.
        bytes.copyWithin(used, at, end);
        used += end - at;
        this.#left -= end - at;
        at = end;
        if (this.#left === 0) this.#state = 'data-end';
        continue;
      }
      const byte = bytes[at] ?? 0;
      if (this.#state === 'data-end') {
        if (byte === newline) this.#state = 'size';
        else if (byte !== carriageReturn) return this.#stop(bytes, used, at);
      } else if (byte === newline) {
        const size = Number.parseInt(this.#digits, 16);
        if (!(size > 0)) return this.#stop(bytes, used, at);
        this.#digits = '';
        this.#left = size;
        this.#state = 'data';
      } else if (this.#state === 'size') {
        const isDigit =
          (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
        if (isDigit && this.#digits.length < mostDigits) this.#digits += String.fromCharCode(byte);
        else if (byte === 0x3b || byte === carriageReturn) this.#state = 'extension';
        else return this.#stop(bytes, used, at);
      }
      at += 1;
    }
    this.#chunk(bytes, used);
  }

  #chunk(bytes: Buffer, used: number): void {
    if (used === 0) return;
    this.#give(Buffer.from(`${used.toString(16)}\r\n`, 'latin1'));
    this.#give(bytes.subarray(0, used));
    this.#give(lineEnd);
  }

  /** The last chunk, or none at all: from here on it is the parser's. */
  #stop(bytes: Buffer, used: number, at: number): void {
    const digits = this.#digits;
    const began = this.#state === 'extension' ? '\r' : '';
    this.#digits = '';
    this.#chunk(bytes, used);
    this.#state = 'as-it-is';
    this.#give(Buffer.from(`${digits}${began}`, 'latin1'));
    this.#give(bytes.subarray(at));
  }
}
