import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { type AppError, cancelled } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import type { Capability, MissingCapabilities } from '#shared/model/capability';
import { type EngineProfile, missingCapabilities } from './compat/capabilities';
import type { ApiVersion } from './compat/version';
import { toErrorMessage } from './compat/errors';
import { addressText } from './transport/address';
import { connectionFailure, notAnEngine, timedOut, unreadableAnswer } from './transport/failure';
import type { Hijacked, HttpAnswer, HttpRequest, HttpTransport } from './transport/http';

/**
 * Query parameters; undefined ones are left out, booleans become `1` and `0`, which every engine understands, and a
 * list repeats its parameter.
 */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** What every call may add. */
export interface CallOptions {
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it flows, with backpressure, instead of a JSON body; destroyed with the request in any case. */
  readonly upload?: Readable;
  /** Undefined ones are left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  /** Until the head of the answer, or since the last part of an upload; 20 s unless said otherwise, `null` for no limit. */
  readonly headTimeoutMs?: number | null;
  /** Longest pause inside a JSON answer; 30 s unless said otherwise, `null` for no limit. */
  readonly stallMs?: number | null;
  /** The answer is a stream of very many small chunks, such as a log. */
  readonly smallChunks?: boolean;
}

const defaultHeadTimeoutMs = 20_000;
const defaultStallMs = 30_000;
const maxJsonBytes = 64 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;

/**
 * One engine at one negotiated API version: prefixes paths, reads JSON with a bound, and turns every refusal into a
 * tagged error that carries the engine's own words. Owns nothing but the transport it was given.
 */
export class EngineClient {
  readonly transport: HttpTransport;
  readonly profile: EngineProfile;
  /** What this engine lacks, each with the sentence that says why. */
  readonly missing: MissingCapabilities;

  constructor(transport: HttpTransport, profile: EngineProfile) {
    this.transport = transport;
    this.profile = profile;
    this.missing = missingCapabilities(profile);
  }

  /** The API version that is spoken. */
  get version(): ApiVersion {
    return this.profile.api;
  }

  /** A success where the engine has it, otherwise `unsupported` with the sentence that says why not. */
  supports(capability: Capability): Result<void> {
    const message = this.missing[capability];
    return message === undefined ? ok(undefined) : fail({ kind: 'unsupported', capability, message });
  }

  /** The path as it goes over the wire, such as `/v1.48/containers/json?all=1`. */
  path(path: string, query: Query = {}): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value === undefined) continue;
      if (typeof value === 'object') for (const each of value) parameters.append(name, each);
      else parameters.set(name, typeof value === 'boolean' ? (value ? '1' : '0') : String(value));
    }
    const text = parameters.toString();
    return `/v${this.version.text}${path}${text === '' ? '' : `?${text}`}`;
  }

  /** A read: GET that answers one JSON document of at most 64 MiB. */
  async getJson(path: string, options: CallOptions = {}): Promise<Result<unknown>> {
    const answer = await this.#request('GET', path, options, true);
    return answer.ok ? this.readJson(answer.value.body, options) : answer;
  }

  /** A change whose answer is one JSON document or nothing; 304 (“already so”) is a success. */
  async send(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    options: CallOptions = {},
  ): Promise<Result<unknown>> {
    const answer = await this.#request(method, path, options, false);
    if (!answer.ok) return answer;
    if (answer.value.status === 204 || answer.value.status === 304) {
      answer.value.body.resume();
      return ok(undefined);
    }
    return this.readJson(answer.value.body, options);
  }

  /** Reads one JSON document of at most 64 MiB from an answer that was opened. */
  async readJson(body: IncomingMessage, options: CallOptions = {}): Promise<Result<unknown>> {
    const bytes = await this.#read(body, maxJsonBytes, options);
    if (!bytes.ok) return bytes;
    if (bytes.value.length === 0) return ok(undefined);
    try {
      return ok(JSON.parse(bytes.value.toString('utf8')) as unknown);
    } catch {
      return fail(notAnEngine(addressText(this.transport.address)));
    }
  }

  /** A change whose answer says nothing more: Podman sends a word of its own there. */
  async act(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    options: CallOptions = {},
  ): Promise<Result<void>> {
    const answer = await this.#request(method, path, options, false);
    if (!answer.ok) return answer;
    const bytes = await this.#read(answer.value.body, maxJsonBytes, options);
    return bytes.ok ? ok(undefined) : bytes;
  }

  /** The headers alone. */
  async head(path: string, options: CallOptions = {}): Promise<Result<IncomingHttpHeaders>> {
    const answer = await this.#request('HEAD', path, options, true);
    if (!answer.ok) return answer;
    answer.value.body.resume();
    return ok(answer.value.headers);
  }

  /** An answer that flows for as long as it likes; the caller reads or destroys the body. */
  async open(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    options: CallOptions = {},
  ): Promise<Result<IncomingMessage>> {
    const answer = await this.#request(method, path, options, false);
    return answer.ok ? ok(answer.value.body) : answer;
  }

  /** Turns the connection into a duplex of bytes; the caller owns and destroys it. */
  async hijack(path: string, options: CallOptions = {}): Promise<Result<Hijacked>> {
    const answer = await this.transport.hijack(this.#build('POST', path, options));
    if (!answer.ok) return fail(this.#ofEngine(answer.error));
    if (answer.value.kind === 'open') return ok(answer.value.hijacked);
    return fail(await this.#refusal(answer.value.answer));
  }

  async #request(
    method: HttpRequest['method'],
    path: string,
    options: CallOptions,
    pooled: boolean,
  ): Promise<Result<HttpAnswer>> {
    const answer = await this.transport.request(this.#build(method, path, options), pooled);
    if (!answer.ok) {
      options.upload?.destroy();
      return fail(this.#ofEngine(answer.error));
    }
    const { status } = answer.value;
    if ((status >= 200 && status < 300) || status === 304) return answer;
    return fail(await this.#refusal(answer.value));
  }

  /** It was met as an engine, so bytes that are no HTTP are a fault on the way. */
  #ofEngine(error: AppError): AppError {
    return error.kind === 'engine-unreachable' && error.reason === 'not-an-engine'
      ? unreadableAnswer(addressText(this.transport.address))
      : error;
  }

  #build(method: HttpRequest['method'], path: string, options: CallOptions): HttpRequest {
    const timeout = options.headTimeoutMs === undefined ? defaultHeadTimeoutMs : options.headTimeoutMs;
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.headers ?? {}))
      if (value !== undefined) headers[name] = value;
    const base = {
      method,
      path: this.path(path, options.query),
      headers,
      signal: options.signal,
      headTimeoutMs: timeout ?? undefined,
      smallChunks: options.smallChunks,
    };
    if (options.upload !== undefined) {
      headers['Content-Type'] ??= 'application/x-tar';
      return { ...base, body: options.upload };
    }
    if (options.body === undefined) return base;
    headers['Content-Type'] ??= 'application/json';
    return { ...base, body: JSON.stringify(options.body) };
  }

  async #read(
    body: IncomingMessage,
    limit: number,
    { signal, stallMs = defaultStallMs }: CallOptions,
  ): Promise<Result<Buffer>> {
    const failure = (cause: unknown): AppError => connectionFailure(this.transport.address, cause);
    return readBody(body, limit, signal, failure, stallMs);
  }

  async #refusal(answer: HttpAnswer): Promise<AppError> {
    const bytes = await this.#read(answer.body, maxErrorBytes, {});
    const text = bytes.ok ? bytes.value.toString('utf8') : '';
    return refusalError(answer.status, toErrorMessage(text) ?? `HTTP status ${answer.status}`);
  }
}

/**
 * Reads a whole body of at most `limit` bytes. A body that pauses for `stallMs` (30 s; `null` waits) counts as lost; so
 * does one that breaks off before its announced length.
 */
export function readBody(
  body: IncomingMessage,
  limit: number,
  signal: AbortSignal | undefined,
  failure: (cause: unknown) => AppError,
  stallMs: number | null = defaultStallMs,
): Promise<Result<Buffer>> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    const stalled = stallMs === null ? undefined : setTimeout(onStall, stallMs, stallMs);
    function settle(result: Result<Buffer>): void {
      clearTimeout(stalled);
      resolve(result);
    }
    function onStall(afterMs: number): void {
      settle(fail(timedOut('The answer stopped in the middle', afterMs)));
      body.destroy();
    }
    body.on('data', (part: Buffer) => {
      stalled?.refresh();
      size += part.length;
      parts.push(part);
      if (size > limit) {
        settle(
          fail({
            kind: 'engine-error',
            status: body.statusCode ?? 0,
            message: `The engine's answer is larger than ${Math.round(limit / 1024 / 1024)} MiB.`,
          }),
        );
        body.destroy();
      }
    });
    body.on('end', () => settle(ok(Buffer.concat(parts))));
    body.on('error', (cause) =>
      settle(fail(signal?.aborted === true ? cancelled('The request') : failure(cause))),
    );
    body.on('close', () => settle(fail(failure(undefined))));
  });
}

/** The tagged error for a refusal with the given status. */
function refusalError(status: number, message: string): AppError {
  switch (status) {
    case 404:
      return { kind: 'not-found', message };
    case 409:
      return { kind: 'conflict', message };
    case 401:
    case 403:
      return { kind: 'denied', message };
    default:
      return { kind: 'engine-error', status, message };
  }
}
