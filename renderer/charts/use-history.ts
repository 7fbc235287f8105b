import { useEffect, useState } from 'react';
import type { StatsHistory } from '#shared/model/stats';
import type { EngineId } from '#shared/model/ids';
import type { Client } from '../bridge/client';
import { isVisible, onVisibility } from '../logs/frame-store';
import type { StatsMinutes } from '../state/stats-view';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What is kept of a container, and how many ms one row of it stands for. */
export interface KeptHistory {
  readonly history: StatsHistory;
  readonly span: number;
}

/** Windows longer than an hour are kept by the minute. */
export function historySpan(minutes: StatsMinutes): number {
  return Number(minutes) > 60 ? minuteMs : 1000;
}

/**
 * What main keeps of a container for a window of its charts, by its name: read when it is shown, and again each minute
 * while it can be seen. Undefined until it came, and where main keeps nothing.
 */
export function useHistory(
  client: Client,
  engineId: EngineId,
  containerName: string,
  minutes: StatsMinutes,
  active: boolean,
): KeptHistory | undefined {
  const [kept, setKept] = useState<KeptHistory>();
  const span = historySpan(minutes);
  useEffect(() => {
    if (!active || containerName === '') return;
    const abort = new AbortController();
    const read = (): void => {
      if (!isVisible()) return;
      const to = Date.now() + minuteMs;
      const from = Math.max(0, to - Math.max(hourMs, Number(minutes) * minuteMs) - 2 * minuteMs);
      const by = span === minuteMs ? 'minute' : 'second';
      void client
        .call('stats.history', { engineId, containerName, by, from, to }, abort.signal)
        .then((answer) => {
          // Without a history the charts show what is live, as they would for a container that nobody looked at.
          if (answer.ok && !abort.signal.aborted) setKept({ history: answer.value, span });
        });
    };
    read();
    const timer = setInterval(read, minuteMs);
    const stopWatching = onVisibility((visible) => {
      if (visible) read();
    });
    return () => {
      abort.abort();
      clearInterval(timer);
      stopWatching();
    };
  }, [client, engineId, containerName, minutes, span, active]);
  return kept?.span === span ? kept : undefined;
}
