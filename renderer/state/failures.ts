import type { AppError, UnreachableReason } from '#shared/errors';

const reasons: Readonly<Record<UnreachableReason, { readonly words: string; readonly title: string }>> = {
  'no-permission': { words: 'no permission', title: 'This user may not use the engine.' },
  'no-such-socket': { words: 'no such socket', title: 'There is no socket at this address.' },
  'not-a-socket': { words: 'not a socket', title: 'What is at this address is no socket.' },
  refused: { words: 'connection refused', title: 'Nothing listens at this address.' },
  'not-an-engine': { words: 'not an engine', title: 'What answers there is no container engine.' },
  'too-new': { words: 'needs a newer Pilothouse', title: 'This engine needs a newer Pilothouse.' },
  'too-old': { words: 'too old', title: 'This engine is too old for Pilothouse.' },
  'unknown-host': { words: 'unknown host', title: 'The name of the host cannot be found.' },
  certificate: { words: 'certificate not trusted', title: 'The certificate cannot be trusted.' },
  'host-key-changed': { words: 'host key changed', title: 'The server is not using the key you trusted.' },
  'host-key-unknown': { words: 'host key unknown', title: 'Nobody has accepted this server\u2019s key yet.' },
  'sign-in-refused': { words: 'sign-in refused', title: 'The server refused to let you in.' },
  'no-engine-there': { words: 'no engine there', title: 'The server was reached, but no engine on it.' },
  'no-program': { words: 'a program is missing', title: 'A program that is needed is missing here.' },
  lost: { words: 'connection lost', title: 'The connection was lost.' },
  'no-answer': { words: 'no answer', title: 'The engine does not answer.' },
};

/**
 * What an error came to in a few words, for where a sentence has no room: `host key changed`. `unprotected`: what a
 * person must agree to before it is called.
 */
export function failureWords(error: AppError, unprotected = false): string {
  switch (error.kind) {
    case 'engine-unreachable':
      return reasons[error.reason].words;
    case 'timeout':
      return 'no answer';
    case 'unsupported':
      return 'not supported';
    case 'denied':
      return unprotected ? 'waits for your consent' : 'not allowed';
    case 'invalid-input':
      return 'settings are not valid';
    case 'cancelled':
      return 'cancelled';
    case 'engine-error':
    case 'not-found':
    case 'conflict':
    case 'internal':
      return 'error';
  }
}

/** A short sentence over the error's own words. */
export function failureTitle(error: AppError): string {
  switch (error.kind) {
    case 'engine-unreachable':
      return reasons[error.reason].title;
    case 'timeout':
      return 'The engine does not answer.';
    case 'unsupported':
      return 'The engine cannot be used.';
    case 'invalid-input':
      return 'The settings of this connection are not valid.';
    case 'denied':
      return 'This is not allowed.';
    case 'engine-error':
    case 'not-found':
    case 'conflict':
    case 'cancelled':
    case 'internal':
      return 'The engine could not be reached.';
  }
}
