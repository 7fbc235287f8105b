import { badRequest } from '../core/errors';
import { type Json, text } from '../core/json';
import type { Exchange } from '../http/exchange';
import type { ConnectionFate, EventFate, FaultAction, Faults } from '../http/faults';
import { type Route, route } from '../http/router';

/**
 * The fault verbs as requests under `/_sim/`, for scripts. Only with `control: true`, because whoever reaches the engine
 * reaches these as well:
 *
 * - `POST /_sim/faults` with `{method?, path?, pattern?, times?, action}` adds a rule; `DELETE` clears everything.
 * - `POST /_sim/events?drop=die,start` or `?duplicate=…` or `?silent=1`; nothing sets them right.
 * - `POST /_sim/connections?fate=serve|hang|reset`, `POST /_sim/clock?shift=MS`.
 * - `POST /_sim/drop` breaks every connection; `POST /_sim/restart?down=MS&newIds=1` goes away and comes back.
 */
export function controlRoutes(faults: Faults): readonly Route[] {
  const done = (exchange: Exchange): void => exchange.sendEmpty(204);
  return [
    route('POST', '/_sim/faults', async (exchange) => {
      faults.add(ruleOf(await exchange.json()));
      done(exchange);
    }),
    route('DELETE', '/_sim/faults', (exchange) => {
      faults.clear();
      faults.silenceEvents(false);
      done(exchange);
    }),
    route('POST', '/_sim/events', (exchange) => {
      const words = (name: string): readonly string[] =>
        (exchange.query.get(name) ?? '').split(',').filter((word) => word !== '');
      const [drop, duplicate] = [words('drop'), words('duplicate')];
      faults.silenceEvents(exchange.flag('silent'));
      faults.tamperEvents((action): EventFate => {
        const word = action.split(':')[0] ?? '';
        if (drop.includes(word)) return 'drop';
        return duplicate.includes(word) ? 'duplicate' : 'pass';
      });
      done(exchange);
    }),
    route('POST', '/_sim/connections', (exchange) => {
      const fate = exchange.query.get('fate') ?? '';
      const known: readonly ConnectionFate[] = ['serve', 'hang', 'reset'];
      const found = known.find((each) => each === fate);
      if (!found) throw badRequest(`fate is one of ${known.join(', ')}`);
      faults.connectionsWill(found);
      done(exchange);
    }),
    route('POST', '/_sim/clock', (exchange) => {
      faults.shiftClock(exchange.int('shift') ?? 0);
      done(exchange);
    }),
    route('POST', '/_sim/drop', (exchange) => {
      exchange.res.once('finish', () => faults.dropConnections());
      done(exchange);
    }),
    route('POST', '/_sim/restart', (exchange) => {
      const down = Math.min(Math.max(0, exchange.int('down') ?? 500), 600_000);
      const newIds = exchange.flag('newIds');
      exchange.res.once('finish', () => void faults.away(down, newIds));
      done(exchange);
    }),
  ];
}

function numberOf(body: Json, key: string, otherwise?: number): number {
  const value = body[key] ?? otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw badRequest(`action.${key} must be a whole number`);
  }
  return value;
}

function ruleOf(body: Json): Parameters<Faults['add']>[0] {
  const { method, path, pattern, times } = body;
  const action = body['action'];
  if (typeof action !== 'object' || action === null) throw badRequest('action is missing');
  return {
    ...(typeof method === 'string' ? { method } : {}),
    ...(typeof path === 'string' ? { path } : {}),
    ...(typeof pattern === 'string' ? { path: new RegExp(pattern) } : {}),
    ...(typeof times === 'number' ? { times } : {}),
    action: actionOf(action as Json),
  };
}

function actionOf(body: Json): FaultAction {
  const kind = body['kind'];
  const from = body['from'] === 'body' ? 'body' : 'answer';
  switch (kind) {
    case 'delay':
      return { kind, ms: numberOf(body, 'ms') };
    case 'hang':
    case 'close':
      return { kind };
    case 'garbage':
      return { kind, bytes: text(body['bytes']) };
    case 'answer': {
      const type = body['contentType'];
      return {
        kind,
        status: numberOf(body, 'status'),
        body: body['body'] ?? '',
        ...(typeof type === 'string' ? { contentType: type } : {}),
      };
    }
    case 'truncate':
    case 'reset':
    case 'half-close':
    case 'stall':
      return { kind, bytes: numberOf(body, 'bytes', 0), from };
    case 'drip':
      return { kind, chunk: Math.max(1, numberOf(body, 'chunk', 1)), everyMs: numberOf(body, 'everyMs', 10) };
    case 'slow':
      return { kind, bytesPerSecond: Math.max(1, numberOf(body, 'bytesPerSecond')) };
    case 'chunk': {
      const ways = ['cut', 'longer', 'shorter', 'garbage'] as const;
      const how = ways.find((way) => way === body['how']);
      if (!how) throw badRequest(`action.how is one of ${ways.join(', ')}`);
      return { kind, how, at: numberOf(body, 'at', 0) };
    }
    default:
      throw badRequest(`unknown kind of fault: ${text(kind)}`);
  }
}
