import type { z } from 'zod';
import { contract } from '#shared/contract/index';
import { type AppError, cancelled } from '#shared/errors';
import { isClientMessage, type ServerMessage } from '#shared/protocol/messages';
import type { PortLike } from '#shared/protocol/port';
import { fail, type Result } from '#shared/result';
import { internalError, type Logger } from '../logger';
import type { ReadonlyCollection } from '../state/collection';
import type { Handlers } from './handlers';
import { serveStream, type ServedStream } from './stream';
import { ServedWatch } from './watch';

/** Calls, watches and streams that one window may have open; a page beyond that is out of control. */
const maxOpen = { calls: 512, watches: 128, streams: 256 } as const;

type AnyCall = (input: unknown, context: { readonly signal: AbortSignal }) => Promise<Result<unknown>>;
type AnyWatch = (input: unknown) => Result<ReadonlyCollection<unknown>>;

/**
 * Serves the contract to one window over its control port. Checks every input against its schema, gives every call one
 * answer and a deadline, and frees everything when the port closes.
 */
export class RpcServer {
  readonly #port: PortLike;
  readonly #handlers: Handlers;
  readonly #logger: Logger;
  readonly #calls = new Map<number, AbortController>();
  readonly #watches = new Map<number, ServedWatch>();
  readonly #streams = new Set<ServedStream>();
  #closed = false;

  constructor(port: PortLike, handlers: Handlers, logger: Logger) {
    this.#port = port;
    this.#handlers = handlers;
    this.#logger = logger;
    port.onClose(() => this.close());
    port.listen((message, ports) => this.#receive(message, ports));
  }

  /** What is open, for leak checks. */
  get open(): { readonly calls: number; readonly watches: number; readonly streams: number } {
    return { calls: this.#calls.size, watches: this.#watches.size, streams: this.#streams.size };
  }

  /** Aborts calls, ends watches and streams, closes the port. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const controller of this.#calls.values()) controller.abort();
    for (const watch of this.#watches.values()) watch.stop();
    for (const stream of [...this.#streams]) stream.close();
    this.#calls.clear();
    this.#watches.clear();
    this.#streams.clear();
    this.#port.close();
  }

  #receive(message: unknown, ports: readonly PortLike[]): void {
    if (!isClientMessage(message)) return;
    switch (message.t) {
      case 'call':
        this.#call(message.id, message.name, message.input);
        break;
      case 'watch':
        this.#watch(message.id, message.name, message.input);
        break;
      case 'open':
        this.#open(message.name, message.input, message.credit, ports[0]);
        break;
      case 'cancel':
        this.#calls.get(message.id)?.abort();
        this.#watches.get(message.id)?.stop();
        this.#watches.delete(message.id);
        break;
      case 'resync':
        this.#watches.get(message.id)?.snapshot();
        break;
    }
  }

  #call(id: number, name: string, input: unknown): void {
    const entry = entryOf(name);
    if (entry?.kind !== 'call') return this.#answer(id, fail(unknownName(name)));
    if (this.#calls.has(id)) return this.#answer(id, fail(idTaken()));
    if (this.#calls.size >= maxOpen.calls) return this.#answer(id, fail(tooMany('calls')));
    const parsed = entry.input.safeParse(input);
    if (!parsed.success) return this.#answer(id, fail(invalid(name, parsed.error)));
    void this.#runCall(id, name, parsed.data, entry.deadlineMs);
  }

  async #runCall(id: number, name: string, input: unknown, deadlineMs: number): Promise<void> {
    const controller = new AbortController();
    this.#calls.set(id, controller);
    const late = setTimeout(() => controller.abort(new DeadlineError()), deadlineMs);
    const given = new Promise<Result<unknown>>((resolve) => {
      controller.signal.addEventListener('abort', () =>
        resolve(fail(abortError(name, controller, deadlineMs))),
      );
    });
    try {
      const handler = this.#handlers[name as keyof Handlers] as unknown as AnyCall;
      this.#answer(id, await Promise.race([handler(input, { signal: controller.signal }), given]));
    } catch (cause) {
      this.#answer(id, fail(internalError(this.#logger, name, cause)));
    } finally {
      clearTimeout(late);
      this.#calls.delete(id);
    }
  }

  #watch(id: number, name: string, input: unknown): void {
    const entry = entryOf(name);
    if (entry?.kind !== 'watch') return this.#send({ t: 'watch-error', id, error: unknownName(name) });
    if (this.#watches.has(id)) return this.#send({ t: 'watch-error', id, error: idTaken() });
    if (this.#watches.size >= maxOpen.watches)
      return this.#send({ t: 'watch-error', id, error: tooMany('watches') });
    const parsed = entry.input.safeParse(input);
    if (!parsed.success) return this.#send({ t: 'watch-error', id, error: invalid(name, parsed.error) });
    const handler = this.#handlers[name as keyof Handlers] as unknown as AnyWatch;
    let collection: ReturnType<AnyWatch>;
    try {
      collection = handler(parsed.data);
    } catch (cause) {
      collection = fail(internalError(this.#logger, name, cause));
    }
    if (!collection.ok) return this.#send({ t: 'watch-error', id, error: collection.error });
    this.#watches.set(id, new ServedWatch(id, collection.value, (message) => this.#send(message)));
  }

  #open(name: string, input: unknown, credit: number, port: PortLike | undefined): void {
    if (port === undefined) return;
    const entry = entryOf(name);
    const refuse = (error: AppError): void => port.post({ t: 'error', error });
    if (entry?.kind !== 'stream') return refuse(unknownName(name));
    if (this.#streams.size >= maxOpen.streams) return refuse(tooMany('streams'));
    const parsed = entry.input.safeParse(input);
    if (!parsed.success) return refuse(invalid(name, parsed.error));
    const window = Number.isFinite(credit) && credit > 0 ? Math.min(credit, 16 * 1024 * 1024) : 0;
    const handler = this.#handlers[name as keyof Handlers] as unknown as Parameters<
      typeof serveStream
    >[0]['handler'];
    const served = serveStream({
      port,
      credit: window,
      upward: entry.upward,
      handler,
      input: parsed.data,
      onThrow: (cause) => internalError(this.#logger, name, cause),
      onClosed: () => this.#streams.delete(served),
    });
    this.#streams.add(served);
  }

  #answer(id: number, result: Result<unknown>): void {
    this.#send({ t: 'answer', id, result });
  }

  #send(message: ServerMessage): void {
    if (!this.#closed) this.#port.post(message);
  }
}

class DeadlineError extends Error {}

function entryOf(name: string): (typeof contract)[keyof typeof contract] | undefined {
  return Object.hasOwn(contract, name) ? contract[name as keyof typeof contract] : undefined;
}

function abortError(name: string, controller: AbortController, afterMs: number): AppError {
  if (!(controller.signal.reason instanceof DeadlineError)) return cancelled(name);
  return { kind: 'timeout', afterMs, message: `No answer within ${Math.round(afterMs / 1000)} s (${name}).` };
}

function unknownName(name: string): AppError {
  return {
    kind: 'invalid-input',
    issues: [],
    message: `There is no “${name.slice(0, 80)}” in the contract.`,
  };
}

function idTaken(): AppError {
  return { kind: 'invalid-input', issues: [], message: 'The id is in use.' };
}

function tooMany(what: string): AppError {
  return { kind: 'denied', message: `The window has too many ${what} open.` };
}

/** The issues name the fields, never the values, which may be secret. */
function invalid(name: string, error: z.ZodError): AppError {
  const issues = error.issues
    .slice(0, 16)
    .map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  return { kind: 'invalid-input', issues, message: `The input of ${name} is not valid.` };
}
