import type { EngineClient } from '../../engine/client';
import { endProcesses } from './end-processes';
import type { RunningProcesses } from './terminal-session';

/**
 * Ends the processes of many sessions with one look at each container instead of one for each session. What went on
 * nevertheless is left to the end of each session.
 */
export async function endTogether(
  sessions: readonly RunningProcesses[],
  graceMs: number,
  signal: AbortSignal,
): Promise<void> {
  const groups = new Map<EngineClient, Map<string, RunningProcesses[]>>();
  for (const session of sessions) {
    const { containerId, user, privileged } = session.marked;
    const ofClient = groups.get(session.client) ?? new Map<string, RunningProcesses[]>();
    groups.set(session.client, ofClient);
    const key = JSON.stringify([containerId, user, privileged]);
    ofClient.set(key, [...(ofClient.get(key) ?? []), session]);
  }
  const all = [...groups.values()].flatMap((ofClient) => [...ofClient.values()]);
  await Promise.all(
    all.map(async (group) => {
      const [first] = group;
      // One alone is as well ended by itself.
      if (first === undefined || group.length === 1) return;
      const marks = group.flatMap(({ marked }) => marked.marks);
      const early = Promise.all(group.map(({ over }) => over)).then(() => undefined);
      await endProcesses(first.client, { ...first.marked, marks }, { graceMs, early, signal });
    }),
  );
}
