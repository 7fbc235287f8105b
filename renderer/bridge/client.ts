import type {
  CallInput,
  CallName,
  CallOutput,
  StreamInput,
  StreamItem,
  StreamName,
  StreamUpward,
  WatchInput,
  WatchName,
  WatchValue,
} from '#shared/contract/index';
import { streamWindows } from '#shared/contract/windows';
import { type AppError, cancelled } from '#shared/errors';
import type { ClientMessage, Entry, ServerMessage } from '#shared/protocol/messages';
import type { PortLike } from '#shared/protocol/port';
import { StreamChannel, type StreamHandlers } from '#shared/protocol/stream-channel';
import { fail, type Result } from '#shared/result';

/** What a watch tells its owner. A snapshot replaces everything known before; it comes again after a gap. */
export interface WatchHandlers<Value> {
  readonly onSnapshot: (entries: readonly (readonly [key: string, value: Value])[]) => void;
  readonly onPatch: (
    upserts: readonly (readonly [key: string, value: Value])[],
    removes: readonly string[],
  ) => void;
  /** Nothing follows. */
  readonly onError: (error: AppError) => void;
}

interface OpenWatch {
  readonly handlers: WatchHandlers<unknown>;
  revision: number;
}

/**
 * The page's end of the contract, over one control port. Answers and patches arrive in order. When the port goes,
 * every open call is answered with `cancelled` and every watch with an error; nothing is kept.
 */
export class Client {
  readonly #port: PortLike;
  readonly #makeChannel: () => readonly [PortLike, PortLike];
  readonly #calls = new Map<number, (result: Result<unknown>) => void>();
  readonly #watches = new Map<number, OpenWatch>();
  #nextId = 1;
  #closed = false;

  /** `makeChannel` gives both ends of a new channel of the same kind of port. */
  constructor(port: PortLike, makeChannel: () => readonly [PortLike, PortLike]) {
    this.#port = port;
    this.#makeChannel = makeChannel;
    port.onClose(() => this.#portClosed());
    port.listen((message) => this.#receive(message as ServerMessage));
  }

  /** Asks once. Never rejects: errors are values. `abort` gives the call up, also in main. */
  call<N extends CallName>(
    name: N,
    input: CallInput<N>,
    abort?: AbortSignal,
  ): Promise<Result<CallOutput<N>>> {
    if (this.#closed || abort?.aborted === true) return Promise.resolve(fail(cancelled(name)));
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const settle = (result: Result<unknown>): void => {
        this.#calls.delete(id);
        abort?.removeEventListener('abort', onAbort);
        resolve(result as Result<CallOutput<N>>);
      };
      const onAbort = (): void => {
        this.#send({ t: 'cancel', id });
        settle(fail(cancelled(name)));
      };
      abort?.addEventListener('abort', onAbort, { once: true });
      this.#calls.set(id, settle);
      this.#send({ t: 'call', id, name, input });
    });
  }

  /** Follows a collection until the returned function is called. */
  watch<N extends WatchName>(
    name: N,
    input: WatchInput<N>,
    handlers: WatchHandlers<WatchValue<N>>,
  ): () => void {
    if (this.#closed) {
      handlers.onError(cancelled(name));
      return () => undefined;
    }
    const id = this.#nextId++;
    this.#watches.set(id, { handlers: handlers as WatchHandlers<unknown>, revision: -1 });
    this.#send({ t: 'watch', id, name, input });
    return () => {
      if (this.#watches.delete(id)) this.#send({ t: 'cancel', id });
    };
  }

  /** Opens a stream on a port of its own. The caller owns it: `close()` cancels the stream in main, too. */
  open<N extends StreamName>(
    name: N,
    input: StreamInput<N>,
    handlers: StreamHandlers<StreamItem<N>>,
  ): StreamChannel<StreamUpward<N>, StreamItem<N>> {
    const [ours, theirs] = this.#makeChannel();
    const channel = new StreamChannel<StreamUpward<N>, StreamItem<N>>(ours, 0, handlers);
    if (this.#closed) {
      channel.close();
      handlers.onEnd(cancelled(name));
      return channel;
    }
    const id = this.#nextId++;
    this.#port.post({ t: 'open', id, name, input, credit: streamWindows[name] } satisfies ClientMessage, [
      theirs,
    ]);
    return channel;
  }

  /** Gives everything up. */
  close(): void {
    this.#port.close();
    this.#portClosed();
  }

  #send(message: ClientMessage): void {
    if (!this.#closed) this.#port.post(message);
  }

  #receive(message: ServerMessage): void {
    switch (message.t) {
      case 'answer':
        this.#calls.get(message.id)?.(message.result);
        break;
      case 'snapshot': {
        const watch = this.#watches.get(message.id);
        if (watch === undefined) break;
        watch.revision = message.revision;
        watch.handlers.onSnapshot(message.entries);
        break;
      }
      case 'patch':
        this.#patch(message.id, message.revision, message.upserts, message.removes);
        break;
      case 'watch-error': {
        const watch = this.#watches.get(message.id);
        this.#watches.delete(message.id);
        watch?.handlers.onError(message.error);
        break;
      }
    }
  }

  #patch(id: number, revision: number, upserts: readonly Entry[], removes: readonly string[]): void {
    const watch = this.#watches.get(id);
    if (watch === undefined) return;
    if (revision !== watch.revision + 1) {
      // A lost patch cannot be mended by the next one: ask for everything again, and ignore patches until it comes.
      if (watch.revision !== -1) this.#send({ t: 'resync', id });
      watch.revision = -1;
      return;
    }
    watch.revision = revision;
    watch.handlers.onPatch(upserts, removes);
  }

  #portClosed(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const settle of [...this.#calls.values()]) settle(fail(cancelled('The window')));
    const watches = [...this.#watches.values()];
    this.#watches.clear();
    for (const watch of watches) watch.handlers.onError(cancelled('The window'));
  }
}
