import type { EngineConnection } from '#shared/model/engine';
import { valuesOf } from './entities';
import { age } from './format';
import type { AppState } from './store';
import type { StatusShape } from './containers/status';

/** The engine that is looked at; before any was ever reached, the first that is known. */
export function selectEngine(state: AppState): EngineConnection | undefined {
  const chosen = state.engineId === undefined ? undefined : state.connections.byKey.get(state.engineId);
  if (chosen !== undefined) return chosen;
  const first = state.connections.keys.get('')?.[0];
  return first === undefined ? undefined : state.connections.byKey.get(first);
}

/**
 * The engine to look at when none was chosen: the one of last time where it answers, else the first that does. None
 * while none does, so that a slow favourite is not overtaken for good: what answers later is taken then.
 */
export function engineToAdopt(state: AppState): EngineConnection | undefined {
  const live = valuesOf(state.connections, '').filter(({ trueAt }) => trueAt !== undefined);
  return live.find(({ address }) => address === state.preferences.engineAddress) ?? live[0];
}

/** True where what is shown is from before: it was true once, and the engine does not answer now. */
export function isStale(engine: EngineConnection | undefined): boolean {
  return engine !== undefined && engine.phase !== 'live' && engine.trueAt !== undefined;
}

/** True where no list was ever read. */
export function neverReached(engine: EngineConnection | undefined): boolean {
  return engine?.trueAt === undefined;
}

/** Why nothing can be changed now; undefined while it can. */
export function writeBlock(engine: EngineConnection | undefined): string | undefined {
  if (engine === undefined) return 'No engine is connected';
  if (engine.phase === 'live') return undefined;
  return `Actions are off until ${engine.name} answers`;
}

/** Shape and words for where a connection stands. */
export interface PhaseWords {
  readonly shape: StatusShape;
  /** One word for the switcher. */
  readonly word: string;
  /** API version, or for how long it has been gone. */
  readonly extra: string | undefined;
  readonly tone: 'plain' | 'warn' | 'bad';
}

/** Where a connection stands, in words. */
export function phaseWords(engine: EngineConnection, now: number): PhaseWords {
  const since = engine.trueAt === undefined ? undefined : age(now - engine.trueAt);
  switch (engine.phase) {
    case 'live':
      return {
        shape: 'healthy',
        word: 'Connected',
        extra: engine.facts === undefined ? undefined : `API ${engine.facts.api}`,
        tone: 'plain',
      };
    case 'probing':
      return { shape: 'busy', word: 'Connecting', extra: since, tone: 'plain' };
    case 'syncing':
      return { shape: 'busy', word: 'Reading', extra: since, tone: 'plain' };
    case 'suspect':
      return { shape: 'unhealthy', word: 'No answer', extra: since, tone: 'warn' };
    case 'reconnecting':
      return { shape: 'restarting', word: 'Reconnecting', extra: since, tone: 'warn' };
    case 'failed':
      return { shape: 'failed', word: 'Not connected', extra: since, tone: 'bad' };
  }
}

/** The accessible name of the switcher: `Engine: Local Docker, Connected, API 1.48`. */
export function switcherName(engine: EngineConnection, now: number): string {
  const { word, extra } = phaseWords(engine, now);
  const parts = [
    engine.name,
    ...(engine.demo ? ['Demo'] : []),
    word,
    ...(extra === undefined ? [] : [extra]),
  ];
  return `Engine: ${parts.join(', ')}`;
}
