import type { Engine } from '../engine/engine';
import { eventViews, withBigIntegers } from '../engine/event-wire';
import type { EngineEvent } from '../engine/events';
import type { Exchange } from '../http/exchange';
import type { Faults } from '../http/faults';
import { anyOf, type Filters, hasLabels, parseFilters } from '../http/filters';
import { timeParameter } from './time-parameter';

const eventKeys = [
  'config',
  'container',
  'daemon',
  'event',
  'image',
  'label',
  'network',
  'node',
  'plugin',
  'scope',
  'secret',
  'service',
  'type',
  'volume',
];

function eventPasses(event: EngineEvent, filters: Filters): boolean {
  const named = (key: 'container' | 'image' | 'network' | 'volume'): boolean =>
    anyOf(filters, key, (value) =>
      event.type === key
        ? event.id.startsWith(value) ||
          event.attributes['name'] === value ||
          event.attributes['image'] === value
        : key === 'image' && event.attributes['image'] === value,
    );
  return (
    anyOf(filters, 'type', (value) => event.type === value) &&
    anyOf(filters, 'event', (value) => event.action === value || event.action.startsWith(`${value}:`)) &&
    anyOf(filters, 'scope', (value) => value === 'local') &&
    named('container') &&
    named('image') &&
    named('network') &&
    named('volume') &&
    hasLabels(filters, event.attributes)
  );
}

/** GET /events: what the ring holds from `since` on, then what happens, until `until` or the client's end. */
export async function streamEvents(engine: Engine, faults: Faults, exchange: Exchange): Promise<void> {
  const filters = engine.speaks(16)
    ? parseFilters(exchange.query.get('filters'), eventKeys, engine)
    : new Map<string, readonly string[]>();
  const since = timeParameter(exchange, 'since');
  const until = engine.speaks(11) ? timeParameter(exchange, 'until') : undefined;
  const { dialect } = exchange;
  exchange.startStream(dialect.asks(52) && !dialect.podman ? 'application/jsonl' : 'application/json');
  // Objects stood one after the other without a line end up to Engine 1.6.
  const end = dialect.speaks(19) ? '\n' : '';
  // A reader that stops loses events past this bound instead of filling the memory.
  const bound = 4 * 1024 * 1024;
  const send = (event: EngineEvent): void => {
    if (exchange.res.writableLength > bound || !eventPasses(event, filters)) return;
    for (const view of eventViews(event, dialect)) {
      const fate = faults.fateOf(event.action);
      const text = `${withBigIntegers(view)}${end}`;
      if (fate !== 'drop') exchange.res.write(fate === 'duplicate' ? text + text : text);
    }
  };
  const inTime = ({ timeNano }: EngineEvent): boolean =>
    (since === undefined || timeNano >= since) && (until === undefined || timeNano <= until);
  if (since !== undefined || until !== undefined) {
    for (const event of engine.events.past()) if (inTime(event)) send(event);
  }
  const now = BigInt(engine.clock.now()) * 1_000_000n;
  if (until !== undefined && until <= now) {
    exchange.res.end();
    return;
  }
  const stop = engine.events.listen(send);
  await new Promise<void>((resolve) => {
    const left = until === undefined ? undefined : Number((until - now) / 1_000_000n);
    const timer = left === undefined ? undefined : setTimeout(resolve, Math.min(left, 2 ** 31 - 1));
    exchange.signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
  stop();
  exchange.res.end();
}
