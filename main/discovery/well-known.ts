import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { variable, type World } from './world';

/** A place where some product puts its socket or pipe. */
export interface WellKnown {
  readonly name: string;
  /** `unix://…` or `npipe://…`. */
  readonly text: string;
  /** What it means that nothing is there. */
  readonly absent: { readonly message: string; readonly command?: string };
}

const maxProfiles = 20;

/** Sockets and pipes that engines make, in the order in which most people mean them. */
export function wellKnown(world: World): Promise<readonly WellKnown[]> {
  switch (world.platform) {
    case 'win32':
      return Promise.resolve(windowsPipes);
    case 'linux':
      return onLinux(world);
    default:
      return onMac(world);
  }
}

const windowsPipes: readonly WellKnown[] = [
  pipe('docker_engine', 'Local Docker', 'Docker is not running, or not installed.'),
  pipe('dockerDesktopLinuxEngine', 'Docker Desktop', 'Docker Desktop is not running, or not installed.'),
  pipe(
    'podman-machine-default',
    'Podman machine',
    'No Podman machine runs, or Podman is not installed.',
    'podman machine start',
  ),
];

async function onLinux(world: World): Promise<readonly WellKnown[]> {
  const runtime =
    variable(world, 'XDG_RUNTIME_DIR') ?? (world.uid === undefined ? undefined : `/run/user/${world.uid}`);
  return [
    socket(
      '/var/run/docker.sock',
      'Local Docker',
      'Docker is not running, or not installed.',
      'sudo systemctl start docker',
    ),
    ...(runtime === undefined
      ? []
      : [
          socket(
            join(runtime, 'docker.sock'),
            'Rootless Docker',
            'No rootless Docker runs for this user.',
            'systemctl --user start docker',
          ),
          socket(
            join(runtime, 'podman/podman.sock'),
            'Rootless Podman',
            'Podman’s service is off for this user, or Podman is not installed.',
            'systemctl --user enable --now podman.socket',
          ),
        ]),
    socket(
      join(world.home, '.docker/desktop/docker.sock'),
      'Docker Desktop',
      'Docker Desktop is not running, or not installed.',
    ),
    ...(await shared(world)),
    socket(
      '/run/podman/podman.sock',
      'Local Podman',
      'Podman’s system service is off, or Podman is not installed.',
      'sudo systemctl enable --now podman.socket',
    ),
  ];
}

async function onMac(world: World): Promise<readonly WellKnown[]> {
  const temporary = variable(world, 'TMPDIR');
  const machine = (path: string): WellKnown =>
    socket(
      path,
      'Podman machine',
      'No Podman machine runs, or Podman is not installed.',
      'podman machine start',
    );
  return [
    socket('/var/run/docker.sock', 'Local Docker', 'No engine has made this socket.'),
    socket(
      join(world.home, '.docker/run/docker.sock'),
      'Docker Desktop',
      'Docker Desktop is not running, or not installed.',
    ),
    ...(await shared(world)),
    socket(
      join(world.home, '.orbstack/run/docker.sock'),
      'OrbStack',
      'OrbStack is not running, or not installed.',
    ),
    machine(join(world.home, '.local/share/containers/podman/machine/podman.sock')),
    ...(temporary === undefined ? [] : [machine(join(temporary, 'podman/podman-machine-default-api.sock'))]),
  ];
}

/** Products of both Unix worlds; those with profiles or instances are looked up in their folders. */
async function shared(world: World): Promise<readonly WellKnown[]> {
  const colima = variable(world, 'COLIMA_HOME') ?? join(world.home, '.colima');
  const lima = variable(world, 'LIMA_HOME') ?? join(world.home, '.lima');
  return [
    ...(await below(colima, ['default'])).map((profile) =>
      socket(
        join(colima, profile, 'docker.sock'),
        profile === 'default' ? 'Colima' : `Colima, ${profile}`,
        'Colima is not running, or not installed.',
        profile === 'default' ? 'colima start' : `colima start --profile ${profile}`,
      ),
    ),
    socket(
      join(world.home, '.rd/docker.sock'),
      'Rancher Desktop',
      'Rancher Desktop is not running, or not installed.',
    ),
    ...(await below(lima, [])).map((instance) =>
      socket(
        join(lima, instance, 'sock/docker.sock'),
        `Lima, ${instance}`,
        'This Lima instance is not running, or has no Docker.',
        `limactl start ${instance}`,
      ),
    ),
  ];
}

/** Names of the folders below one, the usual ones first even if they are missing. Names that no tool makes are left. */
async function below(folder: string, usual: readonly string[]): Promise<readonly string[]> {
  try {
    const found = (await readdir(folder, { withFileTypes: true }))
      .filter((each) => each.isDirectory() && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(each.name))
      .map(({ name }) => name)
      .sort();
    return [...new Set([...usual, ...found])].slice(0, maxProfiles);
  } catch {
    return usual;
  }
}

function socket(path: string, name: string, message: string, command?: string): WellKnown {
  return { name, text: `unix://${path}`, absent: { message, ...(command === undefined ? {} : { command }) } };
}

function pipe(id: string, name: string, message: string, command?: string): WellKnown {
  return {
    name,
    text: `npipe:////./pipe/${id}`,
    absent: { message, ...(command === undefined ? {} : { command }) },
  };
}
