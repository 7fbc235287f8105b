import { useEffect } from 'react';
import { displayText } from '#shared/util/display-text';
import { ActivityPage } from '../features/activity/ActivityPage';
import { ConnectingPage } from '../features/connection/ConnectingPage';
import { LostBanner } from '../features/connection/LostBanner';
import { ContainersPage } from '../features/containers/ContainersPage';
import { Dock } from '../features/dock/Dock';
import { ImagesPage } from '../features/images/ImagesPage';
import { SettingsPage } from '../features/settings/SettingsPage';
import { WelcomePage } from '../features/welcome/WelcomePage';
import { neverReached, selectEngine } from '../state/engines';
import { type AppState, useStore } from '../state/store';
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
        <div className={c('app', (narrow || railCollapsed) && 'railCollapsed')}>
          <Rail narrow={narrow} />
          <TitleBar />
          <div className={c('work')}>
            <div className={c('page')} data-region="main">
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

/** What stands where an engine's objects would: nothing was found, or it is still being connected to. */
function selectDoor(state: AppState): 'welcome' | 'connecting' | 'open' {
  const engine = selectEngine(state);
  if (engine === undefined) return state.connections.keys.has('') ? 'welcome' : 'connecting';
  if (!neverReached(engine)) return 'open';
  return engine.phase === 'probing' || engine.phase === 'syncing' ? 'connecting' : 'welcome';
}

function Page() {
  const page = useStore((state) => state.route.page);
  const door = useStore(selectDoor);
  const banner = <LostBanner />;
  switch (page) {
    case 'activity':
      return <ActivityPage />;
    case 'settings':
      return <SettingsPage />;
    case 'containers':
    case 'images':
      if (door === 'welcome') return <WelcomePage />;
      if (door === 'connecting') return <ConnectingPage />;
      return page === 'containers' ? <ContainersPage banner={banner} /> : <ImagesPage banner={banner} />;
  }
}

const pageTitles = {
  containers: 'Containers',
  images: 'Images',
  activity: 'Activity',
  settings: 'Settings',
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
