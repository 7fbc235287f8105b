import type http from 'node:http';
import type { Duplex, Readable } from 'node:stream';

/** One request. Nothing in `path` is encoded any more. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Text and bytes are sent as they are, with their length. A stream is sent as fast as the engine takes it, once the
   * engine is willing to; it is destroyed in any case.
   */
  readonly body?: string | Buffer | Readable;
  /** Length of a stream, where it is known; otherwise it goes in chunks. */
  readonly bodyBytes?: number | undefined;
  /** Aborting destroys the socket, also while the body of the answer is read. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Until the head of the answer, the time to connect included, and from the last part of a stream that was taken;
   * undefined waits for ever.
   */
  readonly headTimeoutMs?: number | undefined;
  /** The answer comes in very many small chunks, such as a log's: they are moved together before they are parsed. */
  readonly smallChunks?: boolean | undefined;
}

/** The head of an answer; `body` flows once it is read, and must be read or destroyed by the caller. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: http.IncomingMessage;
}

/** A connection that became a plain duplex of bytes. The caller owns it and destroys it. */
export interface Hijacked {
  readonly socket: Duplex;
  /** Bytes of the stream that came along with the head. */
  readonly head: Buffer;
  /** Whether ending `socket` leaves what comes from the other side open; not so on Windows pipes. */
  readonly halfClose: boolean;
}

/** A refusal of a hijack, with a body to read. */
export type HijackAnswer =
  | { readonly kind: 'open'; readonly hijacked: Hijacked }
  | { readonly kind: 'refused'; readonly answer: HttpAnswer };
