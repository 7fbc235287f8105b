import { useEffect, useState } from 'react';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { StatsMark } from '#shared/model/stats';
import type { Client } from '../bridge/client';

const mostMarks = 500;
const none: readonly StatsMark[] = [];

/** What happened to a container, oldest first, for as long as it is active. */
export function useMarks(
  client: Client,
  engineId: EngineId,
  containerId: ContainerId,
  active: boolean,
): readonly StatsMark[] {
  const [marks, setMarks] = useState<readonly StatsMark[]>(none);
  useEffect(() => {
    if (!active) return;
    const known = new Map<string, StatsMark>();
    const show = (): void => setMarks([...known.values()].sort((a, b) => a.at - b.at).slice(-mostMarks));
    return client.watch(
      'stats.marks',
      { engineId, containerId },
      {
        onSnapshot: (entries) => {
          known.clear();
          for (const [key, mark] of entries) known.set(key, mark);
          show();
        },
        onPatch: (upserts, removes) => {
          for (const [key, mark] of upserts) known.set(key, mark);
          for (const key of removes) known.delete(key);
          show();
        },
        // The engine went: what is known of it stays.
        onError: () => undefined,
      },
    );
  }, [client, engineId, containerId, active]);
  return marks;
}
