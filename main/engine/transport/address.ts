import { isAbsolute } from 'node:path';
import { type AppError } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';

/** Where an engine listens. */
export type Address =
  | { readonly kind: 'unix'; readonly path: string }
  /** A Windows pipe, `\\.\pipe\docker_engine`; another computer's has its name instead of the dot. */
  | { readonly kind: 'npipe'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** `folder` holds ca.pem, cert.pem, key.pem; '' trusts the system's authorities and sends no certificate. */
  | { readonly kind: 'tls'; readonly host: string; readonly port: number; readonly folder: string }
  /** `path` is the engine's socket over there; undefined for the one that docker takes there by itself. */
  | {
      readonly kind: 'ssh';
      readonly host: string;
      readonly user?: string | undefined;
      readonly port?: number | undefined;
      readonly path?: string | undefined;
      /** A private key's file, beside those of the user's own configuration; see `isIdentityFile`. */
      readonly identity?: string | undefined;
    };

/** The text form, as in DOCKER_HOST. */
export function addressText(address: Address): string {
  switch (address.kind) {
    case 'unix':
      return `unix://${address.path}`;
    case 'npipe':
      return `npipe://${address.path.replaceAll('\\', '/')}`;
    case 'tcp':
    case 'tls':
      return `tcp://${bracketed(address.host)}:${address.port}`;
    case 'ssh': {
      const user = address.user === undefined ? '' : `${address.user}@`;
      const port = address.port === undefined ? '' : `:${address.port}`;
      return `ssh://${user}${bracketed(address.host)}${port}${address.path ?? ''}`;
    }
  }
}

/** True for the path of a private key that can be given to ssh as it is: in others ssh would replace parts. */
export function isIdentityFile(path: string): boolean {
  return isAbsolute(path) && !/[%$\p{Cc}]/u.test(path);
}

/** True where the address cannot be reached from another machine. */
export function isLocal(address: Address): boolean {
  switch (address.kind) {
    case 'unix':
      return true;
    case 'npipe':
      return address.path.startsWith('\\\\.\\');
    case 'tcp':
    case 'tls':
      return /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(address.host);
    case 'ssh':
      return false;
  }
}

/** True where anyone on the network can read along and steer the engine. */
export function isUnprotected(address: Address): boolean {
  return address.kind === 'tcp' && !isLocal(address);
}

/**
 * Reads an address as DOCKER_HOST, docker contexts and podman connections write it; the error names what is wrong with
 * it. `tls` makes a TCP address an encrypted one.
 */
export function parseAddress(written: string, tls?: { readonly folder: string }): Result<Address> {
  const parsed = parse(written, tls);
  if (parsed.ok || withoutPassword(written) === written) return parsed;
  return fail(badAddress(noPassword));
}

/** The text of an address without what looks like a password in it, for showing. */
export function withoutPassword(text: string): string {
  return text.replace(/^([a-z]+:\/\/[^@/:]*):[^@/]*@/, '$1:…@');
}

const noPassword =
  'A password has no place in an address; ssh signs in with keys or its agent, TLS with certificates.';

function parse(text: string, tls: { readonly folder: string } | undefined): Result<Address> {
  const scheme = /^([a-z]+):\/\//.exec(text)?.[1];
  switch (scheme) {
    case 'unix': {
      const path = text.slice('unix://'.length);
      if (!path.startsWith('/')) return fail(badAddress(`The socket path in “${text}” is not absolute.`));
      return ok({ kind: 'unix', path });
    }
    case 'npipe': {
      const path = text.slice('npipe://'.length).replaceAll('/', '\\');
      if (!/^\\\\[^\\]+\\pipe\\[^\\]+$/.test(path))
        return fail(badAddress(`“${text}” is not of the form npipe:////./pipe/name.`));
      return ok({ kind: 'npipe', path });
    }
    case 'tcp':
    case 'http':
    case 'https':
      return parseTcp(text, scheme, scheme === 'https' ? (tls ?? { folder: '' }) : tls);
    case 'ssh':
      return parseSsh(text);
    default:
      return fail(
        badAddress(`“${text}” is no engine address; it starts with unix://, tcp://, ssh:// or npipe://.`),
      );
  }
}

function parseTcp(
  text: string,
  scheme: string,
  tls: { readonly folder: string } | undefined,
): Result<Address> {
  const url = readUrl(`http://${text.slice(scheme.length + 3)}`);
  if (url === undefined) return fail(badAddress(`“${text}” has no valid host and port.`));
  if (url.hostname === '' || url.username !== '' || (url.pathname !== '/' && url.pathname !== '')) {
    return fail(badAddress(`“${text}” is not of the form tcp://host:port.`));
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // The parser leaves out the port that is usual for http, and docker's own usual one is another.
  const port = url.port === '' ? usualPort(text, tls) : Number(url.port);
  return ok(tls === undefined ? { kind: 'tcp', host, port } : { kind: 'tls', host, port, ...tls });
}

function usualPort(text: string, tls: unknown): number {
  if (/:80\/?$/.test(text)) return 80;
  return tls === undefined ? 2375 : 2376;
}

/** What ssh could take for an option, or a shell for more than a word, is no host and no user. */
const hostPattern = /^[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?$|^[0-9A-Fa-f:]+(%[A-Za-z0-9_.-]+)?$/;
const userPattern = /^[A-Za-z0-9_][A-Za-z0-9._@+\\-]*$/;
const pathPattern = /^\/[A-Za-z0-9._@%+=:,/-]+$/;

function parseSsh(text: string): Result<Address> {
  const found = /^ssh:\/\/(?:([^@/]+)@)?(\[[^\]/]+\]|[^:/[\]]+)(?::(\d{1,5}))?(\/.*)?$/.exec(text);
  if (found === null) {
    return fail(badAddress(`“${text}” is not of the form ssh://user@host:port.`));
  }
  const user = found[1];
  const host = (found[2] ?? '').replace(/^\[(.*)\]$/, '$1');
  const port = found[3] === undefined ? undefined : Number(found[3]);
  const path = found[4] === '/' ? undefined : found[4];
  if (!hostPattern.test(host)) return fail(badAddress(`“${host}” is no name of a host.`));
  if (user !== undefined && !userPattern.test(user))
    return fail(badAddress(`“${user}” is no name of a user.`));
  if (port !== undefined && (port < 1 || port > 65_535))
    return fail(badAddress(`${port} is no port; they go from 1 to 65535.`));
  if (path !== undefined && !pathPattern.test(path))
    return fail(badAddress(`“${path}” is no path of a socket that can be given to ssh.`));
  return ok({ kind: 'ssh', host, user, port, path });
}

function readUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function badAddress(message: string): AppError {
  return { kind: 'invalid-input', issues: [{ path: 'address', message }], message };
}
