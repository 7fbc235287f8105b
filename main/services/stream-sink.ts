import type { AppError } from '#shared/errors';

/**
 * A stream's end in main. Send only after `ready()` gave true, or while `writable`; what `ready` lets through is
 * bounded by the window plus one item.
 */
export interface StreamSink<Item, Upward> {
  readonly signal: AbortSignal;
  readonly writable: boolean;
  ready(): Promise<boolean>;
  /** `cost` in bytes of the window. */
  send(item: Item, cost: number): void;
  /** Clean end, or with an error; nothing can be sent afterwards. */
  end(error?: AppError): void;
  /** The page's items, in order; call `consumed` once an item was used. Set once, before the first await. */
  onUpward(handler: (item: Upward, consumed: () => void) => void): void;
}

/** A stream's end for who paces itself by what the page has not consumed yet. */
export interface PacedSink<Item, Upward> extends StreamSink<Item, Upward> {
  /** Bytes of the window that were sent and are not consumed yet. */
  readonly inFlight: number;
  /** Calls back each time the page consumed something. Set once. */
  onCredit(handler: () => void): void;
}
