import { badRequest, EngineError } from '../core/errors';
import type { Exchange } from '../http/exchange';

/**
 * Reads `seconds[.nanoseconds]` as nanoseconds; undefined when missing. 400 for anything else; up to Engine 1.9 a
 * fraction is a 500.
 */
export function timeParameter(exchange: Exchange, name: string): bigint | undefined {
  const text = exchange.query.get(name);
  if (text === null || text === '') return undefined;
  const match = /^(-?\d{1,12})(?:\.(\d{1,9}))?$/.exec(text);
  if (!match) throw badRequest(`invalid value for "${name}": ${text}`);
  if (match[2] !== undefined && !exchange.dialect.speaks(22)) {
    throw new EngineError(500, `strconv.ParseInt: parsing "${text}": invalid syntax`);
  }
  return BigInt(match[1] ?? '0') * 1_000_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
}
