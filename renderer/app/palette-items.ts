import {
  Activity,
  ChartLine,
  Container as ContainerIcon,
  Download,
  FileBraces,
  FlaskConical,
  Keyboard,
  Layers,
  ListTree,
  type LucideIcon,
  Moon,
  PanelBottom,
  PanelLeft,
  Pause,
  Play,
  Plus,
  RefreshCw,
  RotateCw,
  ScrollText,
  Server,
  Settings,
  Settings2,
  Skull,
  Square,
  SquareTerminal,
  Sun,
  SunMoon,
  Trash2,
} from 'lucide-react';
import type { Container, ContainerAction } from '#shared/model/container';
import type { EngineConnection } from '#shared/model/engine';
import { actOnContainers, askToRemoveContainers, chooseEngine, lookAgain, startDemo } from '../state/actions';
import { compileQuery, formatQuery, parseQuery } from '../state/containers/query';
import { statusOf } from '../state/containers/status';
import { bulkVerbs, dockerCommand, verbMissing } from '../state/containers/verbs';
import { askForConnection } from '../state/connections';
import { inOrder, missing, phaseSentence, selectEngine, writeBlock } from '../state/engines';
import { entityKey, valuesOf } from '../state/entities';
import { bytes, count } from '../state/format';
import { imageName } from '../state/images/names';
import { matchWords } from '../state/match';
import { navigate } from '../state/router';
import type { AppState } from '../state/store';
import { openDialog, selectView, setDock, setPreferences } from '../state/ui-actions';
import { connectionItems } from './palette-connection-items';
import { logItems, selectionLogs } from './palette-log-items';
import { newTerminalItems, runItems, terminalCommands } from './palette-terminal-items';
import type { FoundItem, PaletteGroup, PaletteItem } from './palette-item';

const icons: Readonly<Record<ContainerAction, LucideIcon>> = {
  start: Play,
  stop: Square,
  restart: RotateCw,
  pause: Pause,
  unpause: Play,
  kill: Skull,
  remove: Trash2,
};
const mostOfAKind = 12;

/** Who the actions are about: what the typed tokens leave, else the selection, else the current container. */
function targets(
  state: AppState,
  engine: EngineConnection,
  source: string,
): { readonly title: string; readonly containers: readonly Container[] } {
  const query = parseQuery(source);
  if (query.tokens.length > 0) {
    const matches = compileQuery({ tokens: query.tokens, text: '' });
    const found = valuesOf(state.containers, engine.id).filter(matches);
    return {
      title: `${formatQuery({ ...query, text: '' })}, ${count(found.length, 'container')}`,
      containers: found,
    };
  }
  const ids =
    state.selectedContainers.size > 0
      ? [...state.selectedContainers]
      : [state.route.page === 'containers' ? (state.route.id ?? state.currentContainer) : undefined];
  const found = ids.flatMap((id) => {
    const container = id === undefined ? undefined : state.containers.byKey.get(entityKey(engine.id, id));
    return container === undefined ? [] : [container];
  });
  const [only] = found;
  return {
    title: found.length === 1 && only !== undefined ? only.name : count(found.length, 'selected container'),
    containers: found,
  };
}

/** What becomes of one, and of several. */
const explains: Readonly<Record<ContainerAction, readonly [string, string]>> = {
  start: ['It is started as it was configured.', 'Each is started as it was configured.'],
  stop: [
    'It gets its stop signal and its grace period.',
    'Each gets its stop signal and its own grace period.',
  ],
  restart: [
    'It gets its stop signal and its grace period, then starts again.',
    'Each gets its stop signal and its own grace period, then starts again.',
  ],
  pause: [
    'Its processes are frozen where they are; memory stays in use.',
    'Their processes are frozen where they are; memory stays in use.',
  ],
  unpause: ['Its processes go on where they were frozen.', 'Their processes go on where they were frozen.'],
  kill: [
    'It gets SIGKILL at once, without a grace period.',
    'Each gets SIGKILL at once, without a grace period.',
  ],
  remove: [
    'You are asked first, and told what goes with it.',
    'You are asked first, and told what goes with them.',
  ],
};

function verbItems(engine: EngineConnection, containers: readonly Container[]): readonly PaletteItem[] {
  const [only] = containers;
  const single = containers.length === 1 ? only : undefined;
  const able = bulkVerbs(containers).filter(({ verb }) => verbMissing(engine, verb) === undefined);
  return able.map(({ verb, count: amount }): PaletteItem => {
    const reached = containers.filter(verb.applies);
    const left = containers.length - amount;
    const object = single?.name ?? count(amount, 'container');
    const asks = verb.action === 'remove';
    return {
      id: `act ${verb.action}`,
      label: `${verb.label} ${object}${asks ? '…' : ''}`,
      icon: icons[verb.action],
      ...(verb.key !== undefined && single !== undefined && { keys: [verb.key] }),
      preview: {
        title: `${verb.label} ${object}`,
        text: `${explains[verb.action][amount === 1 ? 0 : 1]}${left === 0 ? '' : ` ${count(left, 'other is', 'others are')} left alone.`}`,
        containers: reached,
        command: dockerCommand(
          verb.action,
          reached.map(({ name }) => name),
        ),
      },
      run: () => {
        if (asks) {
          askToRemoveContainers(
            engine.id,
            reached.map(({ id }) => id),
          );
        } else void actOnContainers(engine.id, reached, verb.action);
      },
    };
  });
}

/** "restart api", "logs api": a verb or a view with a name, for a container that is neither current nor selected. */
function namedActions(engine: EngineConnection, containers: readonly Container[]): readonly PaletteItem[] {
  const writes = writeBlock(engine) === undefined;
  return containers.flatMap((container) =>
    [...(writes ? verbItems(engine, [container]) : []), ...viewItems(engine, container)].map(
      // The keys act on the current one.
      ({ keys: _keys, ...item }) => ({ ...item, id: `${item.id} ${container.id}` }),
    ),
  );
}

function viewItems(engine: EngineConnection, container: Container): readonly PaletteItem[] {
  const open = (
    tab: 'logs' | 'shell' | 'stats' | 'processes' | 'inspect',
    label: string,
    icon: LucideIcon,
    key?: string,
  ): PaletteItem => ({
    id: `view ${tab}`,
    label: `${label} ${container.name}`,
    icon,
    ...(key !== undefined && { keys: [key] }),
    run: () => navigate({ page: 'containers', id: container.id, tab }),
  });
  const shells = missing(engine, 'exec') === undefined;
  return [
    open('logs', 'Logs of', ScrollText, 'L'),
    ...(shells ? [open('shell', 'Shell in', SquareTerminal, 'T')] : []),
    ...(missing(engine, 'stats') === undefined ? [open('stats', 'Stats of', ChartLine, 'M')] : []),
    ...(missing(engine, 'top') === undefined ? [open('processes', 'Processes of', ListTree)] : []),
    open('inspect', 'Inspect', FileBraces, 'I'),
    ...(shells && container.state === 'running' && writeBlock(engine) === undefined
      ? [...newTerminalItems(engine, container)]
      : []),
  ];
}

function places(): readonly PaletteItem[] {
  return [
    {
      id: 'go containers',
      label: 'Containers',
      icon: ContainerIcon,
      keys: ['G', 'C'],
      run: () => navigate({ page: 'containers' }),
    },
    {
      id: 'go images',
      label: 'Images',
      icon: Layers,
      keys: ['G', 'I'],
      run: () => navigate({ page: 'images' }),
    },
    {
      id: 'go logs',
      label: 'Logs',
      icon: ScrollText,
      keys: ['G', 'L'],
      run: () => navigate({ page: 'logs' }),
    },
    {
      id: 'go stats',
      label: 'Stats',
      icon: ChartLine,
      keys: ['G', 'T'],
      run: () => navigate({ page: 'stats' }),
    },
    {
      id: 'go activity',
      label: 'Activity',
      icon: Activity,
      keys: ['G', 'A'],
      run: () => navigate({ page: 'activity' }),
    },
    {
      id: 'go settings',
      label: 'Settings',
      icon: Settings,
      keys: ['Ctrl', ','],
      run: () => navigate({ page: 'settings' }),
    },
    {
      id: 'go connections',
      label: 'Connections',
      icon: Settings2,
      run: () => navigate({ page: 'connections' }),
    },
  ];
}

/** Nothing is tried with it now. */
function isOff({ phase, retryAt }: EngineConnection): boolean {
  return phase === 'disconnected' && retryAt === undefined;
}

function commands(state: AppState, engine: EngineConnection | undefined): readonly PaletteItem[] {
  const dock = selectView(state).dock.open;
  const { railCollapsed } = state.preferences;
  const engines = inOrder(state.connections);
  const themes = [
    { theme: 'dark', label: 'Dark theme', icon: Moon },
    { theme: 'light', label: 'Light theme', icon: Sun },
    { theme: 'system', label: 'Theme of the system', icon: SunMoon },
  ] as const;
  return [
    ...(engine !== undefined && writeBlock(engine) === undefined
      ? [
          {
            id: 'pull',
            label: 'Pull image…',
            icon: Download,
            keys: ['N'],
            run: () => openDialog({ kind: 'pull', engineId: engine.id }),
          },
        ]
      : []),
    {
      id: 'dock',
      label: dock ? 'Hide dock' : 'Show dock',
      icon: PanelBottom,
      keys: ['Ctrl', 'J'],
      run: () => setDock({ open: !dock }),
    },
    ...terminalCommands(state),
    ...engines
      .filter(({ id }) => id !== engine?.id)
      .map((other) => ({
        id: `engine ${other.id}`,
        label: `${isOff(other) ? 'Connect to' : 'Switch to'} ${other.name}`,
        hint: phaseSentence(other, Date.now()),
        icon: Server,
        run: () => chooseEngine(other.id),
      })),
    ...(engine === undefined ? [] : connectionItems(engine)),
    {
      id: 'add-connection',
      label: 'Add connection…',
      ...(state.route.page === 'connections' && { keys: ['N'] }),
      icon: Plus,
      run: () => askForConnection(),
    },
    { id: 'look', label: 'Look again', hint: 'for engines', icon: RefreshCw, run: () => void lookAgain() },
    ...(state.facts?.demoAvailable === true && !engines.some(({ demo }) => demo)
      ? [{ id: 'demo', label: 'Start the demo engine', icon: FlaskConical, run: () => void startDemo() }]
      : []),
    ...themes
      .filter(({ theme }) => theme !== state.preferences.theme)
      .map(({ theme, label, icon }) => ({
        id: `theme ${theme}`,
        label,
        icon,
        run: () => setPreferences({ theme }),
      })),
    {
      id: 'rail',
      label: railCollapsed ? 'Expand sidebar' : 'Collapse sidebar',
      icon: PanelLeft,
      run: () => setPreferences({ railCollapsed: !railCollapsed }),
    },
    {
      id: 'shortcuts',
      label: 'Shortcuts',
      icon: Keyboard,
      keys: ['?'],
      run: () => openDialog({ kind: 'shortcuts' }),
    },
  ];
}

/** Everything that the typed text finds: actions first, then objects, then places and commands. */
export function paletteGroups(state: AppState, source: string): readonly PaletteGroup[] {
  const engine = selectEngine(state);
  const { text } = parseQuery(source);
  const groups: PaletteGroup[] = [];
  const add = (title: string, items: readonly PaletteItem[], most = Number.POSITIVE_INFINITY): void => {
    const found = items.flatMap((item): readonly FoundItem[] => {
      const match = matchWords(text, item.label, item.hint);
      return match === undefined ? [] : [{ ...item, match }];
    });
    if (text !== '') found.sort((a, b) => b.match.score - a.match.score);
    if (found.length > 0) groups.push({ title, items: found.slice(0, most) });
  };
  if (engine !== undefined) {
    const { title, containers } = targets(state, engine, source);
    const [only] = containers;
    const current = containers.length === 1 ? only : undefined;
    if (only !== undefined) {
      const views = current === undefined ? [] : viewItems(engine, current);
      const verbs = writeBlock(engine) === undefined ? verbItems(engine, containers) : [];
      add(`Actions on ${title}`, [
        ...verbs,
        ...views,
        ...selectionLogs(containers),
        ...runItems(engine, containers),
      ]);
    }
    const others = valuesOf(state.containers, engine.id).filter((each) => each !== current);
    if (/\S\s+\S/.test(text)) add('Actions', namedActions(engine, others), mostOfAKind);
    const matches = compileQuery({ tokens: parseQuery(source).tokens, text: '' });
    add(
      'Containers',
      valuesOf(state.containers, engine.id)
        .filter(matches)
        .map((container): PaletteItem => {
          const { shape, words } = statusOf(container);
          return {
            id: `container ${container.id}`,
            label: container.name,
            hint: `${words}${container.project === undefined ? '' : `, ${container.project}`}`,
            shape,
            preview: { title: container.name, text: `${words}. ${container.image}`, containers: [container] },
            run: () =>
              navigate({ page: 'containers', id: container.id, tab: selectView(state).containers.tab }),
          };
        }),
      mostOfAKind,
    );
    if (text !== '') {
      add(
        'Images',
        valuesOf(state.images, engine.id).map((image) => ({
          id: `image ${image.id}`,
          label: imageName(image),
          hint: bytes(image.size),
          icon: Layers,
          run: () => navigate({ page: 'images', id: image.id }),
        })),
        mostOfAKind,
      );
    }
  }
  if (engine !== undefined) add('Logs', logItems(state, engine), mostOfAKind);
  add('Go to', places());
  add('Commands', commands(state, engine));
  return groups;
}
