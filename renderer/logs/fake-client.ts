import type { StreamItem, StreamName, StreamUpward } from '#shared/contract/index';
import type { AppError } from '#shared/errors';
import type { PortLike } from '#shared/protocol/port';
import { StreamChannel } from '#shared/protocol/stream-channel';
import { Client } from '../bridge/client';

/** A port pair in one thread that delivers in a microtask. */
function localChannel(): readonly [PortLike, PortLike] {
  const ends = [0, 1].map(() => ({
    handler: undefined as ((message: unknown, ports: readonly PortLike[]) => void) | undefined,
    closed: [] as (() => void)[],
    open: true,
  })) as [End, End];
  const close = (): void => {
    for (const end of ends) {
      if (!end.open) continue;
      end.open = false;
      for (const handler of end.closed) queueMicrotask(handler);
    }
  };
  const port = (mine: End, other: End): PortLike => ({
    post: (message, transfer = []) => {
      if (mine.open) queueMicrotask(() => other.handler?.(message, transfer));
    },
    listen: (handler) => {
      mine.handler = handler;
    },
    onClose: (handler) => {
      if (mine.open) mine.closed.push(handler);
      else queueMicrotask(handler);
    },
    close,
  });
  return [port(ends[0], ends[1]), port(ends[1], ends[0])];
}

interface End {
  handler: ((message: unknown, ports: readonly PortLike[]) => void) | undefined;
  closed: (() => void)[];
  open: boolean;
}

/** Main's end of a stream that the page opened. */
export interface FakeStream<N extends StreamName> {
  readonly name: N;
  readonly input: Record<string, unknown>;
  readonly send: (item: StreamItem<N>, cost?: number) => void;
  readonly end: (error?: AppError) => void;
  /** What the page sent. */
  readonly upward: StreamUpward<N>[];
  /** Bytes that the page said it consumed. */
  readonly consumed: () => number;
  readonly closed: () => boolean;
}

/** A client with a scripted main behind it, for tests only. */
export class FakeMain {
  readonly client: Client;
  readonly streams: FakeStream<StreamName>[] = [];
  readonly calls: { readonly name: string; readonly input: Record<string, unknown> }[] = [];
  readonly watches: {
    readonly name: string;
    readonly input: Record<string, unknown>;
    /** Sends everything that there is. */
    readonly snapshot: (entries: readonly (readonly [string, unknown])[]) => void;
  }[] = [];
  /** Answers calls; `{}` where it gives undefined. */
  answer: (name: string, input: Record<string, unknown>) => unknown = (name) =>
    name === 'containers.past' ? { notices: [] } : undefined;

  constructor() {
    const [page, main] = localChannel();
    main.listen((raw, ports) => this.#receive(main, raw as Message, ports));
    this.client = new Client(page, localChannel);
  }

  /** The streams of a name that are still open. */
  open<N extends StreamName>(name: N): FakeStream<N>[] {
    return this.streams.filter(
      (stream) => stream.name === name && !stream.closed(),
    ) as unknown as FakeStream<N>[];
  }

  #receive(main: PortLike, message: Message, ports: readonly PortLike[]): void {
    if (message.t === 'call') {
      const input = message.input as Record<string, unknown>;
      this.calls.push({ name: message.name, input });
      const value = this.answer(message.name, input) ?? {};
      main.post({ t: 'answer', id: message.id, result: { ok: true, value } });
    }
    if (message.t === 'watch') {
      this.watches.push({
        name: message.name,
        input: message.input as Record<string, unknown>,
        snapshot: (entries) => main.post({ t: 'snapshot', id: message.id, revision: 0, entries }),
      });
    }
    const port = ports[0];
    if (message.t !== 'open' || port === undefined) return;
    const upward: never[] = [];
    let consumed = 0;
    let closed = false;
    const channel = new StreamChannel<unknown, never>(
      {
        ...port,
        listen: (handler) =>
          port.listen((raw, more) => {
            const credit = raw as { t: string; bytes: number };
            if (credit.t === 'credit') consumed += credit.bytes;
            handler(raw, more);
          }),
      },
      message.credit,
      {
        onItem: (item, done) => {
          upward.push(item);
          done();
        },
        onEnd: () => {
          closed = true;
        },
      },
    );
    channel.grant(262_144);
    this.streams.push({
      name: message.name as StreamName,
      input: message.input as Record<string, unknown>,
      send: (item, cost = 100) => channel.send(item, cost),
      end: (error) => {
        closed = true;
        channel.end(error);
      },
      upward,
      consumed: () => consumed,
      closed: () => closed,
    });
  }
}

interface Message {
  readonly t: string;
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
  readonly credit: number;
}
