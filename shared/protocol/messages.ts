import type { AppError } from '../errors';
import type { Result } from '../result';

/** Page to main, over the control port. `id` is chosen by the page and never used twice. */
export type ClientMessage =
  | { readonly t: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly t: 'watch'; readonly id: number; readonly name: string; readonly input: unknown }
  /** Carries one transferred port, which is the stream from then on. `credit` is what main may send at once, in bytes. */
  | {
      readonly t: 'open';
      readonly id: number;
      readonly name: string;
      readonly input: unknown;
      readonly credit: number;
    }
  /** Ends a call or a watch; nothing more is sent for it. */
  | { readonly t: 'cancel'; readonly id: number }
  /** Asks for a new snapshot after a gap in the revisions of a watch. */
  | { readonly t: 'resync'; readonly id: number };

/** A value of a keyed collection. */
export type Entry = readonly [key: string, value: unknown];

/** Main to page, over the control port. A call gets exactly one `answer`. */
export type ServerMessage =
  | { readonly t: 'answer'; readonly id: number; readonly result: Result<unknown> }
  | {
      readonly t: 'snapshot';
      readonly id: number;
      readonly revision: number;
      readonly entries: readonly Entry[];
    }
  /** Applies to revision - 1 only. */
  | {
      readonly t: 'patch';
      readonly id: number;
      readonly revision: number;
      readonly upserts: readonly Entry[];
      readonly removes: readonly string[];
    }
  /** The watch could not be served, or no longer can be; nothing follows. */
  | { readonly t: 'watch-error'; readonly id: number; readonly error: AppError };

/** Either way, over a stream's own port. Closing the port is cancelling the stream. */
export type StreamMessage =
  | { readonly t: 'item'; readonly item: unknown; readonly cost: number }
  /** Bytes that were consumed, so that as many more may be sent. */
  | { readonly t: 'credit'; readonly bytes: number }
  /** The last message of this direction. */
  | { readonly t: 'end' }
  /** The last message of a stream that failed. */
  | { readonly t: 'error'; readonly error: AppError };

/** True for what has the form of a message from the page, whatever came: names and inputs are checked by the server. */
export function isClientMessage(raw: unknown): raw is ClientMessage {
  if (!isRecord(raw) || !Number.isSafeInteger(raw['id'])) return false;
  switch (raw['t']) {
    case 'call':
    case 'watch':
    case 'open':
      return typeof raw['name'] === 'string';
    default:
      return raw['t'] === 'cancel' || raw['t'] === 'resync';
  }
}

/** True for what has the form of a message on a stream's port; items are checked by their receiver. */
export function isStreamMessage(raw: unknown): raw is StreamMessage {
  return isRecord(raw) && ['item', 'credit', 'end', 'error'].includes(String(raw['t']));
}

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null;
}
