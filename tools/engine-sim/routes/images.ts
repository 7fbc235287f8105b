import type { Engine, Image } from '../engine/engine';
import { historyView, imageInspectView, imageListViews } from '../engine/image-views';
import { removeImage, tagImage } from '../engine/images';
import type { Exchange } from '../http/exchange';
import { anyOf, hasLabels, parseFilters } from '../http/filters';
import { type Route, route } from '../http/router';
import { pruneUnusedImages } from './prune';

const keys = ['before', 'dangling', 'label', 'reference', 'since', 'until'];

/** Images: list, inspect, history, tag, removal and prune. */
export function imageRoutes(engine: Engine): readonly Route[] {
  return [
    route('GET', '/images/json', (exchange) => list(engine, exchange)),
    route('POST', '/images/prune', (exchange) => pruneUnusedImages(engine, exchange), { from: 25 }),
    route('GET', '/images/{*}/json', (exchange, [name = '']) =>
      exchange.sendJson(200, imageInspectView(engine.image(name), exchange.dialect)),
    ),
    route('GET', '/images/{*}/history', (exchange, [name = '']) =>
      exchange.sendJson(200, historyView(engine.image(name), exchange.dialect)),
    ),
    route('POST', '/images/{*}/tag', (exchange, [name = '']) => {
      const image = engine.image(name);
      tagImage(engine, image, exchange.query.get('repo') ?? '', exchange.query.get('tag') ?? '');
      exchange.sendEmpty(201);
    }),
    route('DELETE', '/images/{*}', (exchange, [name = '']) => {
      const force = engine.speaks(10) ? exchange.flag('force') : true;
      const removed = removeImage(engine, name, force);
      // Up to 1.1 the answer had no body.
      if (exchange.dialect.asks(2)) exchange.sendJson(200, removed);
      else exchange.sendEmpty(204);
    }),
  ];
}

function list(engine: Engine, exchange: Exchange): void {
  const filters = engine.speaks(12)
    ? parseFilters(exchange.query.get('filters'), keys, engine)
    : new Map<string, readonly string[]>();
  const passes = (image: Image): boolean =>
    anyOf(filters, 'dangling', (value) => /^(true|1)$/.test(value) === (image.tags.size === 0)) &&
    anyOf(filters, 'reference', (value) => [...image.tags].some((tag) => globMatches(value, tag))) &&
    anyOf(filters, 'before', (value) => image.createdAt < engine.image(value).createdAt) &&
    anyOf(filters, 'since', (value) => image.createdAt > engine.image(value).createdAt) &&
    hasLabels(filters, image.spec.labels ?? {});
  const images = [...engine.images.values()].filter(passes).sort((a, b) => b.createdAt - a.createdAt);
  const shared = exchange.flag('shared-size');
  exchange.sendJson(
    200,
    images.flatMap((image) => imageListViews(engine, image, exchange.dialect, shared)),
  );
}

function globMatches(pattern: string, tag: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  const expression = new RegExp(`^${source}$`);
  return expression.test(tag) || expression.test(tag.slice(0, tag.lastIndexOf(':')));
}
