import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianMirror } from './apt-mirror';
import { run } from './run';

/** The newest Docker that a Debian release carries. */
const wanted = '28.5';
const suites = ['sid', 'forky'];
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** Survives runs, and is nobody else's. */
const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'pilothouse');
const home = join(cache, `docker-${wanted}`);

/** Folders to look in for dockerd and containerd, or why they cannot be had, as a sentence. */
export type NewerDocker =
  | { readonly path: readonly string[]; readonly why?: undefined }
  | { readonly path?: undefined; readonly why: string };

/** What an earlier `fetchNewerDocker` left; looks only. */
export function newerDocker(): NewerDocker {
  const path = [join(home, 'usr', 'sbin'), join(home, 'usr', 'bin')];
  return existsSync(join(home, 'usr', 'sbin', 'dockerd'))
    ? { path }
    : { why: `Docker ${wanted} was not fetched.` };
}

/**
 * Fetches Docker 28.5 and its containerd from a newer Debian than the machine's, without installing them: their programs
 * run beside the machine's own. About 50 MB and 15 s, once; later calls find it. Never rejects.
 */
export async function fetchNewerDocker(log: (line: string) => void = console.log): Promise<NewerDocker> {
  if (newerDocker().path !== undefined) return newerDocker();
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return { why: `Docker ${wanted} can be fetched on Linux and as root only.` };
  const mirror = await debianMirror();
  if (mirror === undefined)
    return { why: `Docker ${wanted} comes from Debian, and this machine uses no mirror of it.` };
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'fetch-'));
  try {
    let why = '';
    for (const suite of suites) {
      log(`Fetching Docker ${wanted} from Debian ${suite}`);
      why = await fetchFrom(mirror, suite, folder);
      if (why === '') {
        await rename(join(folder, 'root'), home);
        return newerDocker();
      }
    }
    return { why };
  } catch (error) {
    return { why: `Docker ${wanted} could not be fetched: ${String(error)}.` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Gives the complaint, '' for none. The packages are checked against the keys of the machine's own Debian. */
async function fetchFrom(mirror: string, suite: string, folder: string): Promise<string> {
  const inside = (name: string): string => join(folder, name);
  for (const name of ['state/lists/partial', 'cache/archives/partial', 'packages', 'root'])
    await mkdir(inside(name), { recursive: true });
  await writeFile(inside('sources.list'), `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`);
  const settings = [
    `Dir::Etc::sourcelist "${inside('sources.list')}";`,
    'Dir::Etc::sourceparts "/dev/null";',
    `Dir::State "${inside('state')}";`,
    `Dir::Cache "${inside('cache')}";`,
    'Dir::State::status "/dev/null";',
    'Acquire::Check-Valid-Until "false";',
    'APT::Sandbox::User "root";',
  ];
  await writeFile(inside('apt.conf'), `${settings.join('\n')}\n`);
  const env = { ...process.env, APT_CONFIG: inside('apt.conf'), DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (command: string, args: readonly string[]): ReturnType<typeof run> =>
    run(command, args, { env, timeoutMillis: 300_000 });
  const updated = await apt('apt-get', ['update', '-q']);
  if (updated.status !== 0) return `apt-get update of Debian ${suite} failed: ${updated.stderr.slice(-300)}`;
  const policy = await apt('apt-cache', ['policy', 'docker.io']);
  const candidate = /Candidate: (\S+)/.exec(policy.stdout)?.[1] ?? 'none';
  if (!candidate.startsWith(wanted)) return `Debian ${suite} has Docker ${candidate}, not ${wanted}.`;
  // apt-get writes into the folder it is called in.
  const fetched = await apt('sh', [
    '-c',
    'cd "$0" && exec apt-get download -q docker.io containerd',
    inside('packages'),
  ]);
  if (fetched.status !== 0) return `The packages could not be fetched: ${fetched.stderr.slice(-300)}`;
  for (const name of await readdir(inside('packages'))) {
    const unpacked = await run('dpkg-deb', ['-x', join(inside('packages'), name), inside('root')]);
    if (unpacked.status !== 0) return `${name} could not be unpacked: ${unpacked.stderr.slice(-300)}`;
  }
  return '';
}
