import type { DockLayout } from './dock/layout';
import { readDockLayout } from './dock/read-layout';
import { type LogSet, readLogSet } from './log-set';
import { defaultTerminalLook, readTerminalLook, type TerminalLook } from './terminal-look';
import {
  defaultProcessesView,
  defaultStatsView,
  type ProcessesView,
  readProcessesView,
  readStatsView,
  type StatsView,
} from './stats-view';

/** A sorted column. */
export interface Sort<By extends string> {
  readonly by: By;
  readonly descending: boolean;
}

/** A filter as it stands in its field: finished tokens, and the text behind them that is being typed. */
export interface FilterState {
  readonly tokens: readonly { readonly key: string; readonly value: string }[];
  readonly text: string;
}

/** How the container list of one connection was left. */
export interface ContainersView {
  readonly sort: Sort<'name' | 'status' | 'cpu' | 'memory' | 'ports' | 'image' | 'age'>;
  readonly grouped: boolean;
  /** Projects whose group is closed. */
  readonly collapsed: readonly string[];
  readonly segment: 'all' | 'running' | 'stopped' | 'attention';
  readonly filter: FilterState;
  /** The tab that a container's detail opens with. */
  readonly tab: ContainerTab;
}

/** How the image list of one connection was left. */
export interface ImagesView {
  readonly sort: Sort<'name' | 'size' | 'usedBy' | 'age'>;
  readonly segment: 'all' | 'unused';
  readonly filter: FilterState;
}

/** Everything that is remembered per connection. */
export interface ConnectionView {
  readonly containers: ContainersView;
  readonly images: ImagesView;
  readonly dock: { readonly open: boolean; readonly height: number };
  /** Which containers' logs were read together last. */
  readonly logs: LogSet;
  readonly stats: StatsView;
  readonly processes: ProcessesView;
  /** Where sessions stand in the Shell tabs of containers, by the container's name, the one changed last at the end. */
  readonly shells: Readonly<Record<string, DockLayout>>;
}

/** What is remembered for the whole app. */
export interface Preferences {
  readonly theme: 'dark' | 'light' | 'system';
  readonly density: 'compact' | 'default' | 'roomy';
  readonly railCollapsed: boolean;
  /** Single letters act in lists. */
  readonly letterKeys: boolean;
  /** Address of the connection that was chosen last. */
  readonly engineAddress: string;
  /** How many lines, and how many MiB of them, all log views together hold. */
  readonly logLines: number;
  readonly logMiB: number;
  /** Searches in logs that were given a name. */
  readonly logSearches: readonly SavedLogSearch[];
  readonly terminal: TerminalLook;
}

/** A search in logs that was given a name. */
export interface SavedLogSearch {
  readonly name: string;
  readonly mode: 'find' | 'filter';
  readonly text: string;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
  readonly regex: boolean;
  readonly inverse: boolean;
}

/** Bounds of what log views hold. */
export const logLineBounds = { least: 10_000, most: 10_000_000, initial: 1_000_000 } as const;
export const logMiBBounds = { least: 16, most: 4096, initial: 256 } as const;
/** Most named searches that are kept. */
export const maxLogSearches = 50;

export const containerTabs = ['logs', 'shell', 'stats', 'processes', 'inspect'] as const;
export type ContainerTab = (typeof containerTabs)[number];
export const imageTabs = ['layers', 'used-by', 'inspect'] as const;
export type ImageTab = (typeof imageTabs)[number];

/** Bounds of the dock's height in px; the window decides the rest. */
export const dockHeight = { least: 120, most: 1200, initial: 320 } as const;

/** Everything is shown. */
export const noFilter: FilterState = { tokens: [], text: '' };

export const defaultView: ConnectionView = {
  containers: {
    sort: { by: 'name', descending: false },
    grouped: true,
    collapsed: [],
    segment: 'all',
    filter: noFilter,
    tab: 'logs',
  },
  images: { sort: { by: 'name', descending: false }, segment: 'all', filter: noFilter },
  dock: { open: false, height: dockHeight.initial },
  logs: { kind: 'all' },
  stats: defaultStatsView,
  processes: defaultProcessesView,
  shells: {},
};

export const defaultPreferences: Preferences = {
  theme: 'dark',
  density: 'default',
  railCollapsed: false,
  letterKeys: true,
  engineAddress: '',
  logLines: logLineBounds.initial,
  logMiB: logMiBBounds.initial,
  logSearches: [],
  terminal: defaultTerminalLook,
};

/** Most connections whose view is kept; the one that was used longest ago goes first. */
export const maxViews = 24;
/** Most containers of one connection whose Shell tab's layout is kept. */
export const maxShells = 50;
const maxCollapsed = 500;
const maxText = 1000;
const maxTokens = 32;

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function oneOf<Value extends string>(value: unknown, allowed: readonly Value[], otherwise: Value): Value {
  return allowed.find((candidate) => candidate === value) ?? otherwise;
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, maxText) : '';
}

function readSort<By extends string>(value: unknown, columns: readonly By[], otherwise: Sort<By>): Sort<By> {
  const { by, descending } = fieldsOf(value);
  return {
    by: oneOf(by, columns, otherwise.by),
    descending: flag(descending, otherwise.descending),
  };
}

function readFilter(value: unknown): FilterState {
  const { tokens, text: typed } = fieldsOf(value);
  const pairs = (Array.isArray(tokens) ? tokens : []).slice(0, maxTokens).map(fieldsOf);
  return {
    tokens: pairs
      .map(({ key, value: wanted }) => ({ key: text(key), value: text(wanted) }))
      .filter(({ key, value: wanted }) => key !== '' && wanted !== ''),
    text: text(typed),
  };
}

function readShells(value: unknown): Readonly<Record<string, DockLayout>> {
  const read = Object.entries(fieldsOf(value))
    .filter(([name]) => name !== '' && name.length <= maxText)
    .map(([name, layout]) => [name, readDockLayout(layout)] as const)
    .filter(([, layout]) => layout.tabs.length > 0);
  return Object.fromEntries(read.slice(-maxShells));
}

/** Makes a view of whatever was stored: each part that is not what it should be falls back on its own. */
export function readView(stored: unknown): ConnectionView {
  const { containers, images, dock, logs, stats, processes, shells } = fieldsOf(stored);
  const list = fieldsOf(containers);
  const pictures = fieldsOf(images);
  const drawer = fieldsOf(dock);
  const height = typeof drawer['height'] === 'number' ? drawer['height'] : dockHeight.initial;
  return {
    containers: {
      sort: readSort(
        list['sort'],
        ['name', 'status', 'cpu', 'memory', 'ports', 'image', 'age'],
        defaultView.containers.sort,
      ),
      grouped: flag(list['grouped'], true),
      collapsed: Array.isArray(list['collapsed'])
        ? list['collapsed'].filter((item) => typeof item === 'string').slice(0, maxCollapsed)
        : [],
      segment: oneOf(list['segment'], ['all', 'running', 'stopped', 'attention'], 'all'),
      filter: readFilter(list['filter']),
      tab: oneOf(list['tab'], containerTabs, 'logs'),
    },
    images: {
      sort: readSort(pictures['sort'], ['name', 'size', 'usedBy', 'age'], defaultView.images.sort),
      segment: oneOf(pictures['segment'], ['all', 'unused'], 'all'),
      filter: readFilter(pictures['filter']),
    },
    dock: {
      open: flag(drawer['open'], false),
      height: Number.isFinite(height) ? Math.min(dockHeight.most, Math.max(dockHeight.least, height)) : 320,
    },
    logs: readLogSet(logs),
    stats: readStatsView(stats),
    processes: readProcessesView(processes),
    shells: readShells(shells),
  };
}

function whole(
  value: unknown,
  bounds: { readonly least: number; readonly most: number; readonly initial: number },
) {
  if (typeof value !== 'number' || !Number.isFinite(value)) return bounds.initial;
  return Math.round(Math.min(bounds.most, Math.max(bounds.least, value)));
}

function readLogSearches(value: unknown): readonly SavedLogSearch[] {
  const read = (Array.isArray(value) ? value : []).slice(0, maxLogSearches).map(fieldsOf);
  return read
    .map((search) => ({
      name: text(search['name']).slice(0, 80),
      mode: oneOf(search['mode'], ['find', 'filter'], 'find'),
      text: text(search['text']),
      matchCase: flag(search['matchCase'], false),
      wholeWord: flag(search['wholeWord'], false),
      regex: flag(search['regex'], false),
      inverse: flag(search['inverse'], false),
    }))
    .filter((search) => search.name !== '' && search.text !== '');
}

/** The same for what is remembered for the whole app. */
export function readPreferences(stored: unknown): Preferences {
  const {
    theme,
    density,
    railCollapsed,
    letterKeys,
    engineAddress,
    logLines,
    logMiB,
    logSearches,
    terminal,
  } = fieldsOf(stored);
  return {
    theme: oneOf(theme, ['dark', 'light', 'system'], defaultPreferences.theme),
    density: oneOf(density, ['compact', 'default', 'roomy'], defaultPreferences.density),
    railCollapsed: flag(railCollapsed, false),
    letterKeys: flag(letterKeys, true),
    engineAddress: text(engineAddress),
    logLines: whole(logLines, logLineBounds),
    logMiB: whole(logMiB, logMiBBounds),
    logSearches: readLogSearches(logSearches),
    terminal: readTerminalLook(terminal),
  };
}

/** What lies in the page's storage. */
export interface Remembered {
  readonly preferences: Preferences;
  /** Keyed by the connection's address, the one used last at the end. */
  readonly views: Readonly<Record<string, ConnectionView>>;
  /** Where the sessions of all engines stand in the dock. */
  readonly dockLayout: DockLayout;
}

/** Reads what was stored; never throws, whatever it holds. */
export function readRemembered(source: string | null): Remembered {
  let stored: unknown;
  try {
    stored = source === null ? undefined : JSON.parse(source);
  } catch {
    stored = undefined;
  }
  const { preferences, views, dockLayout } = fieldsOf(stored);
  const entries = Object.entries(fieldsOf(views)).slice(-maxViews);
  return {
    preferences: readPreferences(preferences),
    views: Object.fromEntries(entries.map(([address, view]) => [address.slice(0, maxText), readView(view)])),
    dockLayout: readDockLayout(dockLayout),
  };
}
