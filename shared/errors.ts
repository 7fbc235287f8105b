/** Why no answer could be had from an engine at all; each has its own remedy. */
export type UnreachableReason =
  | 'no-permission'
  | 'no-such-socket'
  | 'not-a-socket'
  | 'refused'
  | 'not-an-engine'
  | 'too-new'
  /** It speaks only versions older than any we know. */
  | 'too-old'
  | 'unknown-host'
  /** The TLS handshake failed, or the certificate cannot be trusted. */
  | 'certificate'
  /** The ssh server shows another key than the one in known_hosts: nothing more is sent. */
  | 'host-key-changed'
  /** The ssh server's key is in no known_hosts. */
  | 'host-key-unknown'
  /** ssh refused every key, or TLS the client's certificate. */
  | 'sign-in-refused'
  /** ssh came through, but no docker command or no engine is on the other side. */
  | 'no-engine-there'
  /** A program of this computer that is needed is missing, such as ssh. */
  | 'no-program'
  | 'lost'
  | 'no-answer';

/** One thing that is wrong with what was typed or sent, and where: `path` is dotted, '' for the whole. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

/** The key that an ssh server showed; fingerprints as ssh prints them, `SHA256:…`. */
export interface HostKey {
  /** `ED25519`. */
  readonly algorithm: string;
  readonly offered: string;
  /** The one that known_hosts has instead; absent where it has none. */
  readonly trusted?: string | undefined;
  /** Epoch ms of the moment at which it was offered. */
  readonly at: number;
}

/**
 * Everything that can go wrong, as a value. `message` is a whole sentence for a person: what happened, to what
 * and why; the engine's own words stand in it unchanged. Only `internal` is a bug of ours: `ref` finds it in the log.
 */
export type AppError =
  | {
      readonly kind: 'engine-unreachable';
      readonly reason: UnreachableReason;
      readonly message: string;
      readonly remedy?: string | undefined;
      /** A command that a person can copy to mend it. */
      readonly command?: string | undefined;
      readonly hostKey?: HostKey | undefined;
    }
  | { readonly kind: 'engine-error'; readonly status: number; readonly message: string }
  | { readonly kind: 'not-found'; readonly message: string }
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'denied'; readonly message: string }
  | { readonly kind: 'unsupported'; readonly capability: string; readonly message: string }
  | { readonly kind: 'timeout'; readonly afterMs: number; readonly message: string }
  | { readonly kind: 'cancelled'; readonly message: string }
  | { readonly kind: 'invalid-input'; readonly issues: readonly InputIssue[]; readonly message: string }
  | { readonly kind: 'internal'; readonly ref: string; readonly message: string };

/** The words the engine used, or ours where it used none; what a list row or a toast shows. */
export function errorText(error: AppError): string {
  return error.kind === 'engine-unreachable' && error.remedy !== undefined
    ? `${error.message} ${error.remedy}`
    : error.message;
}

/** The error of work that its owner gave up; nothing to report to a person. */
export function cancelled(what: string): AppError {
  return { kind: 'cancelled', message: `${what} was cancelled.` };
}

/** True where trying again by itself is useless or unsafe: a person has to decide first. */
export function needsPerson(error: AppError): boolean {
  if (error.kind === 'unsupported' || error.kind === 'invalid-input') return true;
  if (error.kind !== 'engine-unreachable') return false;
  switch (error.reason) {
    case 'host-key-changed':
    case 'host-key-unknown':
    case 'certificate':
    case 'sign-in-refused':
    case 'no-program':
    case 'too-new':
    case 'too-old':
      return true;
    case 'no-permission':
    case 'no-such-socket':
    case 'not-a-socket':
    case 'refused':
    case 'not-an-engine':
    case 'unknown-host':
    case 'no-engine-there':
    case 'lost':
    case 'no-answer':
      return false;
  }
}
