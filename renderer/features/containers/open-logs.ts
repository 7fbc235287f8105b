import type { Container } from '#shared/model/container';
import { noProject } from '../../state/containers/arrange';
import { mostSources, someContainers } from '../../state/log-set';
import { navigate } from '../../state/router';

/** Why the logs of so many containers cannot be read together; undefined where they can. */
export function tooMany(containers: number): string | undefined {
  return containers > mostSources ? `At most ${mostSources} logs are read together` : undefined;
}

/** Goes to the logs of some containers, read together; to its own tab for one. */
export function openLogs(containers: readonly Container[]): void {
  const [only] = containers;
  if (only === undefined) return;
  if (containers.length === 1) navigate({ page: 'containers', id: only.id, tab: 'logs' });
  else navigate({ page: 'logs', set: someContainers(containers.map(({ id }) => id)) });
}

/** The same for a group of the list: a project stays one, whatever containers it has later. */
export function openGroupLogs(project: string, containers: readonly Container[]): void {
  if (project === noProject) openLogs(containers);
  else navigate({ page: 'logs', set: { kind: 'project', project } });
}
