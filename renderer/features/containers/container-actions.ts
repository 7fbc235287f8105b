import {
  ChartLine,
  CirclePause,
  CirclePlay,
  Copy,
  FileBraces,
  type LucideIcon,
  Pause,
  Play,
  RotateCw,
  ScrollText,
  Settings2,
  Skull,
  Square,
  SquareTerminal,
  Trash2,
} from 'lucide-react';
import { errorText } from '#shared/errors';
import type { Container, ContainerAction } from '#shared/model/container';
import type { EngineConnection } from '#shared/model/engine';
import type { EngineId } from '#shared/model/ids';
import { actOnContainers, askToRemoveContainers } from '../../state/actions';
import { getClient } from '../../state/client';
import { bulkVerbs, killSignals, verbMissing, verbs } from '../../state/containers/verbs';
import { missing } from '../../state/engines';
import { openRun } from '../../state/run-targets';
import { navigate } from '../../state/router';
import { announce, selectView, showToast } from '../../state/ui-actions';
import { store } from '../../state/store';
import { askForTerminal, startShellInDock } from '../../state/terminals';
import type { ContainerTab } from '../../state/views';
import { copyText } from '../../ui/CopyButton';
import type { MenuEntry } from '../../ui/Menu';

/** One icon for each verb. */
export const verbIcons: Readonly<Record<ContainerAction, LucideIcon>> = {
  start: Play,
  stop: Square,
  restart: RotateCw,
  pause: Pause,
  unpause: CirclePlay,
  kill: Skull,
  remove: Trash2,
};

/** Opens a container's detail, at the tab that was used last unless one is named. */
export function openContainer(id: string, tab?: ContainerTab): void {
  navigate({ page: 'containers', id, tab: tab ?? selectView(store.getState()).containers.tab });
}

/** Start where it is off, stop where it is on. */
export function startOrStop(container: Container): 'start' | 'stop' {
  return verbs.start.applies(container) ? 'start' : 'stop';
}

/** Begins a verb on one container; removal asks first. */
export function actOn(engineId: EngineId, container: Container, action: ContainerAction): void {
  if (action === 'remove') askToRemoveContainers(engineId, [container.id]);
  else void actOnContainers(engineId, [container], action);
}

function copy(label: string, text: string): void {
  void copyText(text).then((done) => {
    if (done) announce(`${label} copied`);
    else showToast({ outcome: 'failed', title: 'The system did not allow copying', retry: [] });
  });
}

async function copyInspect(engineId: EngineId, container: Container): Promise<void> {
  const read = await getClient().call('containers.inspect', { engineId, id: container.id });
  if (read.ok) copy('JSON', JSON.stringify(read.value.raw, undefined, 2));
  else
    showToast({
      outcome: 'failed',
      title: `Could not read ${container.name}`,
      text: errorText(read.error),
      retry: [],
    });
}

/** Everything that can be done with one container, in the order of consequence. `blocked`: why nothing can be changed. */
export function containerMenu(
  engine: EngineConnection,
  container: Container,
  blocked: string | undefined,
): readonly MenuEntry[] {
  const engineId = engine.id;
  const open = (tab: ContainerTab, label: string, icon: LucideIcon, key: string): MenuEntry => ({
    kind: 'item',
    id: tab,
    label,
    icon,
    keys: [key],
    onSelect: () => openContainer(container.id, tab),
  });
  const act = (action: ContainerAction): MenuEntry => ({
    kind: 'item',
    id: action,
    label: verbs[action].label,
    icon: verbIcons[action],
    keys: verbs[action].key === undefined ? undefined : [verbs[action].key],
    disabledReason:
      verbMissing(engine, verbs[action]) ??
      blocked ??
      (verbs[action].applies(container) ? undefined : `${container.name} is ${container.state}`),
    onSelect: () => actOn(engineId, container, action),
  });
  return [
    open('logs', 'Logs', ScrollText, 'L'),
    open('shell', 'Shell', SquareTerminal, 'T'),
    open('stats', 'Stats', ChartLine, 'M'),
    open('inspect', 'Inspect', FileBraces, 'I'),
    { kind: 'separator', id: 'views' },
    act(startOrStop(container)),
    act('restart'),
    act(container.state === 'paused' ? 'unpause' : 'pause'),
    {
      kind: 'submenu',
      id: 'kill',
      label: 'Kill',
      icon: verbIcons.kill,
      disabledReason:
        blocked ?? (verbs.kill.applies(container) ? undefined : `${container.name} is ${container.state}`),
      entries: killSignals.map(({ signal, hint }) => ({
        kind: 'item',
        id: signal,
        label: `SIG${signal}`,
        hint,
        onSelect: () => void actOnContainers(engineId, [container], 'kill', { signal }),
      })),
    },
    { kind: 'separator', id: 'states' },
    {
      kind: 'item',
      id: 'dock-shell',
      label: 'New shell in the dock',
      icon: SquareTerminal,
      keys: ['Ctrl', 'Shift', 'T'],
      disabledReason:
        missing(engine, 'exec') ??
        blocked ??
        (container.state === 'running' ? undefined : `${container.name} is not running`),
      onSelect: () => void startShellInDock(engineId, container),
    },
    {
      kind: 'item',
      id: 'open-terminal',
      label: 'Open a terminal…',
      icon: Settings2,
      disabledReason:
        missing(engine, 'exec') ??
        blocked ??
        (container.state === 'running' ? undefined : `${container.name} is not running`),
      onSelect: () => askForTerminal(engineId, container),
    },
    {
      kind: 'submenu',
      id: 'copy',
      label: 'Copy as',
      icon: Copy,
      entries: [
        { kind: 'item', id: 'name', label: 'Name', onSelect: () => copy('Name', container.name) },
        { kind: 'item', id: 'id', label: 'ID', onSelect: () => copy('ID', container.id) },
        { kind: 'item', id: 'image', label: 'Image', onSelect: () => copy('Image', container.image) },
        {
          kind: 'item',
          id: 'json',
          label: 'API JSON',
          onSelect: () => void copyInspect(engineId, container),
        },
      ],
    },
    { kind: 'separator', id: 'end' },
    {
      kind: 'item',
      id: 'remove',
      label: 'Remove…',
      icon: Trash2,
      keys: ['Del'],
      danger: true,
      disabledReason: blocked,
      onSelect: () => askToRemoveContainers(engineId, [container.id]),
    },
  ];
}

/** What can be done with all containers of a group or a selection, each verb with how many it reaches. */
export function bulkMenu(
  engine: EngineConnection,
  containers: readonly Container[],
  blocked: string | undefined,
): readonly MenuEntry[] {
  const engineId = engine.id;
  const running = containers.filter(({ state }) => state === 'running');
  const run: MenuEntry = {
    kind: 'item',
    id: 'run',
    label: `Run a command in ${running.length}…`,
    icon: SquareTerminal,
    disabledReason:
      missing(engine, 'exec') ?? blocked ?? (running.length === 0 ? 'None of them is running' : undefined),
    onSelect: () => openRun(engineId, running),
  };
  const acts = bulkVerbs(containers).flatMap(({ verb, count }): readonly MenuEntry[] => {
    const reached = containers.filter(verb.applies);
    if (verb.action === 'remove') {
      return [
        { kind: 'separator', id: 'before-remove' },
        {
          kind: 'item',
          id: verb.action,
          label: `Remove ${count}…`,
          icon: Trash2,
          danger: true,
          disabledReason: blocked,
          onSelect: () =>
            askToRemoveContainers(
              engineId,
              reached.map(({ id }) => id),
            ),
        },
      ];
    }
    return [
      {
        kind: 'item',
        id: verb.action,
        label: `${verb.label} ${count}`,
        icon: verb.action === 'pause' ? CirclePause : verbIcons[verb.action],
        disabledReason: verbMissing(engine, verb) ?? blocked,
        onSelect: () => void actOnContainers(engineId, reached, verb.action),
      },
    ];
  });
  return [run, { kind: 'separator', id: 'runs' }, ...acts];
}
