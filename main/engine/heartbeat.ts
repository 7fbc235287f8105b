import { type AppError, cancelled } from '#shared/errors';
import { isAborted } from './abort';
import type { EngineClient } from './client';
import { ping } from './negotiate';
import { pause } from './pause';

/** What a heartbeat needs and whom it tells. */
export interface HeartbeatOptions {
  readonly client: EngineClient;
  readonly signal: AbortSignal;
  /** Gets what makes the next beat come at once; undefined when there is none to come. */
  readonly onWake: (wake: (() => void) | undefined) => void;
  readonly onBeat: (roundTripMs: number) => void;
  /** Gives the words for a missed beat. */
  readonly onMiss: (cause: AppError) => AppError;
}

const everyMs = 5_000;
/** After a miss, so that a dead engine is given up soon and a slow one gets another chance. */
const againMs = 2_000;

/**
 * Pings until the signal aborts; the first at once, because the round trip is shown from the start. Resolves with an
 * error once two beats in a row were missed.
 */
export async function heartbeat(options: HeartbeatOptions): Promise<AppError> {
  const { client, signal, onWake, onBeat, onMiss } = options;
  let missed: AppError | undefined;
  try {
    for (let beats = 0; ; beats += 1) {
      if (beats > 0) {
        const wake = new AbortController();
        onWake(() => wake.abort());
        await pause(missed === undefined ? everyMs : againMs, AbortSignal.any([signal, wake.signal]));
      }
      if (isAborted(signal)) return cancelled('The heartbeat');
      const beat = await ping(client, signal);
      if (isAborted(signal)) return cancelled('The heartbeat');
      if (beat.ok) {
        missed = undefined;
        onBeat(Math.round(beat.value * 10) / 10);
      } else {
        const error = onMiss(beat.error);
        // An engine that says it is not well is there: making the connection anew would not mend it.
        if (beat.error.kind === 'engine-error') continue;
        if (missed !== undefined) return error;
        missed = error;
      }
    }
  } finally {
    onWake(undefined);
  }
}
