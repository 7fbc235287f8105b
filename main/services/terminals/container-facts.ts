import type { Container } from '#shared/model/container';
import type { ContainerId } from '#shared/model/ids';
import type { TerminalChoices } from '#shared/model/terminal';
import { ok, type Result } from '#shared/result';
import { inspectContainer } from '../../engine/api/containers';
import { parseReference } from '../../engine/api/reference';
import { field, str } from '../../engine/compat/read';
import type { ReadonlyCollection } from '../../state/collection';
import type { KnownEngine } from '../engines';
import { mainProcessOf } from './attach-link';
import { shellsOf } from './open-program';
import type { TerminalMemoryStore } from './terminal-memory';

/**
 * The name under which defaults of an image are kept: its reference without the tag, so that they outlive an update; its
 * id where the container was made from an id.
 */
export function imageKey({ image, imageId }: Pick<Container, 'image' | 'imageId'>): string {
  const reference = parseReference(image);
  if (!reference.ok || /^[0-9a-f]{12,64}$/.test(image)) return imageId === '' ? image : imageId;
  return reference.value.repository;
}

/** The container that has the place now: itself, or the one that was made anew under its name. */
export function containerNow(
  rows: ReadonlyCollection<Container>,
  id: ContainerId,
  name: string,
): ContainerId {
  if (rows.get(id) !== undefined) return id;
  for (const row of rows.values()) if (row.name === name) return row.id;
  return id;
}

/** What a container offers to a terminal; shells are looked for with one exec, unless its image's are known. */
export async function readChoices(
  engine: KnownEngine,
  containerId: ContainerId,
  memory: TerminalMemoryStore,
  signal: AbortSignal,
): Promise<Result<TerminalChoices>> {
  const client = engine.connection.client;
  if (!client.ok) return client;
  const found = await inspectContainer(client.value, containerId, signal);
  if (!found.ok) return found;
  const { state, raw } = found.value;
  const config = field(raw, 'Config');
  const shells =
    state === 'running'
      ? await shellsOf(memory, { engine, client: client.value, containerId, signal })
      : ok([]);
  const stopped =
    state === 'running' ? undefined : `The container is ${state}: its shells are looked for once it runs.`;
  const problem = shells.ok ? stopped : shells.error.message;
  return ok({
    shells: shells.ok ? shells.value : [],
    ...(problem === undefined ? {} : { problem }),
    defaults: memory.defaults(imageKey(found.value)),
    user: str(field(config, 'User')),
    folder: str(field(config, 'WorkingDir')),
    ...mainProcessOf(raw),
  });
}
