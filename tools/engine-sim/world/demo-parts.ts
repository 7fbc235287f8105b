import { container, second } from './builders';
import type { ContainerSpec, Load, LogPace } from './model';

/** What a demo container says of itself. */
export type Given = Partial<ContainerSpec> & { readonly name: string };

/** The PATH that images set. */
export const pathEnv = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The labels that compose puts on a container. */
export function labels(
  project: string,
  service: string,
  file: string,
  folder: string,
): Record<string, string> {
  return {
    'com.docker.compose.config-hash': `${service.length}d5f1c7e0b9a4`,
    'com.docker.compose.container-number': '1',
    'com.docker.compose.oneoff': 'False',
    'com.docker.compose.project': project,
    'com.docker.compose.project.config_files': `${folder}/${file}`,
    'com.docker.compose.project.working_dir': folder,
    'com.docker.compose.service': service,
    'com.docker.compose.version': '2.40.3',
  };
}

/** A container of a compose project, on its default network. */
export function inProject(
  project: string,
  file: string,
  spec: Given & { readonly ip: string; readonly service?: string },
): ContainerSpec {
  const { ip, service = spec.name, ...rest } = spec;
  return container({
    restartPolicy: 'unless-stopped',
    networks: [{ name: `${project}_default`, address: ip, aliases: [service] }],
    ...rest,
    labels: { ...labels(project, service, file, `/home/dev/${project}`), ...rest.labels },
  });
}

/** A load with small figures for what is not given. */
export const load = (cpu: number, memory: number, more: Partial<Load> = {}): Load => ({
  cpu,
  memory,
  rx: 4000,
  tx: 6000,
  read: 300,
  write: 4000,
  pids: 8,
  ...more,
});
/** A log pace: lines, over how long, then the mean gap. */
export const pace = (backlogLines: number, backlogMs: number, liveGapMs: number): LogPace => ({
  backlogLines,
  backlogMs,
  liveGapMs,
});
/** A health check; with `flapMs` one that fails and recovers. */
export const check = (command: string, flapMs?: number): NonNullable<ContainerSpec['health']> => ({
  status: flapMs === undefined ? 'healthy' : 'unhealthy',
  failingStreak: flapMs === undefined ? 0 : 3,
  intervalMs: 30 * second,
  test: ['CMD-SHELL', command],
  ...(flapMs === undefined ? {} : { flapMs }),
});
