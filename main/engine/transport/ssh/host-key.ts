import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { HostKey } from '#shared/errors';
import { runSsh } from './run-ssh';
import { type SshAddress, sshArguments } from './ssh-command';

const limitMs = 15_000;
const maxKnownHostsBytes = 4 * 1024 * 1024;

/** A key that ssh printed, and where the one is that it contradicts. */
export interface PrintedKey {
  readonly algorithm: string;
  readonly fingerprint: string;
  readonly file?: string | undefined;
  /** From 1. */
  readonly line?: number | undefined;
}

/** The key in ssh's warning about a changed one; undefined where there is no such warning. */
export function changedKey(stderr: string): PrintedKey | undefined {
  const offered = /fingerprint for the (\S+) key sent by the remote host is\s+(SHA256:\S+?)\.?\s/.exec(
    stderr,
  );
  if (offered === null) return undefined;
  const offending = /Offending (?:\S+ )?key (?:for IP )?in (.+?):(\d+)\s*$/m.exec(stderr);
  return {
    algorithm: offered[1] ?? '',
    fingerprint: offered[2] ?? '',
    file: offending?.[1],
    line: offending === null ? undefined : Number(offending[2]),
  };
}

/** The key in what `ssh -v` says; undefined where it did not get so far. */
export function shownKey(stderr: string): PrintedKey | undefined {
  const found = /debug1: Server host key: (\S+) (SHA256:\S+)/.exec(stderr);
  if (found === null) return undefined;
  return { algorithm: algorithmName(found[1] ?? ''), fingerprint: found[2] ?? '' };
}

/** Both keys, for a person to compare: the one of the warning, and the one on the line of known_hosts that it names. */
export async function changedHostKey(stderr: string): Promise<HostKey | undefined> {
  const offered = changedKey(stderr);
  if (offered === undefined) return undefined;
  const trusted =
    offered.file === undefined || offered.line === undefined
      ? undefined
      : await fingerprintAt(offered.file, offered.line);
  return { algorithm: offered.algorithm, offered: offered.fingerprint, trusted, at: Date.now() };
}

/**
 * Asks the server for its key by a sign-in that is refused before anything is sent, through the user's own configuration
 * with its jump hosts. Undefined where the server does not answer.
 */
export async function unknownHostKey(
  address: SshAddress,
  signal?: AbortSignal,
): Promise<HostKey | undefined> {
  const ran = await runSsh(
    'ssh',
    sshArguments(address, 'yes', ['-v', '-S', 'none'], ['exit']),
    limitMs,
    signal,
  );
  const shown = shownKey(ran.stderr);
  if (shown === undefined) return undefined;
  return { algorithm: shown.algorithm, offered: shown.fingerprint, at: Date.now() };
}

/** The name of the file is in words that a server may have put there: what is no file, or too large, is not read. */
async function fingerprintAt(file: string, line: number): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true || found.size > maxKnownHostsBytes) return undefined;
  const text = await readFile(file, 'utf8').catch(() => '');
  return knownHostFingerprint(text.split(/\r?\n/)[line - 1] ?? '');
}

/** `SHA256:…` of the key on one line of known_hosts; undefined where there is none. */
export function knownHostFingerprint(line: string): string | undefined {
  const words = line.trim().split(/\s+/);
  // A marker such as @cert-authority comes before names, algorithm and key.
  const [algorithm, key] = words.slice(words[0]?.startsWith('@') === true ? 2 : 1);
  if (key === undefined || !/^(ssh|ecdsa|sk)-/.test(algorithm ?? '') || !/^[A-Za-z0-9+/]+={0,2}$/.test(key))
    return undefined;
  const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

/** `ED25519` of `ssh-ed25519`, as ssh itself calls it in its questions. */
function algorithmName(name: string): string {
  if (name.includes('ed25519')) return 'ED25519';
  if (name.includes('ecdsa')) return 'ECDSA';
  return name.includes('rsa') ? 'RSA' : name;
}
