import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { type AppError, cancelled } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import type { CallOptions, EngineClient } from '../client';
import { JsonStreamDecoder } from '../codec/json-stream';
import { toProgressError } from '../compat/progress-error';
import { addressText } from '../transport/address';
import { connectionFailure, unreadableAnswer } from '../transport/failure';
import { pump } from './pump';
import { silenceAt } from './silence';

/** Long work of an engine that tells of itself. */
export interface Work {
  /** Names it in what is said of it: `Pulling redis:7`. */
  readonly what: string;
  readonly signal: AbortSignal;
  /** How long the engine may say nothing, in ms; see `SilenceLimits`. */
  readonly silenceMs: number;
}

/** Asks for the work. Fails with a `timeout` that names it where the engine does not even begin to answer. */
export async function openWork(
  client: EngineClient,
  method: 'GET' | 'POST',
  path: string,
  options: Omit<CallOptions, 'signal' | 'headTimeoutMs'>,
  { what, signal, silenceMs }: Work,
): Promise<Result<IncomingMessage>> {
  const body = await client.open(method, path, { ...options, signal, headTimeoutMs: silenceMs });
  if (body.ok || body.error.kind !== 'timeout') return body;
  return fail(silenceAt(what, silenceMs).error);
}

/**
 * Reads a progress stream to its end and gives every object that tells of no failure. A status of 200 is no success
 * yet: an object with an error, bytes that are no JSON, an end in the middle of an object or before the first one, or too
 * long a silence fails it.
 */
export async function readProgress(
  client: EngineClient,
  body: Readable,
  { what, signal, silenceMs }: Work,
  onObject: (raw: unknown) => void,
): Promise<Result<void>> {
  const decoder = new JsonStreamDecoder();
  let refused: AppError | undefined;
  let objects = 0;
  const take = (chunk: Buffer): AppError | undefined => {
    try {
      for (const raw of decoder.push(chunk)) {
        objects += 1;
        const error = toProgressError(raw);
        if (error === undefined) onObject(raw);
        else refused ??= error;
      }
      return undefined;
    } catch {
      return unreadableAnswer(addressText(client.transport.address));
    }
  };
  const broken = await pump(client, body, signal, take, silenceAt(what, silenceMs));
  if (signal.aborted) return fail(cancelled(what));
  if (refused !== undefined) return fail(refused);
  if (broken !== undefined) return fail(broken);
  if (!decoder.atBoundary) return fail(connectionFailure(client.transport.address, undefined));
  return objects > 0 ? ok(undefined) : fail(unfinished(what));
}

/** The error of work that ended without failure and without what tells of success. */
export function unfinished(what: string): AppError {
  const message = `${what}: the engine ended its answer without saying that it is done. Try again.`;
  return { kind: 'engine-error', status: 200, message };
}

/** Most text of an old engine's answer that is kept. */
const maxTextBytes = 64 * 1024;

/**
 * Reads plain text to its end, as engines before JSON progress send it, and gives it piece by piece. Resolves with the
 * last 64 KiB of it.
 */
export async function readText(
  client: EngineClient,
  body: Readable,
  { what, signal, silenceMs }: Work,
  onText: (text: string) => void,
): Promise<Result<string>> {
  const decoder = new TextDecoder();
  let kept = '';
  const take = (text: string): undefined => {
    if (text === '') return;
    kept = (kept + text).slice(-maxTextBytes);
    onText(text);
  };
  const decode = (chunk: Buffer): undefined => take(decoder.decode(chunk, { stream: true }));
  const broken = await pump(client, body, signal, decode, silenceAt(what, silenceMs));
  take(decoder.decode());
  if (signal.aborted) return fail(cancelled(what));
  return broken === undefined ? ok(kept) : fail(broken);
}
