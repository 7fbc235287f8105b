import { useEffect, useState } from 'react';
import { errorText } from '#shared/errors';
import type { EngineId } from '#shared/model/ids';
import type { StatsRecording } from '#shared/model/stats';
import { displayText } from '#shared/util/display-text';
import type { Client } from '../bridge/client';
import { showToast } from '../state/ui-actions';

/** Whether a container is recorded, and the switch. */
export interface Recording {
  /** Undefined while it is not recorded. */
  readonly now: StatsRecording | undefined;
  readonly switchTo: (on: boolean) => void;
  /** Stops, and forgets what was recorded. */
  readonly forget: () => void;
}

/** Follows the recording of one container, by its name. */
export function useRecording(
  client: Client,
  engineId: EngineId,
  containerName: string,
  active: boolean,
): Recording {
  const [all, setAll] = useState<ReadonlyMap<string, StatsRecording>>(new Map());
  useEffect(() => {
    if (!active) return;
    return client.watch(
      'stats.recordings',
      {},
      {
        onSnapshot: (entries) => setAll(new Map(entries)),
        onPatch: (upserts, removes) =>
          setAll((before) => {
            const next = new Map(before);
            for (const [key, value] of upserts) next.set(key, value);
            for (const key of removes) next.delete(key);
            return next;
          }),
        onError: () => undefined,
      },
    );
  }, [client, active]);
  const now = [...all.values()].find(
    (each) => each.engineId === engineId && each.containerName === containerName,
  );
  const record = (on: boolean, forget: boolean): void => {
    void client
      .call('stats.record', { engineId, containerName, on, ...(forget && { forget }) })
      .then((done) => {
        if (done.ok) return;
        const name = displayText(containerName, 80);
        showToast({
          outcome: 'failed',
          title: forget
            ? `Could not forget what was recorded of ${name}`
            : on
              ? `Could not begin to record ${name}`
              : `Could not stop recording ${name}`,
          text: errorText(done.error),
          retry: [],
        });
      });
  };
  return { now, switchTo: (on) => record(on, false), forget: () => record(false, true) };
}
