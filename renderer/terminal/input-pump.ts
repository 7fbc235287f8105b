import type { StreamChannel } from '#shared/protocol/stream-channel';

/** The contract's most for one upward item. */
const chunkBytes = 64 * 1024;
/** What may wait for a shell that does not read; a paste beyond is refused whole. */
export const mostWaiting = 8 * 1024 * 1024;

type Channel = Pick<StreamChannel<Uint8Array, Uint8Array>, 'ready' | 'send' | 'writable'>;

/**
 * Sends what is typed, in order, as far as main grants credit; the rest waits, at most 8 MiB. A key goes out at once
 * while nothing waits. Owner: one attached terminal; it ends with its channel or `close`.
 */
export class InputPump {
  readonly #channel: Channel;
  #queue: Uint8Array[] = [];
  #waiting = 0;
  #pumping = false;
  #closed = false;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Bytes that wait for credit. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Takes bytes to send; false, and nothing of them is sent, where too much waits or the stream is over. */
  send(bytes: Uint8Array): boolean {
    if (this.#closed || this.#waiting + bytes.byteLength > mostWaiting) return false;
    for (let at = 0; at < bytes.byteLength; at += chunkBytes) {
      this.#queue.push(bytes.subarray(at, at + chunkBytes));
    }
    this.#waiting += bytes.byteLength;
    this.#drain();
    if (this.#queue.length > 0 && !this.#pumping) void this.#pump();
    return true;
  }

  /** Drops what waits. */
  close(): void {
    this.#closed = true;
    this.#queue = [];
    this.#waiting = 0;
  }

  #drain(): void {
    while (this.#channel.writable) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.#waiting -= next.byteLength;
      // A copy of its own: a view would carry the whole buffer behind it through the port.
      this.#channel.send(next.slice(), next.byteLength);
    }
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    while (this.#queue.length > 0) {
      if (!(await this.#channel.ready())) {
        this.close();
        break;
      }
      this.#drain();
    }
    this.#pumping = false;
  }
}
