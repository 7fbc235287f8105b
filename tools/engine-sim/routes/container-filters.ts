import { type Container, isUp } from '../engine/container';
import type { Engine } from '../engine/engine';
import { anyOf, type Filters, hasLabels, nameMatches } from '../http/filters';

/** The filter keys of the container list. */
export const containerFilterKeys: readonly string[] = [
  'ancestor',
  'before',
  'exited',
  'expose',
  'health',
  'id',
  'is-task',
  'isolation',
  'label',
  'name',
  'network',
  'publish',
  'since',
  'status',
  'volume',
];

/** True when a container passes the filters of the list. */
export function containerPasses(engine: Engine, filters: Filters, container: Container): boolean {
  const { spec } = container;
  const health = isUp(container) ? (container.health?.status ?? 'none') : 'none';
  const before = filters.get('before')?.[0];
  const after = filters.get('since')?.[0];
  return (
    anyOf(filters, 'id', (value) => container.id.startsWith(value)) &&
    anyOf(filters, 'name', (value) => nameMatches(value, container.name)) &&
    anyOf(filters, 'status', (value) => container.state === value) &&
    anyOf(filters, 'health', (value) => health === value) &&
    anyOf(
      filters,
      'exited',
      (value) => container.state === 'exited' && container.exitCode === Number(value),
    ) &&
    anyOf(filters, 'network', (value) =>
      spec.networks.some(({ name }) => name === value || engine.network(name).id.startsWith(value)),
    ) &&
    anyOf(filters, 'volume', (value) =>
      spec.mounts.some(({ source, target }) => source === value || target === value),
    ) &&
    anyOf(filters, 'ancestor', (value) => engine.findImage(value)?.id === container.imageId) &&
    anyOf(filters, 'publish', (value) =>
      spec.ports.some((port) => String(port.host) === value.split('/')[0]),
    ) &&
    anyOf(filters, 'expose', (value) =>
      spec.ports.some((port) => String(port.container) === value.split('/')[0]),
    ) &&
    (before === undefined || container.createdAt < engine.container(before).createdAt) &&
    (after === undefined || container.createdAt > engine.container(after).createdAt) &&
    hasLabels(filters, spec.labels)
  );
}
