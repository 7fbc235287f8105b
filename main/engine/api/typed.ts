import { fail, ok, type Result } from '#shared/result';
import type { CallOptions, EngineClient } from '../client';
import { field, list, str } from '../compat/read';
import { notAnEngine } from '../transport/failure';
import { addressText } from '../transport/address';
import { listAnswer } from './list-answer';

/** A GET whose answer is a list; what `read` cannot tell is left out. */
export async function readList<T>(
  client: EngineClient,
  path: string,
  options: CallOptions,
  read: (raw: unknown) => T | undefined,
): Promise<Result<readonly T[]>> {
  const answer = listAnswer(client, await client.getJson(path, options));
  if (!answer.ok) return answer;
  return ok(
    answer.value.flatMap((raw) => {
      const row = read(raw);
      return row === undefined ? [] : [row];
    }),
  );
}

/** A GET whose answer is one thing; an answer without identity comes from no engine. */
export async function readOne<T>(
  client: EngineClient,
  path: string,
  options: CallOptions,
  read: (raw: unknown) => T | undefined,
): Promise<Result<T>> {
  const answer = await client.getJson(path, options);
  if (!answer.ok) return answer;
  const value = read(answer.value);
  return value === undefined ? fail(notAnEngine(addressText(client.transport.address))) : ok(value);
}

/** A change without an answer worth reading. */
export function change(
  client: EngineClient,
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  options: CallOptions,
): Promise<Result<void>> {
  return client.act(method, path, options);
}

/** What was made: its id, and what the engine warns of in its own words. */
export interface Created<Id extends string = string> {
  readonly id: Id;
  readonly warnings: readonly string[];
}

/** A POST that makes something and answers `Id` or `ID`. */
export async function create<Id extends string>(
  client: EngineClient,
  path: string,
  options: CallOptions,
): Promise<Result<Created<Id>>> {
  const answer = await client.send('POST', path, options);
  if (!answer.ok) return answer;
  const id = str(field(answer.value, 'Id')) || str(field(answer.value, 'ID'));
  if (id === '') return fail(notAnEngine(addressText(client.transport.address)));
  const warnings = [...list(field(answer.value, 'Warnings')), field(answer.value, 'Warning')].map(str);
  return ok({ id: id as Id, warnings: warnings.filter((text) => text !== '') });
}

/** JSON that a caller puts together and the engine checks. */
export type JsonObject = Readonly<Record<string, unknown>>;
