import { type AppError } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';

/** Where an engine listens. Other transports (TLS, ssh, named pipes) join here as further kinds. */
export type Address =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** The text form, as in DOCKER_HOST. */
export function addressText(address: Address): string {
  switch (address.kind) {
    case 'unix':
      return `unix://${address.path}`;
    case 'tcp':
      return `tcp://${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
  }
}

/** True where the address cannot be reached from another machine. */
export function isLocal(address: Address): boolean {
  return address.kind === 'unix' || /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(address.host);
}

/** Reads an address as DOCKER_HOST and docker contexts write it; the error names what is wrong with it. */
export function parseAddress(text: string): Result<Address> {
  const scheme = /^([a-z]+):\/\//.exec(text)?.[1];
  switch (scheme) {
    case 'unix': {
      const path = text.slice('unix://'.length);
      if (!path.startsWith('/')) return fail(badAddress(`The socket path in “${text}” is not absolute.`));
      return ok({ kind: 'unix', path });
    }
    case 'tcp':
    case 'http':
      return parseTcp(text, scheme);
    case 'ssh':
    case 'npipe':
    case 'https':
    case 'fd':
      return fail({
        kind: 'unsupported',
        capability: `transport-${scheme}`,
        message: `Engines at ${scheme}:// addresses cannot be reached by this version: “${text}”.`,
      });
    default:
      return fail(badAddress(`“${text}” is no engine address; it starts with unix:// or tcp://.`));
  }
}

function parseTcp(text: string, scheme: string): Result<Address> {
  let url: URL;
  try {
    url = new URL(`http://${text.slice(scheme.length + 3)}`);
  } catch {
    return fail(badAddress(`“${text}” has no valid host and port.`));
  }
  if (url.hostname === '' || url.username !== '' || (url.pathname !== '/' && url.pathname !== '')) {
    return fail(badAddress(`“${text}” is not of the form tcp://host:port.`));
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return ok({ kind: 'tcp', host, port: url.port === '' ? 2375 : Number(url.port) });
}

function badAddress(message: string): AppError {
  return { kind: 'invalid-input', issues: [{ path: 'address', message }], message };
}
