import { FlaskConical, Lock, LockOpen, type LucideIcon, Server, SquareTerminal } from 'lucide-react';
import type { ConnectWhen } from '#shared/model/connection';
import type { EngineConnection } from '#shared/model/engine';
import { failureWords } from '../../state/failures';
import { nextTry } from '../../state/engines';

/** The icon of a connection, by the way that leads to it. */
export function connectionIcon(engine: EngineConnection): LucideIcon {
  if (engine.demo) return FlaskConical;
  switch (engine.transport) {
    case 'unix':
    case 'npipe':
      return Server;
    case 'tls':
      return Lock;
    case 'tcp':
      return LockOpen;
    case 'ssh':
      return SquareTerminal;
  }
}

/** When a connection is made. */
export const connectWords: Readonly<Record<ConnectWhen, string>> = {
  'at-start': 'When the app starts',
  'on-request': 'When it is chosen',
};

/** The second line of a connection's state in the list: `TLS, API 1.51, 31 ms` or why there is none. */
export function stateDetail(engine: EngineConnection, now: number): string {
  if (engine.phase === 'live') {
    const { facts, roundTripMs, transport } = engine;
    const parts = [
      ...(transport === 'tls' ? ['TLS'] : transport === 'ssh' ? ['SSH'] : []),
      ...(facts === undefined ? [] : [`API ${facts.api}`]),
      ...(roundTripMs === undefined ? [] : [`${Math.max(1, Math.round(roundTripMs))} ms`]),
    ];
    return parts.join(', ');
  }
  const next = nextTry(engine, now);
  if (engine.phase === 'suspect') return 'Waiting for its answer';
  if (engine.phase === 'probing' || engine.phase === 'syncing') return 'First answer is awaited';
  if (engine.error !== undefined) {
    const words = failureWords(engine.error, engine.unprotected);
    const reason = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
    return engine.phase === 'reconnecting' && next !== undefined ? next : reason;
  }
  if (engine.phase === 'reconnecting') return next ?? 'Trying again now';
  return engine.settings.connect === 'on-request' ? 'Connects on request' : 'Until you connect it';
}
