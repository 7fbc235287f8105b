import type http from 'node:http';
import type { AppError } from '#shared/errors';
import { type Address, addressText } from './address';
import { notAnEngine } from './failure';

/** What Go's server says fits in here. */
const maxBytes = 1024;

/**
 * True where an answer to plain TCP looks like a TLS port's: HTTP/1.0, status 400, no headers. No engine and no proxy
 * answers like that to a proper request.
 */
export function looksEncrypted(address: Address, answer: http.IncomingMessage): boolean {
  return (
    address.kind === 'tcp' &&
    answer.statusCode === 400 &&
    answer.httpVersion === '1.0' &&
    answer.rawHeaders.length === 0
  );
}

/** Reads such an answer to its end, and says what it means. */
export async function encryptedInstead(address: Address, answer: http.IncomingMessage): Promise<AppError> {
  let text = '';
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      text += part.toString('latin1');
      if (text.length > maxBytes) break;
    }
  } catch {
    // It broke off: what was read is all there is.
  }
  answer.destroy();
  const at = addressText(address);
  if (!text.includes('HTTPS server')) return notAnEngine(at);
  return {
    kind: 'engine-unreachable',
    reason: 'not-an-engine',
    message: `The engine at ${at} takes encrypted connections only.`,
    remedy: 'Switch TLS on for this connection.',
  };
}
