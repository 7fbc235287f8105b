import { Columns2, RadioTower, Rows2, SquareTerminal } from 'lucide-react';
import type { Container } from '#shared/model/container';
import type { EngineConnection } from '#shared/model/engine';
import { setBroadcast } from '../state/dock/dock';
import { currentTab } from '../state/dock/layout';
import { panesOf } from '../state/dock/tree';
import { missing, writeBlock } from '../state/engines';
import { count } from '../state/format';
import { openRun } from '../state/run-targets';
import type { AppState } from '../state/store';
import { askForTerminal, startShellInDock } from '../state/terminals';
import type { PaletteItem } from './palette-item';
import { splitUsedPane } from './terminal-keys';

/** Ways to start a terminal in a container that runs. */
export function newTerminalItems(engine: EngineConnection, container: Container): readonly PaletteItem[] {
  return [
    {
      id: 'view dock',
      label: `New shell in the dock for ${container.name}`,
      icon: SquareTerminal,
      keys: ['Ctrl', 'Shift', 'T'],
      run: () => void startShellInDock(engine.id, container),
    },
    {
      id: 'view terminal',
      label: `Open a terminal in ${container.name}…`,
      icon: SquareTerminal,
      run: () => askForTerminal(engine.id, container),
    },
    {
      id: 'view attach',
      label: `Attach to the main process of ${container.name}…`,
      icon: SquareTerminal,
      run: () => askForTerminal(engine.id, container, { program: 'attach' }),
    },
  ];
}

/** One command in those of the containers that run. */
export function runItems(engine: EngineConnection, containers: readonly Container[]): readonly PaletteItem[] {
  const running = containers.filter(({ state }) => state === 'running');
  const [only] = running;
  if (only === undefined || (missing(engine, 'exec') ?? writeBlock(engine)) !== undefined) return [];
  return [
    {
      id: 'run command',
      label: `Run a command in ${running.length === 1 ? only.name : count(running.length, 'container')}…`,
      icon: SquareTerminal,
      run: () => openRun(engine.id, running),
    },
  ];
}

/** What can be done with the dock's tab that is shown. */
export function terminalCommands(state: AppState): readonly PaletteItem[] {
  const tab = currentTab(state.dockLayout);
  if (tab === undefined) return [];
  const several = panesOf(tab.root).length > 1;
  const on = state.broadcastTab === tab.id;
  return [
    {
      id: 'split right',
      label: 'Split terminal right',
      icon: Columns2,
      keys: ['Ctrl', '\\'],
      run: () => void splitUsedPane('right'),
    },
    {
      id: 'split down',
      label: 'Split terminal down',
      icon: Rows2,
      keys: ['Ctrl', 'Shift', '\\'],
      run: () => void splitUsedPane('down'),
    },
    ...(several
      ? [
          {
            id: 'type into all',
            label: on ? 'Stop typing into all panes' : 'Type into all panes of the tab',
            icon: RadioTower,
            run: () => setBroadcast(!on),
          },
        ]
      : []),
  ];
}
