import type { EngineId } from '#shared/model/ids';
import type { StatsRecording } from '#shared/model/stats';
import type { Client } from '../bridge/client';
import { changeRecording, useRecordings } from './use-recordings';

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
  const now = useRecordings(client, active)?.find(
    (each) =>
      each.engineId === engineId && each.containerName === containerName && each.stoppedAt === undefined,
  );
  const named = { engineId, containerName };
  return {
    now,
    switchTo: (on) => void changeRecording(client, named, on ? 'on' : 'off'),
    forget: () => void changeRecording(client, named, 'forget'),
  };
}
