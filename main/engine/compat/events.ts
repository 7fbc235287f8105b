import { field, firstField, num, str } from './read';

/** What happened on an engine, as a hint that something should be read again. */
export interface EngineEvent {
  readonly type: 'container' | 'image' | 'network' | 'volume' | 'other';
  /** The word before any `:`, such as `health_status`, in Docker's vocabulary. */
  readonly action: string;
  /** Id of the object. */
  readonly id: string;
  /** Epoch ms by the engine's clock; absent where it does not say. */
  readonly at?: number | undefined;
  /** What follows the `:`, such as `unhealthy`; absent where nothing does. */
  readonly detail?: string | undefined;
  /** With which code a container ended; absent where the engine does not say (before 1.10 or so). */
  readonly exitCode?: number | undefined;
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
  const type = eventType(typeWord, whole);
  // Podman tells of a health in a field of its own.
  const detail = colon === -1 ? str(field(raw, 'HealthStatus')) : whole.slice(colon + 1).trim();
  const exitCode = exitCodeOf(field(actor, 'Attributes'));
  return {
    type,
    action: dockerAction(type, colon === -1 ? whole : whole.slice(0, colon)),
    // Podman names a volume beside its empty id.
    id:
      str(field(actor, 'ID')) ||
      str(firstField(raw, 'id', 'ID', 'Id')) ||
      (type === 'volume' ? str(field(field(actor, 'Attributes'), 'name')) : ''),
    ...(at === undefined ? {} : { at }),
    ...(detail === '' ? {} : { detail }),
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}

/** Attributes are texts, and Podman has a word of its own. */
function exitCodeOf(attributes: unknown): number | undefined {
  const text = str(firstField(attributes, 'exitCode', 'containerExitCode'));
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** Engines before 1.10 give no type; their events are the container's but for these. */
const imageActions = new Set(['pull', 'push', 'tag', 'untag', 'delete', 'import', 'load']);

function eventType(word: string, action: string): EngineEvent['type'] {
  switch (word) {
    case 'container':
    case 'image':
    case 'network':
    case 'volume':
      return word;
    case '':
      return imageActions.has(action) ? 'image' : 'container';
    default:
      return 'other';
  }
}

/** Podman's own words, where its translation to Docker's leaves them out. */
const podmanActions: Readonly<Partial<Record<string, string>>> = {
  died: 'die',
  exec_died: 'exec_die',
  exec: 'exec_start',
  remove: 'destroy',
};

function dockerAction(type: EngineEvent['type'], action: string): string {
  if (type === 'volume') return action === 'remove' ? 'destroy' : action;
  if (type !== 'container' || !Object.hasOwn(podmanActions, action)) return action;
  return podmanActions[action] ?? action;
}
