import { fail, ok, type Result } from '#shared/result';
import type { EngineClient } from '../client';
import { addressText } from '../transport/address';
import { notAnEngine } from '../transport/failure';

/**
 * The answer of a read that gives a list; old engines send null for an empty one. Anything else is no list: taken for
 * an empty one, it would blank what is shown.
 */
export function listAnswer(client: EngineClient, answer: Result<unknown>): Result<readonly unknown[]> {
  if (!answer.ok) return answer;
  if (Array.isArray(answer.value)) return ok(answer.value as readonly unknown[]);
  return answer.value === null ? ok([]) : fail(notAnEngine(addressText(client.transport.address)));
}
