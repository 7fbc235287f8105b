import { type AppError, cancelled } from '../errors';
import { CreditWindow } from './credit';
import { isStreamMessage, type StreamMessage } from './messages';
import type { PortLike } from './port';

/** What a receiver calls once an item is really consumed (written, committed), with the item's cost. */
export type Consumed = () => void;

/** What happens to a stream, seen from one end. */
export interface StreamHandlers<In> {
  /** Call `consumed` after the item was used; until then its bytes count against the sender's window. */
  readonly onItem: (item: In, consumed: Consumed) => void;
  /** The other end finished or failed, or the port went away; called once. Undefined for a clean end. */
  readonly onEnd: (error?: AppError) => void;
  /** The other end consumed something that was sent to it, or granted more. */
  readonly onCredit?: (() => void) | undefined;
}

/**
 * One end of a stream over a port of its own; both ends are the same. Items of cost n are sent only while the other
 * end has granted credit. Owner: whoever created it; `close()` frees port and waiters, at any time, more than once.
 */
export class StreamChannel<Out, In> {
  readonly #port: PortLike;
  readonly #window: CreditWindow;
  #ended = false;

  /** `sendCredit`: bytes that the other end granted at the start, 0 where it grants by message only. */
  constructor(port: PortLike, sendCredit: number, handlers: StreamHandlers<In>) {
    this.#port = port;
    this.#window = new CreditWindow(sendCredit);
    port.onClose(() => this.#finish(handlers, cancelled('The stream')));
    port.listen((message) => {
      if (this.#ended || !isStreamMessage(message)) return;
      switch (message.t) {
        case 'item': {
          let counted = false;
          handlers.onItem(message.item as In, () => {
            if (counted || this.#ended) return;
            counted = true;
            this.#post({ t: 'credit', bytes: message.cost });
          });
          break;
        }
        case 'credit':
          this.#window.grant(message.bytes);
          handlers.onCredit?.();
          break;
        case 'end':
          this.#finish(handlers);
          port.close();
          break;
        case 'error':
          this.#finish(handlers, message.error);
          port.close();
          break;
      }
    });
  }

  /** True once nothing can be sent or received any more. */
  get closed(): boolean {
    return this.#ended;
  }

  /** True while an item can be sent at once. */
  get writable(): boolean {
    return this.#window.open;
  }

  /** Bytes that were sent and are not consumed yet. */
  get inFlight(): number {
    return this.#window.inFlight;
  }

  /** Resolves to true once an item can be sent, to false when the stream is over. */
  ready(): Promise<boolean> {
    return this.#window.ready();
  }

  /** Sends an item that costs `cost` bytes of the window; false when the stream is over. Check `ready()` before. */
  send(item: Out, cost: number): boolean {
    if (this.#ended) return false;
    this.#window.spend(cost);
    this.#post({ t: 'item', item, cost });
    return true;
  }

  /** Lets the other end send `bytes` more, beside what consumed items give back. */
  grant(bytes: number): void {
    if (!this.#ended) this.#post({ t: 'credit', bytes });
  }

  /** Ends the stream cleanly, or with an error. The other end hears of it, then the port closes. */
  end(error?: AppError): void {
    if (this.#ended) return;
    this.#post(error === undefined ? { t: 'end' } : { t: 'error', error });
    this.#ended = true;
    this.#window.close();
    // The other end closes the port when it has read the last message: closing here could drop it on the way.
  }

  /** Gives the stream up: closes the port, wakes every waiter. */
  close(): void {
    this.#ended = true;
    this.#window.close();
    this.#port.close();
  }

  #finish(handlers: StreamHandlers<In>, error?: AppError): void {
    this.#window.close();
    if (this.#ended) return;
    this.#ended = true;
    handlers.onEnd(error);
  }

  #post(message: StreamMessage): void {
    this.#port.post(message);
  }
}
