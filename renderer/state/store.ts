import { useStore as useZustand } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { AppFacts } from '#shared/contract/app';
import type { AppError } from '#shared/errors';
import type { ConnectionDraft, ConnectionReport } from '#shared/model/connection';
import type { Container, ContainerAction } from '#shared/model/container';
import type { DiscoveryAttempt, EngineConnection } from '#shared/model/engine';
import type { ContainerId, EngineId, SessionId, TaskId } from '#shared/model/ids';
import type { Image } from '#shared/model/image';
import type { Task } from '#shared/model/task';
import type { TerminalSession } from '#shared/model/terminal';
import { type DockLayout, emptyLayout } from './dock/layout';
import type { DockPlace } from './dock/place';
import { type Collection, emptyCollection } from './entities';
import { parseRoute, type Route } from './routes';
import { type ConnectionView, defaultPreferences, type Preferences } from './views';

/** What is asked of the person now; one at a time. */
export type DialogState =
  | { readonly kind: 'remove-containers'; readonly engineId: EngineId; readonly ids: readonly string[] }
  | { readonly kind: 'remove-images'; readonly engineId: EngineId; readonly ids: readonly string[] }
  /** Of `reference`, where it is known which image is missed; it can be changed. */
  | { readonly kind: 'pull'; readonly engineId: EngineId; readonly reference?: string | undefined }
  /** Sessions that are closed together, some of which run. */
  | { readonly kind: 'close-sessions'; readonly sessionIds: readonly SessionId[] }
  | {
      readonly kind: 'open-terminal';
      readonly engineId: EngineId;
      readonly container: { readonly id: ContainerId; readonly name: string };
      readonly place: DockPlace;
      /** What is chosen first; a shell where absent. */
      readonly program?: 'attach' | 'debug' | undefined;
    }
  /** Adds a connection, from `draft` where one is given, or changes the one of `engineId`. */
  | {
      readonly kind: 'connection';
      readonly engineId?: EngineId | undefined;
      readonly draft?: ConnectionDraft | undefined;
    }
  | { readonly kind: 'remove-connection'; readonly engineId: EngineId }
  | { readonly kind: 'shortcuts' };

/** Containers of one engine, as they were chosen. */
export interface RunTargets {
  readonly engineId: EngineId | undefined;
  readonly containers: readonly { readonly id: ContainerId; readonly name: string }[];
}

/** A check of a connection that runs or was made in this window. */
export interface CheckState {
  readonly running: boolean;
  readonly report?: ConnectionReport | undefined;
  /** Why no report could be had at all. */
  readonly error?: AppError | undefined;
}

/** One outcome on screen. */
export interface ToastItem {
  readonly id: number;
  readonly outcome: 'done' | 'failed';
  readonly title: string;
  readonly text?: string | undefined;
  /** Tasks that can be done again from here. */
  readonly retry: readonly TaskId[];
  /** The task whose request and answer can be read in Activity. */
  readonly details?: TaskId | undefined;
}

/** The whole state of the window but for streams, bytes, samples and elements, which live in their viewers. */
export interface AppState {
  readonly facts: AppFacts | undefined;
  /** Main is gone: nothing on screen is true any more. */
  readonly bridgeError: AppError | undefined;

  readonly connections: Collection<EngineConnection>;
  readonly discovery: Collection<DiscoveryAttempt>;
  readonly containers: Collection<Container>;
  readonly images: Collection<Image>;
  readonly tasks: Collection<Task>;
  readonly sessions: Collection<TerminalSession>;
  /** Why a list of an engine cannot be followed, keyed `containers/ENGINE` or `images/ENGINE`. */
  readonly listErrors: ReadonlyMap<string, AppError>;
  /** What is being done to a container now, keyed like the containers; follows from the tasks. */
  readonly busy: ReadonlyMap<string, ContainerAction>;
  /** Epoch ms at which this window saw a container or an image go, by its key; the newest 500. */
  readonly removedAt: ReadonlyMap<string, number>;

  /** By connection; those that are gone are dropped. */
  readonly checks: ReadonlyMap<EngineId, CheckState>;

  readonly engineId: EngineId | undefined;
  readonly route: Route;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;

  readonly preferences: Preferences;
  /** Keyed by the connection's address. */
  readonly views: Readonly<Record<string, ConnectionView>>;

  /** Ids of the current engine. */
  readonly selectedContainers: ReadonlySet<string>;
  readonly selectedImages: ReadonlySet<string>;
  /** The row that the keyboard is on. */
  readonly currentContainer: string | undefined;
  readonly currentImage: string | undefined;
  /** Where sessions stand in the dock; of those that main told of, and of `expectedSessions`. */
  readonly dockLayout: DockLayout;
  /** Started in this window, while main did not tell of them yet. */
  readonly expectedSessions: ReadonlySet<SessionId>;
  /** The dock takes the room of the page. */
  readonly dockMaximised: boolean;
  /** The dock's tab in which what is typed goes to every pane; only ever the one that is shown. */
  readonly broadcastTab: number | undefined;
  /** The containers that a command is to be run in. */
  readonly runTargets: RunTargets;
  /** A pane of a Shell tab was used after those of the dock: keys for terminals are meant for it while it is shown. */
  readonly shellTabUsed: boolean;
  /** A pull whose card the person put away; it goes on. */
  readonly backgroundPulls: ReadonlySet<TaskId>;

  readonly dialog: DialogState | undefined;
  readonly paletteOpen: boolean;
  readonly engineMenuOpen: boolean;
  readonly toasts: readonly ToastItem[];
  /** The last sentence for screen readers. */
  readonly announcement: string;
}

/** The state of a window that knows nothing yet. */
export function initialState(): AppState {
  return {
    facts: undefined,
    bridgeError: undefined,
    connections: emptyCollection(),
    discovery: emptyCollection(),
    containers: emptyCollection(),
    images: emptyCollection(),
    tasks: emptyCollection(),
    sessions: emptyCollection(),
    listErrors: new Map(),
    busy: new Map(),
    removedAt: new Map(),
    checks: new Map(),
    engineId: undefined,
    route: parseRoute(''),
    canGoBack: false,
    canGoForward: false,
    preferences: defaultPreferences,
    views: {},
    selectedContainers: new Set(),
    selectedImages: new Set(),
    currentContainer: undefined,
    currentImage: undefined,
    dockLayout: emptyLayout,
    expectedSessions: new Set(),
    dockMaximised: false,
    broadcastTab: undefined,
    runTargets: { engineId: undefined, containers: [] },
    shellTabUsed: false,
    backgroundPulls: new Set(),
    dialog: undefined,
    paletteOpen: false,
    engineMenuOpen: false,
    toasts: [],
    announcement: '',
  };
}

/** The window's one store. Entities are written by sync only, the rest by the actions of this folder. */
export const store = createStore<AppState>(initialState);

/** Follows a part of the state. The selector must give the same value while nothing in it changed. */
export function useStore<Selected>(selector: (state: AppState) => Selected): Selected {
  return useZustand(store, selector);
}
