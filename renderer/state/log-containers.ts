import type { Container } from '#shared/model/container';
import type { EngineId } from '#shared/model/ids';
import { valuesOf } from './entities';
import type { LogSet } from './log-set';
import type { AppState } from './store';

/** The containers of a set that the engine has now: running ones first, then by name; all of them, however many. */
export function containersOf(
  containers: AppState['containers'],
  engineId: EngineId,
  set: LogSet,
): readonly Container[] {
  const rank = (each: Container): number => (each.state === 'running' ? 0 : 1);
  return valuesOf(containers, engineId)
    .filter((each) => isIn(each, set))
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function isIn(container: Container, set: LogSet): boolean {
  switch (set.kind) {
    case 'all':
      return true;
    case 'project':
      return container.project === set.project;
    case 'some':
      return set.ids.some((id) => container.id.startsWith(id));
  }
}

/** What a set is called: `shopfront`, `3 containers`, `Everything on Local Docker`. */
export function logSetName(set: LogSet, engineName: string): string {
  switch (set.kind) {
    case 'all':
      return `Everything on ${engineName}`;
    case 'project':
      return set.project;
    case 'some':
      return set.ids.length === 1 ? '1 container' : `${set.ids.length} containers`;
  }
}
