import type { IncomingMessage } from 'node:http';
import { type AppError, cancelled } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import type { ApiVersion } from './compat/version';
import { addressText } from './transport/address';
import { connectionFailure, notAnEngine, timedOut } from './transport/failure';
import type { Hijacked, HttpAnswer, HttpRequest, HttpTransport } from './transport/http';

/** Query parameters; undefined ones are left out, booleans become `1` and `0`, which every engine understands. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** What every call may add. */
export interface CallOptions {
  readonly query?: Query;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Until the head of the answer; 20 s unless said otherwise, `null` for no limit. */
  readonly headTimeoutMs?: number | null;
}

const defaultHeadTimeoutMs = 20_000;
const maxJsonBytes = 64 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;

/**
 * One engine at one negotiated API version: prefixes paths, reads JSON with a bound, and turns every refusal into a
 * tagged error that carries the engine's own words. Owns nothing but the transport it was given.
 */
export class EngineClient {
  readonly transport: HttpTransport;
  readonly version: ApiVersion;

  constructor(transport: HttpTransport, version: ApiVersion) {
    this.transport = transport;
    this.version = version;
  }

  /** The path as it goes over the wire, such as `/v1.48/containers/json?all=1`. */
  path(path: string, query: Query = {}): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value === undefined) continue;
      parameters.set(name, typeof value === 'boolean' ? (value ? '1' : '0') : String(value));
    }
    const text = parameters.toString();
    return `/v${this.version.text}${path}${text === '' ? '' : `?${text}`}`;
  }

  /** A read: GET that answers one JSON document of at most 64 MiB. */
  async getJson(path: string, options: CallOptions = {}): Promise<Result<unknown>> {
    const answer = await this.#request('GET', path, options, true);
    return answer.ok ? this.#json(answer.value, options.signal) : answer;
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
    return this.#json(answer.value, options.signal);
  }

  /** An answer that flows for as long as it likes; the caller reads or destroys the body. */
  async open(
    method: 'GET' | 'POST',
    path: string,
    options: CallOptions = {},
  ): Promise<Result<IncomingMessage>> {
    const answer = await this.#request(method, path, options, false);
    return answer.ok ? ok(answer.value.body) : answer;
  }

  /** Turns the connection into a duplex of bytes; the caller owns and destroys it. */
  async hijack(path: string, options: CallOptions = {}): Promise<Result<Hijacked>> {
    const answer = await this.transport.hijack(this.#build('POST', path, options));
    if (!answer.ok) return answer;
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
    if (!answer.ok) return answer;
    const { status } = answer.value;
    if ((status >= 200 && status < 300) || status === 304) return answer;
    return fail(await this.#refusal(answer.value));
  }

  #build(method: HttpRequest['method'], path: string, options: CallOptions): HttpRequest {
    const timeout = options.headTimeoutMs === undefined ? defaultHeadTimeoutMs : options.headTimeoutMs;
    const base = {
      method,
      path: this.path(path, options.query),
      signal: options.signal,
      headTimeoutMs: timeout ?? undefined,
    };
    if (options.body === undefined) return base;
    return { ...base, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(options.body) };
  }

  async #json(answer: HttpAnswer, signal: AbortSignal | undefined): Promise<Result<unknown>> {
    const bytes = await this.#read(answer.body, maxJsonBytes, signal);
    if (!bytes.ok) return bytes;
    if (bytes.value.length === 0) return ok(undefined);
    try {
      return ok(JSON.parse(bytes.value.toString('utf8')) as unknown);
    } catch {
      return fail(notAnEngine(addressText(this.transport.address)));
    }
  }

  async #read(
    body: IncomingMessage,
    limit: number,
    signal: AbortSignal | undefined,
  ): Promise<Result<Buffer>> {
    return readBody(body, limit, signal, (cause) => connectionFailure(this.transport.address, cause));
  }

  async #refusal(answer: HttpAnswer): Promise<AppError> {
    const bytes = await this.#read(answer.body, maxErrorBytes, undefined);
    const text = bytes.ok ? bytes.value.toString('utf8') : '';
    return refusalError(answer.status, engineMessage(text) ?? `HTTP status ${answer.status}`);
  }
}

/**
 * Reads a whole body of at most `limit` bytes. A body that pauses for 30 s counts as lost; so does one that breaks
 * off before its announced length.
 */
export function readBody(
  body: IncomingMessage,
  limit: number,
  signal: AbortSignal | undefined,
  failure: (cause: unknown) => AppError,
): Promise<Result<Buffer>> {
  const stallMs = 30_000;
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    let stalled = setTimeout(onStall, stallMs);
    function settle(result: Result<Buffer>): void {
      clearTimeout(stalled);
      resolve(result);
    }
    function onStall(): void {
      settle(fail(timedOut('The answer stopped in the middle', stallMs)));
      body.destroy();
    }
    body.on('data', (part: Buffer) => {
      clearTimeout(stalled);
      stalled = setTimeout(onStall, stallMs);
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

/** The engine's own words in an error body: JSON with `message` (Docker, Podman), otherwise plain text. */
function engineMessage(body: string): string | undefined {
  try {
    const parsed = JSON.parse(body) as unknown;
    if (
      typeof parsed === 'object' &&
      parsed !== null &&
      'message' in parsed &&
      typeof parsed.message === 'string'
    ) {
      return parsed.message.trim() === '' ? undefined : parsed.message.trim();
    }
  } catch {
    // Old engines and proxies answer in plain text.
  }
  const text = body.trim();
  return text === '' || text.startsWith('<') ? undefined : text;
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
