import type { Rng } from '../core/rng';
import type { LogLine, LogWriter } from './model';

const out = (text: string): LogLine => ({ stream: 1, text });
const err = (text: string): LogLine => ({ stream: 2, text });
const esc = (code: string, text: string): string => `\u001b[${code}m${text}\u001b[0m`;
const dim = (text: string): string => esc('2', text);
const cents = (rng: Rng): string => `${5 + rng.int(180)}.${String(rng.int(100)).padStart(2, '0')}`;

const routes = ['/v1/cart', '/v1/orders', '/v1/products', '/v1/session', '/v1/search', '/account'];

function status(rng: Rng): number {
  const roll = rng.next();
  if (roll < 0.9) return 200;
  if (roll < 0.94) return 201;
  if (roll < 0.965) return 304;
  if (roll < 0.985) return 404;
  return 502;
}

const statusColour = (code: number): string =>
  esc(code < 300 ? '32' : code < 400 ? '36' : code < 500 ? '33' : '31', String(code));

/** Says nothing: for programs whose output comes from the built-in shell. */
export const silentWriter: LogWriter = { next: () => [] };

/** An HTTP service in Node: request lines in colour, JSON for what matters, a stack trace now and then. */
export function apiWriter(service: string): LogWriter {
  return {
    boot: (at) => [
      out(
        `${esc('35', `${service} 2.14.1`)} listening on :3000 ${dim(`pid=1 node=v24.11.0 at=${at.toISOString()}`)}`,
      ),
      out('{"level":"info","msg":"connected","peer":"postgres:5432","pool":20}'),
    ],
    next: (rng, at) => {
      const roll = rng.next();
      const order = `ord_${48_000 + rng.int(999)}`;
      if (roll < 0.012) {
        return [
          err(
            `{"level":"error","time":"${at.toISOString()}","msg":"payment.capture failed","err":{"code":"ECONNRESET","peer":"10.4.2.17:443","retriable":true},"job":${48_000 + rng.int(999)},"ms":${900 + rng.int(400)}}`,
          ),
          err(
            `Error: read ECONNRESET\n    at TLSWrap.onStreamRead (node:internal/stream_base_commons:216:20)\n    at async Gateway.capture (/srv/app/dist/routes/payments.js:118:17)\n    at async handler (/srv/app/dist/server.js:402:5)`,
          ),
        ];
      }
      if (roll < 0.05)
        return [err(`${esc('33', 'WARN')} order ${order} held: payment pending ${dim('reason=')}gateway`)];
      if (roll < 0.12) return [out('GET /healthz 200 ms=1')];
      if (roll < 0.2) {
        return [
          out(
            `{"level":"info","time":"${at.toISOString()}","msg":"order placed","order":"${order}","total":${cents(rng)},"items":${1 + rng.int(6)},"user":"u_${20_000 + rng.int(900)}"}`,
          ),
        ];
      }
      const code = status(rng);
      const method = rng.chance(0.75) ? 'GET' : 'POST';
      const ms = Math.ceil(rng.gap() * 14);
      return [
        out(
          `${method} ${rng.pick(routes)}/${rng.hex(4)} ${statusColour(code)} ${dim('ms=')}${ms} ${dim('user=')}u_${20_000 + rng.int(900)}`,
        ),
      ];
    },
  };
}

/** A web server's access log in the combined format, errors on stderr. */
export const webWriter: LogWriter = {
  boot: () => [
    err('/docker-entrypoint.sh: Configuration complete; ready for start up'),
    err('2026/01/01 00:00:00 [notice] 1#1: nginx/1.29.3'),
  ],
  next: (rng, at) => {
    const clf = at.toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) (\S+) GMT$/, '$1/$2/$3:$4 +0000');
    if (rng.chance(0.01)) {
      return [
        err(
          `${at.toISOString().slice(0, 19).replace('T', ' ').replace(/-/g, '/')} [error] 29#29: *${rng.int(90_000)} upstream timed out (110: Operation timed out) while reading response header from upstream, client: 172.20.0.1, request: "POST /v1/orders/ord_48211/pay HTTP/1.1", upstream: "http://172.20.0.6:3000/v1/orders"`,
        ),
      ];
    }
    const asset = rng.chance(0.4);
    const path = asset ? `/assets/app.${rng.hex(4)}.js` : rng.pick(routes);
    return [
      out(
        `172.20.0.1 - - [${clf}] "${asset || rng.chance(0.8) ? 'GET' : 'POST'} ${path} HTTP/1.1" ${status(rng)} ${asset ? 184_312 : 60 + rng.int(1200)} "-" "Mozilla/5.0 (X11; Linux x86_64)"`,
      ),
    ];
  },
};

const jobs = ['invoice.render', 'payment.capture', 'mail.receipt', 'stock.sync', 'image.resize'];

/** A queue worker: starts and ends of jobs in colour, retries, failures with their cause. */
export const workerWriter: LogWriter = {
  boot: () => [out(`${esc('35', 'worker 2.14.1')} connected to nats://nats:4222 ${dim('queues=')}6`)],
  next: (rng) => {
    const id = 48_000 + rng.int(999);
    const job = rng.pick(jobs);
    const roll = rng.next();
    if (roll < 0.015) {
      return [
        err(
          `${esc('1;31', 'ERROR')} payment.capture ${dim(`#${id}`)} failed: read ECONNRESET 10.4.2.17:443\n    at Gateway.capture (/srv/app/dist/jobs/payment.js:77:13)\n    at Worker.run (/srv/app/dist/worker.js:214:9)`,
        ),
        out(`requeued ${dim(`#${id}`)} for ${1 + rng.int(5)} min`),
      ];
    }
    if (roll < 0.05)
      return [
        err(
          `${esc('33', 'WARN')} payment gateway slow: timeout in 2000 ms, retrying ${dim('attempt=')}${2 + rng.int(4)}`,
        ),
      ];
    if (roll < 0.06)
      return [err(`${esc('33', 'WARN')} heap 94% of limit: old space 712 MB of 768 MB, last gc 183 ms`)];
    if (roll < 0.5) return [out(`${esc('34', 'start')} ${job} ${dim(`#${id}`)} attempt=1`)];
    return [
      out(`${esc('32', 'done')} ${job} ${dim(`#${id}`)} in ${esc('36', `${Math.ceil(rng.gap() * 380)} ms`)}`),
    ];
  },
};

/** PostgreSQL's own log, all on stderr. */
export const postgresWriter: LogWriter = {
  boot: (at) => [
    err(
      `${stamp(at)} [1] LOG:  starting PostgreSQL on x86_64-pc-linux-musl, 64-bit\n${stamp(at)} [1] LOG:  listening on IPv4 address "0.0.0.0", port 5432\n${stamp(at)} [1] LOG:  database system is ready to accept connections`,
    ),
  ],
  next: (rng, at) => {
    const pid = 40 + rng.int(200);
    const roll = rng.next();
    if (roll < 0.08) {
      return [
        err(
          `${stamp(at)} [${pid}] ERROR:  duplicate key value violates unique constraint "orders_ref_key"\n${stamp(at)} [${pid}] DETAIL:  Key (ref)=(ord_${48_000 + rng.int(999)}) already exists.\n${stamp(at)} [${pid}] STATEMENT:  INSERT INTO orders (ref, total) VALUES ($1, $2)`,
        ),
      ];
    }
    if (roll < 0.3)
      return [
        err(
          `${stamp(at)} [${pid}] LOG:  duration: ${(200 + rng.gap() * 300).toFixed(3)} ms  statement: SELECT status, count(*) FROM orders WHERE created_at > now() - interval '15 min' GROUP BY 1`,
        ),
      ];
    if (roll < 0.6) return [err(`${stamp(at)} [27] LOG:  checkpoint starting: time`)];
    return [
      err(
        `${stamp(at)} [27] LOG:  checkpoint complete: wrote ${20 + rng.int(900)} buffers (${(rng.next() * 6).toFixed(1)}%); 0 WAL file(s) added, 0 removed, ${rng.int(3)} recycled; write=${(rng.next() * 30).toFixed(3)} s`,
      ),
    ];
  },
};

function stamp(at: Date): string {
  return `${at.toISOString().slice(0, 23).replace('T', ' ')} UTC`;
}

/** Redis and Valkey: role and date in front. */
export const redisWriter: LogWriter = {
  boot: (at) => [
    out(`1:M ${redisTime(at)} * Server initialized\n1:M ${redisTime(at)} * Ready to accept connections tcp`),
  ],
  next: (rng, at) => {
    const roll = rng.next();
    const pid = 8000 + rng.int(999);
    if (roll < 0.04)
      return [
        out(
          `1:M ${redisTime(at)} # WARNING Memory overcommit must be enabled! Background save may fail under low memory condition.`,
        ),
      ];
    if (roll < 0.45)
      return [
        out(
          `1:M ${redisTime(at)} * ${rng.pick([10, 100, 10_000])} changes in ${rng.pick([60, 300, 3600])} seconds. Saving...\n1:M ${redisTime(at)} * Background saving started by pid ${pid}`,
        ),
      ];
    return [
      out(
        `${pid}:C ${redisTime(at)} * DB saved on disk\n1:M ${redisTime(at)} * Background saving terminated with success`,
      ),
    ];
  },
};

function redisTime(at: Date): string {
  return `${at.toUTCString().slice(5, 25)}.${String(at.getUTCMilliseconds()).padStart(3, '0')}`;
}

/** logfmt, as Grafana, Loki and Prometheus write it. */
export function logfmtWriter(component: string): LogWriter {
  return {
    boot: (at) => [
      err(
        `time=${at.toISOString()} level=info msg="Starting ${component}" version=3.6.0 revision=${component.length}f2a91c`,
      ),
    ],
    next: (rng, at) => {
      const head = `time=${at.toISOString()} `;
      const roll = rng.next();
      if (roll < 0.015)
        return [
          err(
            `${head}level=error component=${component} msg="query failed" err="context deadline exceeded" query="sum(rate(http_requests_total[5m]))" duration=${(10 + rng.next() * 20).toFixed(2)}s`,
          ),
        ];
      if (roll < 0.06)
        return [
          err(
            `${head}level=warn component=${component} msg="slow write" shard=${rng.int(8)} duration=${(1 + rng.next()).toFixed(3)}s`,
          ),
        ];
      if (roll < 0.1)
        return [err(`${head}level=debug component=${component} msg="tick" goroutines=${40 + rng.int(200)}`)];
      return [
        err(
          `${head}level=info component=${component} msg="${rng.pick(['write block completed', 'compact blocks', 'request completed', 'flush stream', 'GC completed'])}" status=${rng.chance(0.98) ? 200 : 500} duration=${(rng.gap() * 12).toFixed(3)}ms bytes=${1000 + rng.int(90_000)}`,
        ),
      ];
    },
  };
}

/** NATS: its own bracketed format. */
export const natsWriter: LogWriter = {
  boot: () => [
    err('[1] [INF] Starting nats-server\n[1] [INF]   Version:  2.12.1\n[1] [INF] Server is ready'),
  ],
  next: (rng, at) => {
    const time = at.toISOString().slice(0, 23).replace(/-/g, '/').replace('T', ' ');
    return rng.chance(0.06)
      ? [
          err(
            `[1] ${time} [WRN] 172.20.0.7:${40_000 + rng.int(9000)} - cid:${rng.int(900)} - Slow Consumer Detected: WriteDeadline of 10s exceeded`,
          ),
        ]
      : [
          err(
            `[1] ${time} [INF] 172.20.0.${6 + rng.int(2)}:${40_000 + rng.int(9000)} - cid:${rng.int(900)} - Client connection ${rng.chance(0.5) ? 'created' : 'closed: Client Closed'}`,
          ),
        ];
  },
};

/** A service that cannot start: it says why, with a Python trace, and dies. */
export const crashWriter: LogWriter = {
  boot: (at) => [
    out(`${at.toISOString()} INFO  ledger.worker starting, version 0.9.3`),
    out(`${at.toISOString()} INFO  ledger.worker connecting to amqp://queue.ledger.internal:5672`),
  ],
  next: (rng, at) => [
    err(
      `${at.toISOString()} ${esc('33', 'WARNING')} connection attempt ${1 + rng.int(4)} failed: Name or service not known`,
    ),
  ],
  crash: (at) => [
    err(
      `${at.toISOString()} ${esc('1;31', 'CRITICAL')} cannot reach the queue, giving up\nTraceback (most recent call last):\n  File "/app/ledger/worker.py", line 88, in main\n    queue = connect(settings.queue_url, timeout=2)\n  File "/app/ledger/queue.py", line 31, in connect\n    raise QueueUnreachable(url) from cause\nledger.queue.QueueUnreachable: amqp://queue.ledger.internal:5672`,
    ),
  ],
};

/** An application that logs JSON only, with levels. */
export function jsonWriter(service: string): LogWriter {
  return {
    boot: (at) => [
      out(JSON.stringify({ ts: at.toISOString(), level: 'info', service, msg: 'started', version: '0.9.3' })),
    ],
    next: (rng, at) => {
      const roll = rng.next();
      const base = { ts: at.toISOString(), service };
      if (roll < 0.05)
        return [
          err(
            JSON.stringify({
              ...base,
              level: 'error',
              msg: 'db pool exhausted',
              pool: { size: 20, waiting: 3 + rng.int(30) },
              route: '/v1/accounts',
            }),
          ),
        ];
      if (roll < 0.16)
        return [
          out(
            JSON.stringify({
              ...base,
              level: 'warn',
              msg: 'slow query',
              ms: 800 + rng.int(3000),
              table: rng.pick(['entries', 'accounts', 'balances']),
            }),
          ),
        ];
      return [
        out(
          JSON.stringify({
            ...base,
            level: 'info',
            msg: 'request',
            method: 'GET',
            path: `/v1/accounts/${rng.hex(6)}`,
            status: 200,
            ms: Math.ceil(rng.gap() * 20),
          }),
        ),
      ];
    },
  };
}

/** A migration: it applies its files and says so. */
export const migrateWriter: LogWriter = {
  boot: () => [out('migrate 2.14.1: 24 pending of 41')],
  next: (rng) => [
    out(
      `applied ${String(18 + rng.int(24)).padStart(4, '0')}_${rng.pick(['orders', 'carts', 'users', 'payments'])}.sql in ${20 + rng.int(400)} ms`,
    ),
  ],
};

/** A program that counts: line n says n. For tests that look for gaps and repeats. */
export function countingWriter(): LogWriter {
  let n = 0;
  return {
    next: () => {
      n += 1;
      return [{ stream: n % 5 === 0 ? 2 : 1, text: `line ${n}` }];
    },
  };
}
