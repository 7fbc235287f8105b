import type { AppError, HostKey, UnreachableReason } from '#shared/errors';
import { addressText } from '../address';
import { changedHostKey, unknownHostKey } from './host-key';
import { signInByHand, type SshAddress } from './ssh-command';

/** How an ssh process ended. */
export interface SshEnd {
  /** 255 is ssh's own failure, anything else is the remote command's; undefined where it was ended. */
  readonly code: number | undefined;
  readonly stderr: string;
}

/** Why there is no ssh at all. */
export function noSshProgram(): AppError {
  return {
    kind: 'engine-unreachable',
    reason: 'no-program',
    message: 'The program ssh, which connections over SSH are made with, is not on this computer.',
    remedy: 'Install the OpenSSH client, so that ssh can be called in a terminal.',
  };
}

/** The sentence for an ssh process that ended, with the keys of the host where they are the reason. */
export async function explainSsh(address: SshAddress, end: SshEnd, signal?: AbortSignal): Promise<AppError> {
  const error = sshFailure(address, end);
  if (error.kind !== 'engine-unreachable') return error;
  const { reason } = error;
  if (reason !== 'host-key-changed' && reason !== 'host-key-unknown') return error;
  const hostKey =
    reason === 'host-key-changed' ? await changedHostKey(end.stderr) : await unknownHostKey(address, signal);
  return { ...error, hostKey, message: error.message + keyText(hostKey) };
}

/** The same from the text alone. */
export function sshFailure(address: SshAddress, { code, stderr }: SshEnd): AppError {
  const at = addressText(address);
  const { host } = address;
  // What runs over there may say the same of a host that it goes on to; that is none of our own sign-in.
  if (code !== 255 && code !== undefined) return remoteFailure(address, at, code, stderr);
  const has = (pattern: RegExp): boolean => pattern.test(stderr);
  if (has(/REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/))
    return unreachable(
      'host-key-changed',
      `${host} is not using the key that you trusted. Nothing was sent to it.`,
      'If the server was not reinstalled, somebody may be answering in its place. If it was, remove the old key and trust the new one.',
      `ssh-keygen -R ${address.port === undefined || address.port === 22 ? host : `'[${host}]:${address.port}'`}`,
    );
  if (has(/Host key verification failed|host key is known for .* and you have requested strict checking/))
    return unreachable(
      'host-key-unknown',
      `The key of ${host} is in no known_hosts file, so it cannot be told whether it is the right machine.`,
      'Sign in once in a terminal, compare the fingerprint, and accept it.',
      signInByHand(address),
    );
  return ownFailure(address, at, stderr);
}

/** What ssh itself says. */
function ownFailure(address: SshAddress, at: string, stderr: string): AppError {
  const { host } = address;
  const has = (pattern: RegExp): boolean => pattern.test(stderr);
  const port = String(address.port ?? 22);
  if (has(/Permission denied|Too many authentication failures|No more authentication methods/))
    return unreachable(
      'sign-in-refused',
      `${host} accepted none of your keys${address.user === undefined ? '' : ` for the user “${address.user}”`}.`,
      has(/UNPROTECTED PRIVATE KEY|bad permissions/)
        ? 'The private key is readable for others, so ssh ignores it; make it readable for you alone.'
        : 'Add your key to the SSH agent (ssh-add), or have it allowed over there. Passwords are not asked for.',
      signInByHand(address),
    );
  if (has(/Could not resolve hostname|Name or service not known|nodename nor servname/))
    return unreachable(
      'unknown-host',
      `The name “${host}” cannot be resolved.`,
      'Check the name and the network.',
    );
  if (has(/Connection refused/))
    return unreachable(
      'refused',
      `${host} takes no SSH connections at port ${port}.`,
      'Check the port, and that its SSH server runs.',
    );
  if (has(/timed out|Operation timed out|No route to host|unreachable|Host is down/i))
    return unreachable(
      'no-answer',
      `${host} did not answer at port ${port}.`,
      'Check the network and the address.',
    );
  if (has(/Bad configuration option|terminating, \d+ bad configuration/))
    return unreachable(
      'no-program',
      `ssh cannot read its configuration: ${lastWords(stderr)}`,
      'Correct ~/.ssh/config, or update the OpenSSH client.',
    );
  if (has(/kex_exchange_identification|Connection closed by|Connection reset by|banner/))
    return unreachable(
      'lost',
      `${host} ended the SSH connection before the sign-in was over.`,
      'Its server may have too many open sign-ins, or may not let this computer in; try again in a moment.',
    );
  const words = lastWords(stderr);
  return unreachable('lost', `The SSH connection to ${at} broke off${words === '' ? '.' : `: ${words}`}`);
}

/** What the command over there says, or the shell that was to start it. */
function remoteFailure(address: SshAddress, at: string, code: number, stderr: string): AppError {
  const { host } = address;
  const has = (pattern: RegExp): boolean => pattern.test(stderr);
  const program = address.path?.includes('/podman/') === true ? 'podman' : 'docker';
  if (has(/permission denied/i))
    return unreachable(
      'no-permission',
      `You may sign in at ${host}, but this user may not open the engine’s socket there.`,
      `Add the user to the group of the socket, usually “docker”, over there.`,
    );
  if (has(/is not a docker command|unknown command|unrecognized command|See '(docker|podman)/i))
    return unreachable(
      'no-engine-there',
      `The ${program} command on ${host} is too old to hand its engine on; it needs Docker 18.09 or newer.`,
      'Update it over there, or forward its socket yourself.',
    );
  if (
    has(
      /Cannot connect to the Docker daemon|Is the docker daemon running|connect: |no such file or directory|unable to connect|Cannot connect to Podman/i,
    ) &&
    code !== 127
  )
    return unreachable(
      'no-engine-there',
      `${host} can be signed in to, but no engine runs at ${address.path ?? 'its usual socket'} there.`,
      'Start the engine over there, or correct the path.',
    );
  if (code === 127 || has(/not found|is not recognized as/i))
    return unreachable(
      'no-engine-there',
      `${host} can be signed in to, but there is no ${program} command in the path of this user.`,
      `Install ${program === 'docker' ? 'the Docker CLI' : 'Podman'} over there, or put it into the PATH of non-interactive shells.`,
    );
  const words = lastWords(stderr);
  return unreachable(
    'no-engine-there',
    `The connection to the engine over ${at} ended with code ${code}${words === '' ? '.' : `: ${words}`}`,
  );
}

function keyText(key: HostKey | undefined): string {
  if (key === undefined) return '';
  const trusted = key.trusted === undefined ? '' : ` The one you trusted is ${key.trusted}.`;
  return ` It shows the ${key.algorithm} key ${key.offered}.${trusted}`;
}

/** The last line that says something, without ssh's own chatter. */
function lastWords(stderr: string): string {
  const lines = stderr
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(debug\d|Warning: Permanently added|mux_client)/.test(line));
  return (lines.at(-1) ?? '').slice(0, 300);
}

function unreachable(
  reason: UnreachableReason,
  message: string,
  remedy?: string,
  command?: string,
): AppError {
  return { kind: 'engine-unreachable', reason, message, remedy, command };
}
