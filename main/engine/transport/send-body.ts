import type http from 'node:http';
import { Readable } from 'node:stream';
import type { AppError } from '#shared/errors';
import type { HttpRequest } from './messages';

/** An engine that does not know `Expect` gets the body after so long without being asked for it. */
const willingMs = 1_000;

/**
 * Ends a request with its body. A stream waits until the engine is willing to take it (`Expect: 100-continue`): a refusal
 * that comes while a body is still being sent is often lost together with the connection. `onPart` is called for each
 * part of a stream that the engine takes.
 */
export function sendBody(outgoing: http.ClientRequest, request: HttpRequest, onPart: () => void): void {
  const { body } = request;
  if (!(body instanceof Readable)) {
    outgoing.end(body);
    return;
  }
  let flowing = false;
  let answered = false;
  const flow = (): void => {
    if (flowing || outgoing.destroyed) return;
    flowing = true;
    clearTimeout(timer);
    // Before the pipe lets go of the source: whoever listens then makes it flow on into nothing.
    outgoing.prependOnceListener('unpipe', () => body.off('data', onPart));
    body.on('data', onPart);
    body.pipe(outgoing);
  };
  const timer = setTimeout(flow, willingMs);
  body.on('error', (cause) => outgoing.destroy(cause));
  // A source that was destroyed without an error must not leave the engine waiting.
  body.on('close', () => {
    if (!body.readableEnded && !answered) outgoing.destroy();
  });
  outgoing.once('continue', flow);
  // Whatever else comes is the answer: nobody reads the rest of the body any more.
  outgoing.once('response', (answer) => {
    clearTimeout(timer);
    answered = true;
    if (body.readableEnded) return;
    body.unpipe(outgoing);
    body.destroy();
    // The request was never finished, so the connection is of no more use once the answer is read.
    answer.once('end', () => outgoing.destroy());
  });
  outgoing.once('close', () => {
    clearTimeout(timer);
    body.destroy();
  });
  outgoing.flushHeaders();
}

/** What the source of a body broke off with: the engine is not to blame. Undefined where it did not. */
export function sourceFailure({ body }: HttpRequest): AppError | undefined {
  if (!(body instanceof Readable) || body.errored === null) return undefined;
  const message = `What was to be sent could not be read: ${body.errored.message}.`;
  return { kind: 'invalid-input', issues: [{ path: '', message }], message };
}

/** Why there is nothing to send: its source was over before it was asked for anything. */
export function goneSource(request: HttpRequest): AppError | undefined {
  if (!(request.body instanceof Readable) || !request.body.destroyed) return undefined;
  const message = 'What was to be sent was given up before it was sent.';
  return sourceFailure(request) ?? { kind: 'invalid-input', issues: [{ path: '', message }], message };
}

/** The headers of a request; `host` is what stands in `Host`. */
export function requestHeaders(request: HttpRequest, host: string): Record<string, string | number> {
  const headers: Record<string, string | number> = {
    Host: host,
    'User-Agent': 'Pilothouse',
    ...request.headers,
  };
  const { body } = request;
  if (body instanceof Readable) {
    headers['Expect'] = '100-continue';
    if (request.bodyBytes === undefined) headers['Transfer-Encoding'] = 'chunked';
    else headers['Content-Length'] = request.bodyBytes;
  } else if (body !== undefined) headers['Content-Length'] = Buffer.byteLength(body);
  else if (request.method === 'POST' || request.method === 'PUT') headers['Content-Length'] = 0;
  return headers;
}
