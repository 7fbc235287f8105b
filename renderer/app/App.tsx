import { useEffect, useState } from 'react';
import type { EngineId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import { ActivityPage } from '../features/activity/ActivityPage';
import { ConnectingPage } from '../features/connection/ConnectingPage';
import { ConnectionsPage } from '../features/connection/ConnectionsPage';
import { LostBanner } from '../features/connection/LostBanner';
import { NotConnectedPage } from '../features/connection/NotConnectedPage';
import { UnprotectedBanner } from '../features/connection/UnprotectedBanner';
import { ContainersPage } from '../features/containers/ContainersPage';
import { Dock } from '../features/dock/Dock';
import { LogsPage } from '../features/logs/LogsPage';
import { ImagesPage } from '../features/images/ImagesPage';
import { RunPage } from '../features/run/RunPage';
import { SettingsPage } from '../features/settings/SettingsPage';
import { StatsPage } from '../features/stats/StatsPage';
import { WelcomePage } from '../features/welcome/WelcomePage';
import { bandOf, neverReached, selectEngine } from '../state/engines';
import { type AppState, useStore } from '../state/store';
import { selectView } from '../state/ui-actions';
import { bandFill } from '../ui/band';
import { classes } from '../ui/classes';
import { MacKeys } from '../ui/keys';
import { TooltipProvider } from '../ui/Tooltip';
import styles from './App.module.css';
import { CommandPalette } from './CommandPalette';
import { Dialogs } from './Dialogs';
import { FatalScreen } from './ErrorBoundary';
import { Rail } from './Rail';
import { useShortcuts } from './shortcuts';
import { StatusBar } from './StatusBar';
import { TitleBar } from './TitleBar';
import { Announcer, Toaster } from './Toaster';
import { usePageFocus } from './use-page-focus';
import { useNarrow } from '../ui/use-narrow';

const c = classes(styles);

/** The window: title bar, rail, page, dock and status bar on one grid. */
export function App() {
  const bridgeError = useStore((state) => state.bridgeError);
  const railCollapsed = useStore((state) => state.preferences.railCollapsed);
  const mac = useStore(({ facts }) => facts?.platform === 'darwin');
  const narrow = useNarrow(1180);
  const dockMaximised = useStore((state) => state.dockMaximised && selectView(state).dock.open);
  useShortcuts();
  usePageFocus();
  useTitle();
  if (bridgeError !== undefined) {
    return (
      <FatalScreen
        title="This window lost its connection"
        text="The window can no longer reach Pilothouse's own process. Containers and shells are not touched by it. Reloading connects again."
        details={bridgeError.message}
      />
    );
  }
  return (
    <MacKeys value={mac}>
      <TooltipProvider>
        <Band />
        <div className={c('app', (narrow || railCollapsed) && 'railCollapsed')}>
          <Rail narrow={narrow} />
          <TitleBar />
          <div className={c('work')}>
            <div className={c('page', dockMaximised && 'hidden')} data-region="main">
              <Page />
            </div>
            <Dock />
          </div>
          <StatusBar />
        </div>
        <CommandPalette />
        <Dialogs />
        <Toaster />
        <Announcer />
      </TooltipProvider>
    </MacKeys>
  );
}

/** The colour of the connection that is looked at, along the upper edge. Its word stands in the switcher. */
function Band() {
  const colour = useStore((state) => bandOf(selectEngine(state))?.colour ?? 'none');
  if (colour === 'none') return null;
  return <div className={c('band')} style={{ background: bandFill[colour] }} data-band={colour} />;
}

/** What stands where an engine's objects would: nothing was found, or it is still or not yet being connected to. */
type Door = 'welcome' | 'connecting' | 'not-connected' | 'open';

function selectDoor(state: AppState): Door {
  const engine = selectEngine(state);
  if (engine === undefined) return state.connections.keys.has('') ? 'welcome' : 'connecting';
  if (!neverReached(engine)) return 'open';
  if (engine.phase === 'probing' || engine.phase === 'syncing') return 'connecting';
  // Chosen by the person, or written down by them: that one is what the page is about. Else it is about where to look.
  return state.engineId !== undefined || engine.saved ? 'not-connected' : 'welcome';
}

/** The same, but a page that says why there is nothing stays while it is tried again. */
function useDoor(): Door {
  const door = useStore(selectDoor);
  const engineId = useStore((state) => selectEngine(state)?.id);
  const [closed, setClosed] = useState<{ readonly engineId: EngineId | undefined; readonly door: Door }>();
  const saysWhy = door === 'welcome' || door === 'not-connected';
  if (saysWhy && (closed?.engineId !== engineId || closed?.door !== door)) setClosed({ engineId, door });
  return door === 'connecting' && closed !== undefined && closed.engineId === engineId ? closed.door : door;
}

function Page() {
  const page = useStore((state) => state.route.page);
  const door = useDoor();
  const banner = (
    <>
      <UnprotectedBanner />
      <LostBanner />
    </>
  );
  switch (page) {
    case 'activity':
      return <ActivityPage />;
    case 'settings':
      return <SettingsPage />;
    case 'connections':
      return <ConnectionsPage />;
    case 'containers':
    case 'images':
    case 'logs':
    case 'stats':
    case 'run':
      if (door === 'welcome') return <WelcomePage />;
      if (door === 'connecting') return <ConnectingPage />;
      if (door === 'not-connected') return <NotConnectedPage />;
      if (page === 'logs') return <LogsPage banner={banner} />;
      if (page === 'stats') return <StatsPage banner={banner} />;
      if (page === 'run') return <RunPage banner={banner} />;
      return page === 'containers' ? <ContainersPage banner={banner} /> : <ImagesPage banner={banner} />;
  }
}

const pageTitles = {
  containers: 'Containers',
  images: 'Images',
  logs: 'Logs',
  stats: 'Stats',
  run: 'Run command',
  activity: 'Activity',
  settings: 'Settings',
  connections: 'Connections',
} as const;

function useTitle(): void {
  const page = useStore((state) => state.route.page);
  const engine = useStore((state) => selectEngine(state)?.name);
  const demo = useStore((state) => selectEngine(state)?.demo === true);
  useEffect(() => {
    const parts = [
      pageTitles[page],
      ...(engine === undefined ? [] : [displayText(engine, 60)]),
      ...(demo ? ['Demo'] : []),
      'Pilothouse',
    ];
    document.title = parts.join(' \u2013 ');
  }, [page, engine, demo]);
}
