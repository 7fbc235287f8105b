import { accessSync, constants, existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { run } from './run';

/** What a test may need; without its tools it is skipped. */
export type ToolName = 'engine' | 'chromium' | 'podman' | 'registry' | 'sshd' | 'openssl';

interface Tool {
  readonly program: string;
  readonly packageName: string;
  /** Which tests cannot run without it. */
  readonly needs: readonly ToolName[];
  readonly present: () => boolean;
}

export interface MissingTool {
  readonly packageName: string;
  readonly needs: readonly ToolName[];
  /** Why it was not installed, as a sentence. */
  readonly why: string;
}

/** The first of these programs in PATH or in the administrator's folders, which PATH often lacks. */
export function findProgram(...names: readonly string[]): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/bin', '/bin'];
  return folders
    .filter((folder) => folder !== '')
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

const program = (packageName: string, needs: readonly ToolName[], ...names: readonly string[]): Tool => ({
  program: names[0] ?? packageName,
  packageName,
  needs,
  present: () => findProgram(...names) !== undefined,
});

const tools: readonly Tool[] = [
  program('docker.io', ['engine'], 'dockerd'),
  program('docker-cli', ['engine'], 'docker'),
  program('iptables', ['engine'], 'iptables'),
  program('iproute2', ['engine'], 'ip'),
  program('busybox-static', ['engine'], 'busybox'),
  program('chromium', ['chromium'], 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'),
  program('podman', ['podman'], 'podman'),
  {
    program: 'netavark',
    packageName: 'netavark',
    needs: ['podman'],
    present: () =>
      ['/usr/lib/podman/netavark', '/usr/libexec/podman/netavark'].some((path) => existsSync(path)),
  },
  {
    program: 'aardvark-dns',
    packageName: 'aardvark-dns',
    needs: ['podman'],
    present: () =>
      ['/usr/lib/podman/aardvark-dns', '/usr/libexec/podman/aardvark-dns'].some((path) => existsSync(path)),
  },
  {
    program: 'catatonit',
    packageName: 'catatonit',
    needs: ['podman'],
    present: () => findProgram('catatonit') !== undefined || existsSync('/usr/libexec/podman/catatonit'),
  },
  program('docker-registry', ['registry'], 'docker-registry'),
  program('openssh-server', ['sshd'], 'sshd'),
  program('openssh-client', ['sshd'], 'ssh'),
  program('openssl', ['openssl'], 'openssl'),
  program('xvfb', [], 'Xvfb'),
  {
    program: 'DejaVu fonts',
    packageName: 'fonts-dejavu-core',
    needs: [],
    present: () => existsSync('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'),
  },
];

const aptEnv = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
const aptOptions = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2'];
const policyFile = '/usr/sbin/policy-rc.d';

/** Why nothing can be installed on this machine, or undefined if it can. */
async function whyNot(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'it can be installed by this script on Debian and Ubuntu only';
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (!/^(ID|ID_LIKE)=.*(debian|ubuntu)/m.test(release)) {
    return 'it can be installed by this script on Debian and Ubuntu only';
  }
  if (process.getuid?.() !== 0) return 'installing needs root';
  return undefined;
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

/** Installs packages without starting their services: a system's own dockerd must never come up because of a test. */
async function install(packages: readonly string[]): Promise<string | undefined> {
  const ownPolicy = !existsSync(policyFile);
  if (ownPolicy) await writeFile(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const update = await run('apt-get', ['update', ...aptOptions], { env: aptEnv, timeoutMillis: 180_000 });
    const known: string[] = [];
    for (const name of packages) {
      // docker-cli is a package of its own from Debian 13 on, and part of docker.io before.
      if ((await run('apt-cache', ['show', name])).status === 0) known.push(name);
    }
    const args = ['install', '--no-install-recommends', ...aptOptions, ...known];
    const result = await run('apt-get', args, { env: aptEnv, timeoutMillis: 600_000 });
    if (result.status === 0) return undefined;
    return `apt-get failed: ${lastLine(result.stderr) || lastLine(update.stderr)}`;
  } finally {
    if (ownPolicy) await rm(policyFile, { force: true });
  }
}

/**
 * Makes sure that the programs which the tests need are there, installing them on Debian or Ubuntu as root.
 * Takes up to about ten minutes on a bare machine, no time when all is there. Gives what is still missing, and why.
 */
export async function ensureTools(
  log: (line: string) => void = console.log,
): Promise<readonly MissingTool[]> {
  const absent = tools.filter((tool) => !tool.present());
  if (absent.length === 0) return [];
  let why = await whyNot();
  if (why === undefined) {
    const packages = absent.map((tool) => tool.packageName);
    log(`Installing ${packages.join(', ')}`);
    why = await install(packages);
  }
  return tools
    .filter((tool) => !tool.present())
    .map(({ packageName, needs, program: name }) => ({
      packageName,
      needs,
      why: `${name} is missing: ${why ?? `the package ${packageName} did not bring it`}.`,
    }));
}

/** One sentence about the missing tools, for people who wonder why tests were skipped. */
export function describeMissing(missing: readonly MissingTool[]): string {
  return missing.map(({ packageName, why }) => `${why} Install the package ${packageName}.`).join(' ');
}

/** Why no private engine can be started here, or undefined if one can. */
export function whyNoEngine(): string | undefined {
  if (process.platform !== 'linux') return 'a private dockerd needs Linux';
  if (process.getuid?.() !== 0) return 'a private dockerd needs root';
  return whyWithout('engine');
}

/** Why tests that need this cannot run here, or undefined if they can. */
export function whyWithout(need: ToolName): string | undefined {
  const absent = tools.filter((tool) => tool.needs.includes(need) && !tool.present());
  return absent.length === 0 ? undefined : `missing: ${absent.map((tool) => tool.packageName).join(', ')}`;
}
