import type { CallInput } from '#shared/contract/index';
import type { LogNotice } from '#shared/model/log';
import { ok, type Result } from '#shared/result';
import type { EngineEvent } from '../engine/compat/events';
import type { EngineService } from './engines';
import { endSentence, noticeOf } from './log-markers';
import { rememberedEvents } from './remembered-events';

/** More than any engine remembers of all that happened on it. */
const mostEvents = 2_000;

/**
 * What happened to a container before now, as far as its engine remembers, oldest first. Nothing where the engine has no
 * events.
 */
export async function pastNotices(
  engines: EngineService,
  { engineId, id }: CallInput<'containers.past'>,
  signal: AbortSignal,
): Promise<Result<{ readonly notices: readonly LogNotice[] }>> {
  const engine = engines.engine(engineId);
  if (!engine.ok) return engine;
  const { client } = engine.value.connection;
  if (!client.ok) return client;
  const events: EngineEvent[] = [];
  const read = await rememberedEvents(
    client.value,
    id,
    (event) => {
      if (events.length < mostEvents) events.push(event);
    },
    signal,
  );
  if (!read.ok) return read.error.kind === 'unsupported' ? ok({ notices: [] }) : read;
  return ok({ notices: noticesOf(events) });
}

/** The notices that events make: a first start is no news, and health only where it changed. */
export function noticesOf(events: readonly EngineEvent[]): readonly LogNotice[] {
  const notices: LogNotice[] = [];
  let ended = false;
  let oomKilled = false;
  let health = '';
  for (const event of [...events].sort((one, two) => (one.at ?? 0) - (two.at ?? 0))) {
    const { at } = event;
    // Without a time it has no place among the lines.
    if (at === undefined || !Number.isFinite(at)) continue;
    switch (event.action) {
      case 'die':
        notices.push({ what: 'ended', at, text: endSentence({ exitCode: event.exitCode, oomKilled }) });
        ended = true;
        break;
      case 'start':
        if (ended) notices.push({ what: 'started', at, text: 'The container started.' });
        oomKilled = false;
        health = '';
        break;
      case 'health_status':
        if (event.detail === health) break;
        health = event.detail ?? '';
        notices.push(...noticeOf(event, at));
        break;
      default:
        if (event.action === 'oom') oomKilled = true;
        notices.push(...noticeOf(event, at));
    }
  }
  return notices;
}
