import type { Address } from '../address';

export type SshAddress = Extract<Address, { kind: 'ssh' }>;

/** How unknown keys of hosts are met; a changed one is refused with both. */
export type HostKeyPolicy = 'yes' | 'accept-new';

/** ssh gives up by itself after so long without a connection. */
const connectSeconds = 15;

/** `-l`, `-p`, `-i`: what the address says; the rest is in the user's own configuration. */
export function placeArguments(address: SshAddress): readonly string[] {
  return [
    ...(address.user === undefined ? [] : ['-l', address.user]),
    ...(address.port === undefined ? [] : ['-p', String(address.port)]),
    ...(address.identity === undefined ? [] : ['-i', address.identity]),
  ];
}

/**
 * The arguments of one `ssh`, without a shell in between. known_hosts, agent, keys, ProxyJump are the user's own, but what
 * would spoil a stream of bytes is off: a terminal, a command of the configuration, forwardings, questions.
 */
export function sshArguments(
  address: SshAddress,
  policy: HostKeyPolicy,
  more: readonly string[],
  command: readonly string[] = [],
): readonly string[] {
  const options = [
    'BatchMode=yes',
    `ConnectTimeout=${connectSeconds}`,
    'ServerAliveInterval=15',
    'ServerAliveCountMax=3',
    `StrictHostKeyChecking=${policy}`,
    'RemoteCommand=none',
    'ClearAllForwardings=yes',
  ];
  return [
    ...['-T', '-x', '-a'],
    ...options.flatMap((option) => ['-o', option]),
    ...more,
    ...placeArguments(address),
    // What follows is a host and never an option, whatever it looks like.
    '--',
    address.host,
    ...command,
  ];
}

/**
 * What runs over there: it joins its standard streams with the engine's socket. A machine of Podman has no docker
 * command; its sockets lie in a folder `podman`. ssh joins the words with spaces for the shell over there, so no word
 * may hold more than the letters that `parseAddress` lets pass.
 */
export function remoteCommand(address: SshAddress): readonly string[] {
  if (address.path === undefined) return ['docker', 'system', 'dial-stdio'];
  const url = `unix://${address.path}`;
  return address.path.includes('/podman/')
    ? ['podman', '--url', url, 'system', 'dial-stdio']
    : ['docker', '--host', url, 'system', 'dial-stdio'];
}

/** What a person types to sign in by hand, where ssh asks what it must not ask us. */
export function signInByHand(address: SshAddress): string {
  const port = address.port === undefined ? '' : `-p ${address.port} `;
  const user = address.user === undefined ? '' : `${address.user}@`;
  const key = address.identity === undefined ? '' : `-i '${address.identity.replaceAll("'", "'\\''")}' `;
  return `ssh ${key}${port}${user}${address.host}`;
}
