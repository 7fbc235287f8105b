import type { Capability } from '#shared/model/capability';
import type { ConnectionColour } from '#shared/model/connection';
import type { DiscoveryAttempt, EngineConnection } from '#shared/model/engine';
import { type Collection, keysOf, valuesOf } from './entities';
import { failureWords } from './failures';
import { age } from './format';
import type { AppState } from './store';
import type { StatusShape } from './containers/status';

/** The engine that is looked at; before any was ever reached, the first that is known. */
export function selectEngine(
  state: Pick<AppState, 'connections' | 'engineId'>,
): EngineConnection | undefined {
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

/** Every connection in the order that the person gave them. */
export function inOrder(connections: Collection<EngineConnection>): readonly EngineConnection[] {
  return valuesOf(connections, '').toSorted((a, b) => a.order - b.order);
}

/** The places that were looked at, in the order of looking. */
export function attemptsOf(discovery: Collection<DiscoveryAttempt>): readonly DiscoveryAttempt[] {
  return [...keysOf(discovery, '')]
    .sort()
    .map((key) => discovery.byKey.get(key))
    .filter((attempt) => attempt !== undefined);
}

/** True where an error stops every further try until a person does something about it. */
export function retryIsOff(engine: EngineConnection): boolean {
  return engine.phase === 'disconnected' && engine.retryAt === undefined && engine.error !== undefined;
}

/** Why the engine cannot do something, as a sentence; undefined where it can, and while nothing is known of it. */
export function missing(engine: EngineConnection | undefined, capability: Capability): string | undefined {
  return engine?.facts?.missing[capability];
}

/** Why nothing can be changed now; undefined while it can. */
export function writeBlock(engine: EngineConnection | undefined): string | undefined {
  if (engine === undefined) return 'No engine is connected';
  if (engine.phase === 'live') return undefined;
  return engine.phase === 'disconnected' && engine.retryAt === undefined
    ? `Actions are off until ${engine.name} is connected`
    : `Actions are off until ${engine.name} answers`;
}

/** Shape and words for where a connection stands. */
export interface PhaseWords {
  readonly shape: StatusShape;
  /** One word for the switcher. */
  readonly word: string;
  /** API version, for how long it has been gone, or what failed. */
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
    case 'disconnected':
      if (engine.unprotected && engine.error?.kind === 'denied')
        return {
          shape: 'unhealthy',
          word: 'Not connected',
          extra: failureWords(engine.error, true),
          tone: 'warn',
        };
      return engine.error === undefined
        ? {
            shape: 'exited',
            word: 'Not connected',
            extra: engine.settings.connect === 'on-request' ? 'connects on request' : undefined,
            tone: 'plain',
          }
        : {
            shape: 'failed',
            word: 'Failed',
            extra: failureWords(engine.error, engine.unprotected),
            tone: 'bad',
          };
  }
}

/** The whole state in one phrase, as a badge says it: `Failed: host key changed`, `Connected, API 1.52`. */
export function phaseSentence(engine: EngineConnection, now: number): string {
  const { word, extra } = phaseWords(engine, now);
  if (extra === undefined) return word;
  return engine.phase === 'disconnected' && engine.error !== undefined
    ? `${word}: ${extra}`
    : `${word}, ${extra}`;
}

/** In how many seconds it is tried again, in words; undefined where it is not by itself. */
export function nextTry({ retryAt }: EngineConnection, now: number): string | undefined {
  if (retryAt === undefined) return undefined;
  const seconds = Math.ceil((retryAt - now) / 1000);
  return seconds <= 0 ? 'Trying again now' : `Next try in ${seconds} s`;
}

/** When it is tried again, or that it is not; undefined where there is nothing to say of it. */
export function retryWords(engine: EngineConnection, now: number): string | undefined {
  if (retryIsOff(engine)) return 'Automatic retry is off for this error';
  const trying = engine.phase === 'probing' || engine.phase === 'syncing';
  return trying ? 'Trying again now' : nextTry(engine, now);
}

/** The colour and the word that a person gave a connection as a warning to themselves. */
export interface Band {
  readonly colour: ConnectionColour;
  /** '' where only the colour was chosen. */
  readonly word: string;
}

/** The band of a connection; undefined where it has none. */
export function bandOf(engine: EngineConnection | undefined): Band | undefined {
  if (engine === undefined) return undefined;
  const { colour, band } = engine.settings;
  return colour === 'none' && band === '' ? undefined : { colour, word: band };
}

/** What is said of an engine that anyone on the network can read and steer. */
export function unprotectedText(engine: EngineConnection): string {
  return `The connection to ${engine.name} is not encrypted. Anyone on the network on the way to it can read along and steer the engine, which means full control of its machine.`;
}

/** The accessible name of the switcher: `Engine: Local Docker, Connected, API 1.48`. */
export function switcherName(engine: EngineConnection, now: number): string {
  const { word, extra } = phaseWords(engine, now);
  const parts = [
    engine.name,
    ...(engine.demo ? ['Demo'] : []),
    ...(engine.settings.band === '' ? [] : [engine.settings.band]),
    word,
    ...(extra === undefined ? [] : [extra]),
    ...(engine.unprotected ? ['Plain TCP, not encrypted'] : []),
  ];
  return `Engine: ${parts.join(', ')}`;
}
