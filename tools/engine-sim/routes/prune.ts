import { removeContainer } from '../engine/lifecycle';
import type { Engine } from '../engine/engine';
import { pruneImages } from '../engine/images';
import type { Exchange } from '../http/exchange';
import { anyOf, type Filters, hasLabels, parseFilters } from '../http/filters';

/**
 * The filters of a prune, as dangerous as they are: 1.13 to 17.03 ignore every one but the images' `dangling`, 17.04
 * knows only `until`, 17.05 adds labels, and only from 17.06 on an unknown one is refused instead of ignored.
 */
export function pruneFilters(engine: Engine, exchange: Exchange, extra: readonly string[] = []): Filters {
  const text = exchange.query.get('filters');
  const known = ['until', 'label', 'label!', ...extra];
  if (engine.podman || engine.speaks(30)) return parseFilters(text, known, engine);
  const heeded = [
    ...extra,
    ...(engine.speaks(28) ? ['until'] : []),
    ...(engine.speaks(29) ? ['label', 'label!'] : []),
  ];
  const all = parseFilters(text, undefined, engine);
  return new Map([...all].filter(([key]) => heeded.includes(key)));
}

/** True for what is older than `until`, given in seconds, when that is asked for. */
export function oldEnough(filters: Filters, createdAt: number): boolean {
  return anyOf(filters, 'until', (value) => createdAt / 1000 < Number(value));
}

function unlabelled(filters: Filters, labels: Readonly<Record<string, string>>): boolean {
  const unwanted = filters.get('label!');
  return unwanted === undefined || !hasLabels(new Map([['label', unwanted]]), labels);
}

/** True when labels pass `label` and `label!`. */
export function labelsPass(filters: Filters, labels: Readonly<Record<string, string>>): boolean {
  return hasLabels(filters, labels) && unlabelled(filters, labels);
}

/** POST /containers/prune: everything that does not run. */
export function pruneContainers(engine: Engine, exchange: Exchange): void {
  const filters = pruneFilters(engine, exchange);
  const gone = engine
    .newestFirst()
    .filter((container) => ['created', 'exited', 'dead'].includes(container.state))
    .filter((container) => oldEnough(filters, container.createdAt))
    .filter((container) => labelsPass(filters, container.spec.labels));
  for (const container of gone) removeContainer(engine, container, false, false);
  const reclaimed = gone.reduce((sum, container) => sum + container.spec.sizeRw, 0);
  emitPrune(engine, 'container', reclaimed);
  exchange.sendJson(200, {
    ContainersDeleted: gone.length > 0 ? gone.map(({ id }) => id) : null,
    SpaceReclaimed: reclaimed,
  });
}

/** POST /images/prune: untagged images, or with `dangling=false` all that nobody uses. */
export function pruneUnusedImages(engine: Engine, exchange: Exchange): void {
  const filters = pruneFilters(engine, exchange, ['dangling']);
  const dangling = anyOf(filters, 'dangling', (value) => /^(true|1)$/.test(value));
  const { deleted, reclaimed } = pruneImages(
    engine,
    dangling,
    (image) => oldEnough(filters, image.createdAt) && labelsPass(filters, image.spec.labels ?? {}),
  );
  exchange.sendJson(200, {
    ImagesDeleted: deleted.length > 0 ? deleted : null,
    SpaceReclaimed: reclaimed,
  });
}

/** Tells a prune, as engines do from 20.10 on. */
export function emitPrune(
  engine: Engine,
  type: 'container' | 'network' | 'volume' | 'builder',
  reclaimed: number,
): void {
  engine.events.emit({ type, action: 'prune', id: '', attributes: { reclaimed: String(reclaimed) } });
}
