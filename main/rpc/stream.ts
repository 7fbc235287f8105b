import type { z } from 'zod';
import type { AppError } from '#shared/errors';
import type { PortLike } from '#shared/protocol/port';
import { StreamChannel } from '#shared/protocol/stream-channel';
import type { PacedSink } from '../services/stream-sink';

/** Bytes that a page may send up before main consumed any. */
const upwardWindow = 64 * 1024;

/** A stream that runs; `close` aborts its handler and frees the port. */
export interface ServedStream {
  close(): void;
}

/** Everything one stream needs. `onClosed` is called once, when port and handler are done with. */
export interface StreamParts {
  readonly port: PortLike;
  /** What main may send before the page consumed any. */
  readonly credit: number;
  readonly upward: z.ZodType;
  readonly handler: (input: unknown, sink: PacedSink<unknown, unknown>) => Promise<void>;
  readonly input: unknown;
  readonly onThrow: (cause: unknown) => AppError;
  readonly onClosed: () => void;
}

/** Runs a stream's handler against its port. An upward item that fails its schema ends the stream. */
export function serveStream(parts: StreamParts): ServedStream {
  const controller = new AbortController();
  let closed = false;
  let upwardHandler: ((item: unknown, consumed: () => void) => void) | undefined;
  let creditHandler: (() => void) | undefined;
  const close = (): void => {
    if (closed) return;
    closed = true;
    controller.abort();
    channel.close();
    parts.onClosed();
  };
  const channel = new StreamChannel<unknown, unknown>(parts.port, parts.credit, {
    onItem: (item, consumed) => {
      const parsed = parts.upward.safeParse(item);
      if (parsed.success && upwardHandler !== undefined) upwardHandler(parsed.data, consumed);
      else {
        channel.end({
          kind: 'invalid-input',
          issues: [],
          message: 'The window sent what this stream does not take.',
        });
        controller.abort();
      }
    },
    onEnd: close,
    onCredit: () => creditHandler?.(),
  });
  parts.port.onClose(close);
  const sink: PacedSink<unknown, unknown> = {
    signal: controller.signal,
    get writable() {
      return channel.writable;
    },
    get inFlight() {
      return channel.inFlight;
    },
    ready: () => channel.ready(),
    send: (item, cost) => {
      channel.send(item, cost);
    },
    end: (error) => channel.end(error),
    onCredit: (handler) => {
      creditHandler = handler;
    },
    onUpward: (handler) => {
      upwardHandler = handler;
      channel.grant(upwardWindow);
    },
  };
  parts.handler(parts.input, sink).then(
    () => channel.end(),
    (cause: unknown) => channel.end(controller.signal.aborted ? undefined : parts.onThrow(cause)),
  );
  return { close };
}
