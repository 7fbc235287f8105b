import { badRequest } from '../core/errors';
import type { Engine } from '../engine/engine';
import { historyView, imageInspectView, imageListView } from '../engine/image-views';
import { pruneImages, pullImage, removeImage, tagImage } from '../engine/images';
import type { Exchange } from '../http/exchange';
import { anyOf, hasLabels, parseFilters } from '../http/filters';
import { type Route, route } from '../http/router';

const keys = ['before', 'dangling', 'label', 'reference', 'since', 'until'];

/** Images: list, inspect, history, pull, tag, removal and prune. */
export function imageRoutes(engine: Engine): readonly Route[] {
  return [
    route('GET', '/images/json', (exchange) => {
      const filters = parseFilters(exchange.query.get('filters'), keys);
      const images = [...engine.images.values()]
        .filter(
          (image) =>
            anyOf(filters, 'dangling', (value) => /^(true|1)$/.test(value) === (image.tags.size === 0)) &&
            anyOf(filters, 'reference', (value) => [...image.tags].some((tag) => globMatches(value, tag))) &&
            hasLabels(filters, image.spec.labels ?? {}),
        )
        .sort((a, b) => b.createdAt - a.createdAt);
      exchange.sendJson(
        200,
        images.map((image) => imageListView(engine, image, exchange.version, exchange.flag('shared-size'))),
      );
    }),
    route('POST', '/images/create', (exchange) => pull(engine, exchange)),
    route('POST', '/images/prune', (exchange) => {
      const filters = parseFilters(exchange.query.get('filters'), ['dangling', 'label', 'label!', 'until']);
      const dangling = anyOf(filters, 'dangling', (value) => /^(true|1)$/.test(value));
      const { deleted, reclaimed } = pruneImages(engine, dangling);
      exchange.sendJson(200, {
        ImagesDeleted: deleted.length > 0 ? deleted : null,
        SpaceReclaimed: reclaimed,
      });
    }),
    route('GET', '/images/{*}/json', (exchange, [name = '']) =>
      exchange.sendJson(200, imageInspectView(engine.image(name), exchange.version)),
    ),
    route('GET', '/images/{*}/history', (exchange, [name = '']) =>
      exchange.sendJson(200, historyView(engine.image(name))),
    ),
    route('POST', '/images/{*}/tag', (exchange, [name = '']) => {
      const image = engine.image(name);
      tagImage(engine, image, exchange.query.get('repo') ?? '', exchange.query.get('tag') ?? '');
      exchange.sendEmpty(201);
    }),
    route('DELETE', '/images/{*}', (exchange, [name = '']) =>
      exchange.sendJson(200, removeImage(engine, name, exchange.flag('force'))),
    ),
  ];
}

async function pull(engine: Engine, exchange: Exchange): Promise<void> {
  const name = exchange.query.get('fromImage') ?? '';
  const tag = exchange.query.get('tag') ?? '';
  if (name === '') throw badRequest('only pulls are possible here: fromImage is missing');
  if (/[^\w./:@-]/.test(name) || /[A-Z]/.test(name.replace(/^[^/]*\//, ''))) {
    throw badRequest(`invalid reference format: repository name (${name}) must be lowercase`);
  }
  const progress = pullImage(engine, name, tag, exchange.signal);
  // A refusal before the first object is a status of its own; afterwards it can only be said in the stream.
  let step = await progress.next();
  exchange.startStream('application/json');
  while (step.done !== true) {
    if (!(await exchange.write(`${JSON.stringify(step.value)}\r\n`))) break;
    step = await progress.next();
  }
  exchange.res.end();
}

function globMatches(pattern: string, tag: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  const expression = new RegExp(`^${source}$`);
  return expression.test(tag) || expression.test(tag.slice(0, tag.lastIndexOf(':')));
}
