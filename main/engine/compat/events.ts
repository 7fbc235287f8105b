import { field, num, str } from './read';

/** What happened on an engine, as a hint that something should be read again. */
export interface EngineEvent {
  readonly type: 'container' | 'image' | 'other';
  /** The word before any `:`, such as `health_status`. */
  readonly action: string;
  /** Id of the object. */
  readonly id: string;
  /** Epoch ms by the engine's clock; absent where it does not say. */
  readonly at?: number | undefined;
}

/** One element of `GET /events`: `Action` and `Actor` from engine 1.10 on, `status` and `id` before and until 1.51. */
export function toEvent(raw: unknown): EngineEvent {
  const actor = field(raw, 'Actor');
  const typeWord = str(field(raw, 'Type'));
  const whole = str(field(raw, 'Action')) || str(field(raw, 'status'));
  const colon = whole.indexOf(':');
  const nanos = num(field(raw, 'timeNano'));
  const seconds = num(field(raw, 'time'));
  const at = nanos !== undefined ? nanos / 1e6 : seconds === undefined ? undefined : seconds * 1000;
  return {
    type: eventType(typeWord, whole),
    action: colon === -1 ? whole : whole.slice(0, colon),
    id: str(field(actor, 'ID')) || str(field(raw, 'id')),
    ...(at === undefined ? {} : { at }),
  };
}

/** Engines before 1.10 give no type; their events are the container's but for these. */
const imageActions = new Set(['pull', 'push', 'tag', 'untag', 'delete', 'import', 'load']);

function eventType(word: string, action: string): EngineEvent['type'] {
  if (word === 'container' || word === 'image') return word;
  if (word !== '') return 'other';
  return imageActions.has(action) ? 'image' : 'container';
}
