import { useEffect, useState } from 'react';
import { errorText } from '#shared/errors';
import type { StatsRecording } from '#shared/model/stats';
import { displayText } from '#shared/util/display-text';
import type { Client } from '../bridge/client';
import { showToast } from '../state/ui-actions';

/** Follows all recordings while `active`; undefined until main told of them. */
export function useRecordings(client: Client, active: boolean): readonly StatsRecording[] | undefined {
  const [all, setAll] = useState<ReadonlyMap<string, StatsRecording>>();
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
  return all === undefined ? undefined : [...all.values()];
}

type Named = Pick<StatsRecording, 'engineId' | 'containerName'>;

/** Switches a recording on or off, or forgets what it has; says so where that failed. */
export async function changeRecording(
  client: Client,
  { engineId, containerName }: Named,
  change: 'on' | 'off' | 'forget',
): Promise<void> {
  const input = {
    engineId,
    containerName,
    on: change === 'on',
    ...(change === 'forget' && { forget: true }),
  };
  const done = await client.call('stats.record', input);
  if (done.ok) return;
  const failures = {
    on: 'Could not begin to record',
    off: 'Could not stop recording',
    forget: 'Could not forget what was recorded of',
  };
  showToast({
    outcome: 'failed',
    title: `${failures[change]} ${displayText(containerName, 80)}`,
    text: errorText(done.error),
    retry: [],
  });
}
