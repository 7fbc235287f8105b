import type { InsideSpec } from './model';

const packageJson = `{
  "name": "@shopfront/api",
  "version": "2.14.1",
  "type": "module",
  "scripts": { "start": "node dist/server.js" },
  "dependencies": { "fastify": "5.6.1", "nats": "2.29.3", "pg": "8.16.3" }
}
`;

const serverJs = `import { createServer } from './app.js';

const port = Number(process.env.PORT ?? 3000);
const server = await createServer({ db: process.env.DATABASE_URL, nats: process.env.NATS_URL });
await server.listen({ host: '0.0.0.0', port });
`;

/** Node services of the shop: bash, node, npm and the built application. */
export const nodeInside: InsideSpec = {
  distro: 'alpine',
  programs: {
    bash: 'GNU bash, version 5.2.37(1)-release',
    node: 'v24.11.0',
    npm: '11.6.1',
    curl: 'curl 8.14.1',
  },
  files: {
    '/srv/app/package.json': packageJson,
    '/srv/app/README.md': "# api\n\nThe shop's public API. Start with `npm start`.\n",
    '/srv/app/.env': 'PORT=3000\nLOG_LEVEL=info\n',
    '/srv/app/dist/routes/': '',
    '/srv/app/dist/routes/payments.js':
      "export const payments = async (app) => app.post('/v1/orders/:id/pay', capture);\n",
    '/srv/app/dist/server.js': serverJs,
    '/srv/app/dist/server.js.map': '{"version":3,"sources":["../src/server.ts"],"mappings":"AAAA"}\n',
    '/srv/app/dist/healthcheck': 'echo ok\n',
    '/srv/app/migrations/0041_orders.sql': 'ALTER TABLE orders ADD COLUMN held_until timestamptz;\n',
    '/srv/app/uploads/products/mug-blue-2048.webp': 'RIFF....WEBP\n',
  },
};

/** Python services of the ledger. */
export const pythonInside: InsideSpec = {
  distro: 'debian',
  programs: { python3: 'Python 3.13.9', pip: 'pip 25.3' },
  files: {
    '/app/pyproject.toml': '[project]\nname = "ledger"\nversion = "0.9.3"\nrequires-python = ">=3.13"\n',
    '/app/ledger/worker.py':
      'def main() -> None:\n    queue = connect(settings.queue_url, timeout=2)\n    queue.run()\n',
    '/app/ledger/queue.py': 'class QueueUnreachable(Exception):\n    """The queue does not answer."""\n',
    '/app/ledger/api.py': 'app = FastAPI(title="ledger")\n',
  },
};

/** PostgreSQL. */
export const postgresInside: InsideSpec = {
  distro: 'alpine',
  programs: {
    bash: 'GNU bash, version 5.2.37(1)-release',
    psql: 'psql (PostgreSQL) 17.6',
    pg_dump: 'pg_dump (PostgreSQL) 17.6',
  },
  files: {
    '/var/lib/postgresql/data/PG_VERSION': '17\n',
    '/var/lib/postgresql/data/postgresql.conf':
      "listen_addresses = '*'\nmax_connections = 100\nshared_buffers = 128MB\n",
    '/var/lib/postgresql/data/pg_hba.conf': 'host all all all scram-sha-256\n',
    '/docker-entrypoint-initdb.d/': '',
  },
};

/** nginx. */
export const nginxInside: InsideSpec = {
  distro: 'alpine',
  programs: { nginx: 'nginx version: nginx/1.29.3', curl: 'curl 8.14.1' },
  files: {
    '/etc/nginx/nginx.conf':
      'worker_processes auto;\nevents { worker_connections 1024; }\nhttp { include /etc/nginx/conf.d/*.conf; }\n',
    '/etc/nginx/conf.d/default.conf':
      'upstream api { server api:3000; }\nserver { listen 80; location /v1/ { proxy_pass http://api; } }\n',
    '/usr/share/nginx/html/index.html': '<!doctype html><title>Shopfront</title>\n',
  },
};

/** Redis and Valkey. */
export const redisInside: InsideSpec = {
  distro: 'alpine',
  programs: { 'redis-cli': 'redis-cli 8.2.2', 'redis-server': 'Redis server v=8.2.2' },
  files: { '/data/dump.rdb': 'REDIS0012\n' },
};

/** One static program and nothing else: exec finds no shell. */
export const bareInside: InsideSpec = { distro: 'distroless', programs: {}, files: {} };

/** A plain Alpine with bash, for the rest. */
export const plainInside: InsideSpec = {
  distro: 'alpine',
  programs: {},
  files: { '/root/.profile': 'export PS1="# "\n' },
};
