import type { EngineService } from '../engines';
import { helperLabels, removeHelper } from './debug-link';
import type { Instance } from './instance';

/**
 * Removes, each time an engine becomes live, the helper containers that a crashed run of this data folder left there.
 * Those of a run that lives, of another computer or of nobody known are not touched. Gives what stops it.
 */
export function sweepHelpers(engines: EngineService, instance: Instance): () => void {
  const live = new Set<string>();
  const look = (keys: ReadonlySet<string>): void => {
    for (const key of keys) {
      const isLive = engines.connections.get(key)?.phase === 'live';
      if (isLive && !live.has(key)) void sweep(engines, instance, key);
      if (isLive) live.add(key);
      else live.delete(key);
    }
  };
  const stop = engines.connections.subscribe(look);
  look(new Set([...engines.connections.entries()].map(([key]) => key)));
  return stop;
}

async function sweep(engines: EngineService, instance: Instance, key: string): Promise<void> {
  const engine = engines.known.find(({ id }) => id === key);
  if (engine === undefined) return;
  const helpers = [...engine.state.containers.values()].filter(
    ({ labels }) => labels[helperLabels.helper] === 'debug',
  );
  if (helpers.length === 0) return;
  const dead = await instance.dead();
  const client = engine.connection.client;
  if (!client.ok) return;
  for (const { id, labels } of helpers)
    if (dead.has(labels[helperLabels.instance] ?? '')) await removeHelper(client.value, id);
}
