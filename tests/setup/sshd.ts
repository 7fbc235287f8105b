import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { until } from '../support/wait';
import { endLeftovers, engineFolderPrefix, markOwner } from './leftovers';
import { signal } from './processes';
import { run } from './run';
import { findProgram } from './tools';

export interface SshdOptions {
  /** What a remote command finds in its environment, such as DOCKER_HOST. */
  readonly environment?: Readonly<Record<string, string>>;
  /** More lines of sshd_config, such as `MaxSessions 2`. */
  readonly config?: readonly string[];
}

/** An SSH server of the tests' own at 127.0.0.1, and a client configuration that trusts it. */
export interface PrivateSshd {
  readonly folder: string;
  readonly port: number;
  readonly user: string;
  /** `SHA256:…` of the server's key. */
  readonly fingerprint: string;
  /** Where the client looks for keys of hosts; a test may spoil it. */
  readonly knownHosts: string;
  /** How many sign-ins it has let in so far; waits until it has told of so many. */
  logins(atLeast: number): Promise<number>;
  /** Ends it and all its connections, as a machine that goes down. */
  kill(): Promise<void>;
  /** Starts it again at the same port. */
  start(): Promise<void>;
  /** Gives the server another key, as after a reinstallation. */
  changeHostKey(): Promise<void>;
  /** Writes the client's configuration anew, with more lines for this host. */
  configure(lines: readonly string[]): Promise<void>;
  /** Forgets the server's key on the client's side. */
  forgetHostKey(): Promise<void>;
  /** Ends it, its connections, and removes all it had. */
  stop(): Promise<void>;
}

/**
 * A port below those that the system gives to clients: one of them could take it while the server is away, even a client
 * that tries to reach the server, which then connects to itself.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + randomInt(12_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });

/**
 * Starts sshd with its own configuration and keys, and puts an `ssh` first in PATH of this process that knows nothing of
 * the user's own configuration. Needs the programs of `whyWithout('sshd')`. The caller stops it.
 */
export async function startSshd(options: SshdOptions = {}): Promise<PrivateSshd> {
  await endLeftovers();
  const folder = await mkdtemp(join(tmpdir(), engineFolderPrefix));
  await markOwner(folder, undefined);
  const inside = (name: string): string => join(folder, name);
  const sshd = findProgram('sshd') ?? 'sshd';
  const user = userInfo().username;
  const port = await freePort();
  const makeKey = async (name: string): Promise<void> => {
    await rm(inside(name), { force: true });
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', inside(name)]);
  };
  await makeKey('host');
  await makeKey('user');
  // sshd gives up its rights in this folder; only its own package makes it.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const environment = Object.entries({ PATH: process.env['PATH'] ?? '', ...options.environment });
  const config = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${inside('host')}`,
    'PidFile none',
    `AuthorizedKeysFile ${inside('user.pub')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'LogLevel VERBOSE',
    'MaxStartups 100',
    `SetEnv ${environment.map(([name, value]) => `${name}="${value}"`).join(' ')}`,
    ...(options.config ?? []),
  ];
  await writeFile(inside('sshd_config'), `${config.join('\n')}\n`);
  const trust = async (): Promise<void> => {
    const key = (await readFile(inside('host.pub'), 'utf8')).trim();
    await writeFile(inside('known_hosts'), `[127.0.0.1]:${port} ${key}\n`);
  };
  await trust();
  const configure = (lines: readonly string[]): Promise<void> =>
    writeFile(
      inside('config'),
      [
        ...lines,
        `IdentityFile ${inside('user')}`,
        'IdentityAgent none',
        'IdentitiesOnly yes',
        `UserKnownHostsFile ${inside('known_hosts')}`,
        'GlobalKnownHostsFile /dev/null',
        '',
      ].join('\n'),
    );
  await configure([]);
  // Of the programs that the product starts, only the configuration file differs.
  await mkdir(inside('bin'));
  await writeFile(
    inside('bin/ssh'),
    `#!/bin/sh\nexec ${findProgram('ssh') ?? 'ssh'} -F ${inside('config')} "$@"\n`,
  );
  await chmod(inside('bin/ssh'), 0o755);
  const path = process.env['PATH'];
  process.env['PATH'] = `${inside('bin')}:${path ?? ''}`;

  let server: ChildProcess;
  let log = '';
  const start = async (): Promise<void> => {
    server = spawn(sshd, ['-D', '-e', '-f', inside('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    server.stderr?.on('data', (part: Buffer) => {
      log = (log + part.toString()).slice(-1024 * 1024);
    });
    await until(`sshd to listen: ${log}`, () => accepts(port));
  };
  const end = async (): Promise<void> => {
    // Its sessions are processes of their own, in groups of their own.
    const children = await run('ps', ['-o', 'pid=', '--ppid', String(server.pid)]);
    server.kill('SIGKILL');
    for (const pid of children.stdout.split('\n').map(Number)) if (pid > 0) signal(pid, 'SIGTERM');
  };
  await start();
  const print = await run('ssh-keygen', ['-lf', inside('host.pub')]);
  return {
    folder,
    port,
    user,
    fingerprint: print.stdout.split(' ')[1] ?? '',
    knownHosts: inside('known_hosts'),
    logins: async (atLeast) => {
      const count = (): number => log.split('Accepted publickey').length - 1;
      await until(`${atLeast} sign-ins`, () => count() >= atLeast);
      return count();
    },
    kill: end,
    start,
    changeHostKey: async () => {
      await makeKey('host');
      await end();
      await start();
    },
    configure,
    forgetHostKey: () => writeFile(inside('known_hosts'), ''),
    stop: async () => {
      process.env['PATH'] = path;
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
