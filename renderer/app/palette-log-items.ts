import { ScrollText } from 'lucide-react';
import type { Container } from '#shared/model/container';
import type { EngineConnection } from '#shared/model/engine';
import { valuesOf } from '../state/entities';
import { count } from '../state/format';
import { mostSources, someContainers } from '../state/log-set';
import { navigate } from '../state/router';
import type { AppState } from '../state/store';
import type { PaletteItem } from './palette-item';

/** Logs that are read together: of each compose project, and of everything on the engine. */
export function logItems(state: AppState, engine: EngineConnection): readonly PaletteItem[] {
  const containers = valuesOf(state.containers, engine.id);
  const sizes = new Map<string, number>();
  for (const { project } of containers) {
    if (project !== undefined) sizes.set(project, (sizes.get(project) ?? 0) + 1);
  }
  return [
    ...[...sizes].map(
      ([project, size]): PaletteItem => ({
        id: `logs project ${project}`,
        label: `Logs of project ${project}`,
        hint: count(size, 'container'),
        icon: ScrollText,
        run: () => navigate({ page: 'logs', set: { kind: 'project', project } }),
      }),
    ),
    {
      id: 'logs all',
      label: `Logs of everything on ${engine.name}`,
      hint: count(containers.length, 'container'),
      icon: ScrollText,
      run: () => navigate({ page: 'logs', set: { kind: 'all' } }),
    },
  ];
}

/** For several containers that actions are about: their logs together. */
export function selectionLogs(containers: readonly Container[]): readonly PaletteItem[] {
  if (containers.length < 2 || containers.length > mostSources) return [];
  return [
    {
      id: 'view logs together',
      label: `Logs of ${count(containers.length, 'container')} together`,
      icon: ScrollText,
      run: () => navigate({ page: 'logs', set: someContainers(containers.map(({ id }) => id)) }),
    },
  ];
}
