import type { Dialect } from '../core/dialect';
import { imageNameText } from './container-parts';
import type { EngineEvent } from './events';

type Json = Record<string, unknown>;

/** The first API that tells an action; what is not here is as old as events. Suffixes after ":" are not looked at. */
const since: Readonly<Record<string, number>> = {
  pause: 12,
  unpause: 12,
  exec_create: 15,
  exec_start: 15,
  rename: 17,
  oom: 17,
  resize: 19,
  top: 19,
  attach: 19,
  copy: 19,
  commit: 19,
  health_status: 24,
  exec_die: 36,
  prune: 41,
};

/** Podman's words for the same things; undefined for what it does not tell. */
function podmanAction(event: EngineEvent): string | undefined {
  const word = event.action.split(':')[0] ?? '';
  if (event.type === 'image') return event.action;
  if (event.type === 'volume' && word === 'destroy') return 'remove';
  switch (word) {
    case 'destroy':
      return 'remove';
    case 'exec_start':
      return 'exec';
    case 'exec_die':
      return 'exec_died';
    case 'health_status':
      return word;
    case 'kill':
    case 'stop':
    case 'exec_create':
    case 'resize':
    case 'top':
    case 'prune':
      return undefined;
    default:
      return event.action;
  }
}

/** The wire forms of one event: none when this engine does not tell it, two where Podman says more. */
export function eventViews(event: EngineEvent, dialect: Dialect): Json[] {
  if (dialect.podman) return podmanViews(event, dialect);
  const word = event.action.split(':')[0] ?? '';
  if (!dialect.speaks(since[word] ?? 0)) return [];
  const time = Number(event.timeNano / 1_000_000_000n);
  // Written as text and unquoted on the wire: a double cannot hold nanoseconds.
  const timeNano = `#${event.timeNano}#`;
  if (!dialect.speaks(22)) {
    if (event.type !== 'container' && event.type !== 'image') return [];
    const from = event.attributes['image'];
    return [
      {
        status: event.action,
        id: event.id,
        ...(from === undefined ? {} : { from }),
        time,
        ...(dialect.speaks(21) ? { timeNano } : {}),
      },
    ];
  }
  return [
    {
      ...(dialect.asks(52) ? {} : legacy(event)),
      Type: event.type,
      Action: event.action,
      Actor: { ID: event.id, Attributes: event.attributes },
      ...(dialect.speaks(30) ? { scope: 'local' } : {}),
      time,
      timeNano,
    },
  ];
}

/** The keys of before 1.10, kept until 1.51. */
function legacy(event: EngineEvent): Json {
  if (event.type === 'container') {
    return { status: event.action, id: event.id, from: event.attributes['image'] ?? '' };
  }
  return event.type === 'image' ? { status: event.action, id: event.id } : {};
}

function podmanViews(event: EngineEvent, dialect: Dialect): Json[] {
  const action = podmanAction(event);
  if (action === undefined || (event.type === 'network' && event.action !== 'create')) return [];
  const image = event.attributes['image'];
  const { exitCode } = event.attributes;
  const name = event.attributes['name'] ?? '';
  const attributes = {
    ...event.attributes,
    containerExitCode: exitCode ?? '0',
    image: imageNameText(image ?? '', dialect),
    name: event.type === 'volume' ? event.id : event.type === 'image' ? imageNameText(name, dialect) : name,
    podId: '',
  };
  // Ids stand without their prefix, and a volume has its name in the attributes alone.
  const id = event.type === 'volume' ? '' : event.id.replace(/^sha256:/, '');
  const view = (word: string): Json => ({
    status: word,
    ...(id === '' ? {} : { id }),
    ...(image === undefined ? {} : { from: imageNameText(image, dialect) }),
    Type: event.type,
    Action: word,
    Actor: { ID: id, Attributes: attributes },
    scope: 'local',
    time: Number(event.timeNano / 1_000_000_000n),
    timeNano: `#${event.timeNano}#`,
    ...(word === 'health_status' ? { HealthStatus: event.action.slice('health_status: '.length) } : {}),
  });
  if (event.type === 'container' && action === 'start') return [view('init'), view('start')];
  if (event.type === 'container' && action === 'die') return [view('die'), view('cleanup')];
  return [view(action)];
}

/** JSON with the 64-bit integers that views mark with "#". */
export function withBigIntegers(value: unknown): string {
  return JSON.stringify(value).replace(/"#(\d+)#"/g, '$1');
}
