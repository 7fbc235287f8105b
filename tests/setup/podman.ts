import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../support/wait';
import { accessEngine, type EngineAccess } from './engine-access';
import { endLeftovers, engineFolderPrefix, markOwner } from './leftovers';
import { inNetns, makeNetns } from './netns';
import { familyOf, signal, unmountBelow, waitGone } from './processes';
import { run } from './run';
import { findProgram, whyWithout } from './tools';

/** A Podman service of the tests' own, apart from any other on the machine. */
export interface PrivatePodman extends EngineAccess {
  readonly folder: string;
  readonly netns: string | undefined;
  /** Ends every process of it and removes all it had. */
  stop(): Promise<void>;
}

const config = (folder: string): string => `[containers]
default_ulimits = ["nofile=20000:20000", "nproc=20000:20000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "${folder}/tmp"
[network]
network_backend = "netavark"
network_config_dir = "${folder}/networks"
`;

/** Why no Podman can be started here, or undefined if one can. */
export function whyNoPodman(): string | undefined {
  if (process.platform !== 'linux') return 'a private Podman needs Linux';
  if (process.getuid?.() !== 0) return 'a private Podman needs root';
  return whyWithout('podman');
}

/** Starts it in a network namespace of its own and waits until it answers. It takes images from 127.0.0.1:5000 there. */
export async function startPodman(): Promise<PrivatePodman> {
  await endLeftovers();
  const folder = await mkdtemp(join(tmpdir(), engineFolderPrefix));
  const inside = (name: string): string => join(folder, name);
  for (const name of ['tmp', 'networks', 'cli', 'home', 'podman']) await mkdir(inside(name));
  const netns = await makeNetns();
  await markOwner(folder, netns);
  await writeFile(inside('containers.conf'), config(folder));
  await writeFile(inside('registries.conf'), '[[registry]]\nlocation = "127.0.0.1:5000"\ninsecure = true\n');
  // In a folder of this name, as Podman's own are.
  const socket = inside('podman/podman.sock');
  const [command = '', ...args] = inNetns(netns, [
    findProgram('podman') ?? 'podman',
    ...['--root', inside('root'), '--runroot', inside('run'), '--storage-driver', 'vfs'],
    ...['system', 'service', '--time=0', `unix://${socket}`],
  ]);
  const log = openSync(inside('podman.log'), 'a');
  const env = {
    PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`,
    HOME: inside('home'),
    CONTAINERS_CONF: inside('containers.conf'),
    CONTAINERS_REGISTRIES_CONF: inside('registries.conf'),
    XDG_RUNTIME_DIR: inside('tmp'),
  };
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', log, log], env });
  child.on('error', () => undefined);
  closeSync(log);
  const access = accessEngine(socket, inside('cli'));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    for (const pid of familyOf(folder)) signal(pid, 'SIGKILL');
    for (const pid of familyOf(folder)) await waitGone(pid, 2000);
    await unmountBelow(folder);
    if (netns !== undefined) await run('ip', ['netns', 'delete', netns]);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await until('Podman to answer', async () => {
      if (child.exitCode !== null) throw new Error(await readFile(inside('podman.log'), 'utf8'));
      const answer = await access.api('GET', '/_ping').catch(() => undefined);
      return answer?.status === 200;
    });
    return { ...access, folder, netns, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
