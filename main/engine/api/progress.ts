import type { Readable } from 'node:stream';
import { type AppError, cancelled } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { JsonStreamDecoder } from '../codec/json-stream';
import { toProgressError } from '../compat/progress-error';
import { addressText } from '../transport/address';
import { connectionFailure, unreadableAnswer } from '../transport/failure';
import { pump } from './pump';

/**
 * Reads a progress stream to its end and gives every object that tells of no failure. A status of 200 is no success
 * yet: an object with an error, bytes that are no JSON, or an end in the middle of an object fails it. `what` names
 * the work for the message of a cancel.
 */
export async function readProgress(
  client: EngineClient,
  body: Readable,
  what: string,
  onObject: (raw: unknown) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  const decoder = new JsonStreamDecoder();
  let refused: AppError | undefined;
  const broken = await pump(client, body, signal, (chunk) => {
    try {
      for (const raw of decoder.push(chunk)) {
        const error = toProgressError(raw);
        if (error === undefined) onObject(raw);
        else refused ??= error;
      }
      return undefined;
    } catch {
      return unreadableAnswer(addressText(client.transport.address));
    }
  });
  if (signal.aborted) return fail(cancelled(what));
  if (refused !== undefined) return fail(refused);
  if (broken !== undefined) return fail(broken);
  return decoder.atBoundary ? ok(undefined) : fail(connectionFailure(client.transport.address, undefined));
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
  what: string,
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<Result<string>> {
  const decoder = new TextDecoder();
  let kept = '';
  const take = (text: string): void => {
    if (text === '') return;
    kept = (kept + text).slice(-maxTextBytes);
    onText(text);
  };
  const broken = await pump(client, body, signal, (chunk) => {
    take(decoder.decode(chunk, { stream: true }));
    return undefined;
  });
  take(decoder.decode());
  if (signal.aborted) return fail(cancelled(what));
  return broken === undefined ? ok(kept) : fail(broken);
}
