import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { type AppError, cancelled } from '#shared/errors';
import { errorCode } from '../failure';
import { changedKey, shownKey } from './host-key';
import { type HostKeyPolicy, remoteCommand, type SshAddress, sshArguments } from './ssh-command';
import { explainSsh, noSshProgram } from './ssh-failure';

/** How far a connection came, in this order. The first two are not seen where the way goes over a jump host. */
export const sshStages = ['resolved', 'connected', 'host-key', 'signed-in', 'engine'] as const;
export type SshStage = (typeof sshStages)[number];

/** What `ssh -v` has said so far: for each stage that was reached, what there is to know of it. */
export type SshTrace = Readonly<Partial<Record<SshStage, string>>>;

/** How a connection ended: without an error where the engine answered. */
export interface SshTraced {
  readonly error?: AppError | undefined;
  /** The error in a few words, where there are fewer than its own. */
  readonly detail?: string | undefined;
}

/** What `ssh -v` says fits in here; what comes before the last so many bytes is of no more use. */
const maxBytes = 64 * 1024;
/** Any engine answers it, and any HTTP server besides; the answer proves that bytes go through. */
const question = 'GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n';

/**
 * Makes one connection of its own and tells of each stage as it is reached. Resolves when the engine has sent its first
 * bytes, or with why it did not. Aborting `signal` ends it.
 */
export function traceSsh(
  address: SshAddress,
  policy: HostKeyPolicy,
  onStage: (stage: SshStage, detail: string) => void,
  signal: AbortSignal,
): Promise<SshTraced> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ error: cancelled('The check') });
      return;
    }
    const args = sshArguments(address, policy, ['-v', '-S', 'none'], remoteCommand(address));
    const child: ChildProcessWithoutNullStreams = spawn('ssh', [...args], {
      stdio: 'pipe',
      windowsHide: true,
    });
    let said = '';
    const seen = new Set<SshStage>();
    const look = (): void => {
      const trace = readTrace(said);
      for (const stage of sshStages) {
        const detail = trace[stage];
        if (detail === undefined || seen.has(stage)) continue;
        seen.add(stage);
        onStage(stage, detail);
      }
    };
    const finish = (result: SshTraced): void => {
      signal.removeEventListener('abort', onAbort);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      child.kill();
      resolve(result);
    };
    const onAbort = (): void => finish({ error: cancelled('The check') });
    signal.addEventListener('abort', onAbort, { once: true });
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined);
    child.stderr.on('data', (part: Buffer) => {
      said = (said + part.toString()).slice(-maxBytes);
      look();
    });
    child.stdout.once('data', () => {
      look();
      onStage('engine', remoteCommand(address).join(' '));
      finish({});
    });
    child.once('error', (cause) => {
      if (errorCode(cause) === 'ENOENT') finish({ error: noSshProgram() });
    });
    child.once('close', (code) => {
      look();
      void explainSsh(address, { code: code ?? undefined, stderr: said }, signal).then((error) =>
        finish({ error, detail: changedKeyText(said) }),
      );
    });
    child.stdin.write(question);
  });
}

/** Lines are looked at up to here: a server's greeting is among them, and it may be long to do harm. */
const maxLine = 500;

/** Reads what `ssh -v` has said so far. */
export function readTrace(stderr: string): SshTrace {
  const lines = stderr.split(/\r?\n/).map((line) => line.slice(0, maxLine));
  const find = (pattern: RegExp): string | undefined => {
    for (const line of lines) {
      const found = pattern.exec(line);
      if (found !== null) return found[1] ?? found[2] ?? '';
    }
    return undefined;
  };
  const method = find(/^Authenticated to .* using "([^"]+)"|^debug1: Authentication succeeded \(([^)]+)\)/);
  const stages: Record<SshStage, string | undefined> = {
    resolved: find(/^debug1: Connecting to \S+ \[([^\]]+)\] port/),
    connected: find(/^debug1: Connection established\./),
    'host-key': hostKeyText(stderr, lines, find(/^debug1: Found key in .+:(\d+)$/)),
    'signed-in':
      method === undefined
        ? undefined
        : signInText(method, find(/^debug1: Server accepts key: (.+?) \S+ SHA256:/)),
    engine: undefined,
  };
  return Object.fromEntries(Object.entries(stages).filter(([, detail]) => detail !== undefined));
}

/** What differs, in a few words; undefined where ssh warns of no changed key. */
function changedKeyText(stderr: string): string | undefined {
  const key = changedKey(stderr);
  if (key === undefined) return undefined;
  const line = key.line === undefined ? '' : `, line ${key.line}`;
  return `${key.algorithm} key differs from the one in known_hosts${line}`;
}

/** The key once it is trusted, and where it is known; undefined before. */
function hostKeyText(
  stderr: string,
  lines: readonly string[],
  knownLine: string | undefined,
): string | undefined {
  const key = shownKey(stderr);
  const added = lines.some((line) => line.startsWith('Warning: Permanently added'));
  const matches = lines.findIndex((line) => /^debug1: Host '.*' (?:is known and )?matches the /.test(line));
  // The line after it says where it is known; the last one is not whole yet.
  if (key === undefined || !(added || (matches !== -1 && lines.length > matches + 2))) return undefined;
  const where =
    knownLine === undefined ? (added ? ', added to known_hosts' : '') : `, known_hosts line ${knownLine}`;
  return `${key.algorithm} ${key.fingerprint}${where}`;
}

function signInText(method: string, key: string | undefined): string {
  return [method, key].filter((part) => part !== undefined && part !== '').join(', ');
}
