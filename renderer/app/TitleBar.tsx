import { ArrowLeft, ArrowRight, Bell, ChevronRight, Minus, Search, Square, X } from 'lucide-react';
import { Fragment } from 'react';
import { displayText } from '#shared/util/display-text';
import { getClient } from '../state/client';
import { neverReached, selectEngine } from '../state/engines';
import { entityKey } from '../state/entities';
import { shortId } from '../state/format';
import { imageName } from '../state/images/names';
import { goBack, goForward, navigate } from '../state/router';
import { formatRoute, type Route } from '../state/routes';
import { type AppState, useStore } from '../state/store';
import { setPalette } from '../state/ui-actions';
import { classes } from '../ui/classes';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import { Kbd } from '../ui/Kbd';
import { useNarrow } from '../ui/use-narrow';
import { LastDone } from './LastDone';
import { RunningTask } from './RunningTask';
import styles from './TitleBar.module.css';

const c = classes(styles);

/** The top edge: where one is, the way back, the palette, what runs, and the window's own buttons. */
export function TitleBar() {
  const canGoBack = useStore((state) => state.canGoBack);
  const canGoForward = useStore((state) => state.canGoForward);
  return (
    <header className={c('bar')} data-region="titlebar">
      <div className={c('left')}>
        <IconButton
          icon={ArrowLeft}
          label="Back"
          keys={['Alt', 'Left']}
          disabledReason={canGoBack ? undefined : 'Nothing before this'}
          onClick={goBack}
        />
        <IconButton
          icon={ArrowRight}
          label="Forward"
          keys={['Alt', 'Right']}
          disabledReason={canGoForward ? undefined : 'Nothing after this'}
          onClick={goForward}
        />
        <Breadcrumb />
      </div>
      <button
        type="button"
        className={c('palette')}
        aria-label="Search or run a command"
        onClick={() => setPalette(true)}
      >
        <Icon icon={Search} size={14} />
        <span>Search or run a command</span>
        <Kbd keys={['Ctrl', 'K']} />
      </button>
      <div className={c('right')}>
        <LastDone />
        <RunningTask />
        <IconButton
          icon={Bell}
          label="Activity"
          keys={['Ctrl', 'Shift', 'A']}
          onClick={() => navigate({ page: 'activity' })}
        />
        <WindowButtons />
      </div>
    </header>
  );
}

/** One step of the breadcrumb; the last one leads nowhere. */
interface Crumb {
  readonly label: string;
  readonly route?: Route;
}

function crumbsOf(
  route: Route,
  engine: string | undefined,
  object: string | undefined,
  parent: string | undefined,
): readonly Crumb[] {
  const first: readonly Crumb[] =
    engine === undefined ? [] : [{ label: engine, route: { page: 'containers' } }];
  switch (route.page) {
    case 'containers':
    case 'images': {
      if (engine === undefined) return [{ label: 'Welcome' }];
      const title = route.page === 'containers' ? 'Containers' : 'Images';
      if (route.id === undefined) return [...first, { label: title }];
      return [
        ...first,
        { label: parent ?? title, route: { page: route.page } },
        { label: object ?? shortId(route.id) },
      ];
    }
    case 'logs':
      if (engine === undefined) return [{ label: 'Welcome' }];
      return object === undefined
        ? [...first, { label: 'Logs' }]
        : [...first, { label: 'Logs', route: { page: 'logs' } }, { label: object }];
    case 'stats':
      return engine === undefined ? [{ label: 'Welcome' }] : [...first, { label: 'Stats' }];
    case 'run':
      return engine === undefined ? [{ label: 'Welcome' }] : [...first, { label: 'Run command' }];
    case 'activity':
      return [...first, { label: 'Activity' }];
    case 'settings':
      return [{ label: 'Settings' }];
    case 'connections':
      return [
        { label: 'Settings', route: { page: 'settings' } },
        ...(object === undefined
          ? [{ label: 'Connections' }]
          : [{ label: 'Connections', route: { page: 'connections' } as const }, { label: object }]),
      ];
  }
}

/** Name of the engine, once it was ever reached or while it is being connected to. */
function selectReachedName(state: AppState): string | undefined {
  const engine = selectEngine(state);
  if (engine === undefined || !neverReached(engine)) return engine?.name;
  const chosen = state.engineId !== undefined || engine.saved;
  return engine.phase === 'disconnected' && !chosen ? undefined : engine.name;
}

/** Name of the object whose detail is open. */
function selectObject(state: AppState): string | undefined {
  const { route } = state;
  if (route.page === 'connections') {
    return route.id === undefined ? undefined : state.connections.byKey.get(route.id)?.name;
  }
  const engine = selectEngine(state);
  if (engine === undefined) return undefined;
  if (route.page === 'logs' && route.set?.kind === 'project') return route.set.project;
  if (route.page === 'containers' && route.id !== undefined) {
    return state.containers.byKey.get(entityKey(engine.id, route.id))?.name;
  }
  if (route.page === 'images' && route.id !== undefined) {
    const image = state.images.byKey.get(entityKey(engine.id, route.id));
    return image === undefined ? undefined : imageName(image);
  }
  return undefined;
}

/** The compose project of the container whose detail is open. */
function selectProject(state: AppState): string | undefined {
  const { route } = state;
  const engine = selectEngine(state);
  if (engine === undefined || route.page !== 'containers' || route.id === undefined) return undefined;
  return state.containers.byKey.get(entityKey(engine.id, route.id))?.project;
}

function Breadcrumb() {
  const route = useStore((state) => state.route);
  const engine = useStore(selectReachedName);
  const object = useStore(selectObject);
  const project = useStore(selectProject);
  // Beside its list an object needs no name up here; in place of it, it does.
  const beside = !useNarrow(1040) && route.page === 'connections';
  const crumbs = crumbsOf(route, engine, beside ? undefined : object, project);
  return (
    <nav className={c('crumbs')} aria-label="Breadcrumb">
      {crumbs.map(({ label, route }, at) => (
        <Fragment key={`${at} ${label}`}>
          {at > 0 && <Icon icon={ChevronRight} size={13} />}
          {route === undefined ? (
            <span className={c('last')} aria-current="page">
              {displayText(label, 120)}
            </span>
          ) : (
            <a
              href={formatRoute(route)}
              draggable={false}
              onClick={(event) => {
                event.preventDefault();
                navigate(route);
              }}
            >
              {displayText(label, 60)}
            </a>
          )}
        </Fragment>
      ))}
    </nav>
  );
}

/** Minimise, maximise, close: ours to draw, except where the system or the Chromium host draws them. */
function WindowButtons() {
  const drawn = useStore(({ facts }) => facts?.host === 'electron' && facts.platform !== 'darwin');
  if (!drawn) return null;
  const act = (action: 'minimize' | 'maximize' | 'close') => () =>
    void getClient().call('app.window', { action });
  return (
    <div className={c('window')}>
      <button type="button" aria-label="Minimise window" onClick={act('minimize')}>
        <Icon icon={Minus} size={15} />
      </button>
      <button type="button" aria-label="Maximise window" onClick={act('maximize')}>
        <Icon icon={Square} size={12} />
      </button>
      <button type="button" className={c('close')} aria-label="Close window" onClick={act('close')}>
        <Icon icon={X} />
      </button>
    </div>
  );
}
