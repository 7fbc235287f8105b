import { EngineError } from '../core/errors';
import { stableId } from '../core/rng';
import type { Engine } from '../engine/engine';
import { normalTag } from '../engine/engine';
import type { Exchange } from '../http/exchange';
import { type Route, route } from '../http/router';

const catalogue = [
  { name: 'nginx', description: 'Official build of Nginx.', stars: 20_900, official: true },
  {
    name: 'redis',
    description: 'Redis is the world’s fastest data platform.',
    stars: 13_400,
    official: true,
  },
  {
    name: 'postgres',
    description: 'The PostgreSQL object-relational database.',
    stars: 14_600,
    official: true,
  },
  { name: 'grafana/loki', description: 'Like Prometheus, but for logs.', stars: 162, official: false },
];

/** What asks a registry: login, search, digests. */
export function registryRoutes(engine: Engine): readonly Route[] {
  return [
    route('POST', '/auth', (exchange) => login(exchange)),
    route('GET', '/images/search', (exchange) => search(exchange)),
    route('GET', '/distribution/{*}/json', (exchange, [name = '']) => distribution(engine, exchange, name), {
      from: 30,
    }),
  ];
}

async function login(exchange: Exchange): Promise<void> {
  const body = await exchange.json();
  if (body['password'] === 'wrong') {
    throw new EngineError(exchange.dialect.speaks(3) ? 401 : 403, 'Wrong login/password, please try again', {
      podmanStatus: 500,
    });
  }
  exchange.sendJson(200, {
    Status: 'Login Succeeded',
    ...(exchange.dialect.speaks(23) ? { IdentityToken: '' } : {}),
  });
}

/** Keys were in capitals up to 1.6; what was called trusted is called automated from 1.12 on. */
function search(exchange: Exchange): void {
  const { dialect } = exchange;
  const term = (exchange.query.get('term') ?? '').toLowerCase();
  const limit = dialect.speaks(24) ? (exchange.int('limit') ?? 25) : 25;
  const found = catalogue.filter(({ name }) => name.includes(term)).slice(0, limit);
  exchange.sendJson(
    200,
    found.map(({ name, description, stars, official }) =>
      dialect.asks(7)
        ? {
            name,
            description,
            star_count: stars,
            is_official: official,
            [dialect.speaks(12) ? 'is_automated' : 'is_trusted']: false,
          }
        : { Name: name, Description: description },
    ),
  );
}

function distribution(engine: Engine, exchange: Exchange, name: string): void {
  if (exchange.dialect.podman) throw new EngineError(404, 'Not Found');
  const image = engine.findImage(name);
  if (!image) throw new EngineError(401, `Unauthorized: no access to ${normalTag(name)}`);
  exchange.sendJson(200, {
    Descriptor: {
      mediaType: 'application/vnd.oci.image.index.v1+json',
      digest: `sha256:${stableId(`digest:${image.id}`)}`,
      size: 1609,
    },
    Platforms: [
      { architecture: 'amd64', os: 'linux' },
      { architecture: 'arm64', os: 'linux', variant: 'v8' },
    ],
  });
}
