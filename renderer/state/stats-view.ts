/** What CPU percent is a share of. */
export type CpuBasis = 'core' | 'machine' | 'limit';
export const cpuBases = ['core', 'machine', 'limit'] as const satisfies readonly CpuBasis[];

/** Minutes that the charts of a container show. */
export const statsMinutes = ['1', '5', '15', '60', '1440'] as const;
export type StatsMinutes = (typeof statsMinutes)[number];

/** Columns of the overview, in their order. */
export const overviewColumns = [
  'name',
  'cpu',
  'memory',
  'received',
  'sent',
  'read',
  'written',
  'pids',
] as const;
export type OverviewColumn = (typeof overviewColumns)[number];

/** How the pages about what containers use were left. */
export interface StatsView {
  readonly sort: { readonly by: OverviewColumn; readonly descending: boolean };
  readonly grouped: boolean;
  /** Keys of closed groups. */
  readonly collapsed: readonly string[];
  /** All connected engines instead of the one that is looked at. */
  readonly everywhere: boolean;
  /** Charts of the largest are shown over the table. */
  readonly charts: boolean;
  readonly basis: CpuBasis;
  readonly minutes: StatsMinutes;
  /** A container's charts show each core. */
  readonly cores: boolean;
}

/** How the list of processes was left. */
export interface ProcessesView {
  readonly tree: boolean;
  /** Title of the sorted column; '' for the order in which the engine lists them. */
  readonly sort: { readonly by: string; readonly descending: boolean };
  /** Titles of the columns that are not shown. */
  readonly hidden: readonly string[];
}

export const defaultStatsView: StatsView = {
  sort: { by: 'cpu', descending: true },
  grouped: true,
  collapsed: [],
  everywhere: false,
  charts: true,
  basis: 'core',
  minutes: '5',
  cores: false,
};

export const defaultProcessesView: ProcessesView = {
  tree: true,
  sort: { by: '', descending: false },
  hidden: [],
};

const maxCollapsed = 500;
const maxHidden = 64;
const maxTitle = 80;

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

function texts(value: unknown, most: number, longest: number): readonly string[] {
  return (Array.isArray(value) ? value : [])
    .filter((item) => typeof item === 'string')
    .slice(0, most)
    .map((item) => item.slice(0, longest));
}

/** Makes a view of whatever was stored: each part that is not what it should be falls back on its own. */
export function readStatsView(stored: unknown): StatsView {
  const view = fieldsOf(stored);
  const sort = fieldsOf(view['sort']);
  return {
    sort: {
      by: oneOf(sort['by'], overviewColumns, defaultStatsView.sort.by),
      descending: flag(sort['descending'], defaultStatsView.sort.descending),
    },
    grouped: flag(view['grouped'], true),
    collapsed: texts(view['collapsed'], maxCollapsed, 1000),
    everywhere: flag(view['everywhere'], false),
    charts: flag(view['charts'], true),
    basis: oneOf(view['basis'], cpuBases, 'core'),
    minutes: oneOf(view['minutes'], statsMinutes, '5'),
    cores: flag(view['cores'], false),
  };
}

/** The same for the list of processes. */
export function readProcessesView(stored: unknown): ProcessesView {
  const view = fieldsOf(stored);
  const sort = fieldsOf(view['sort']);
  const by = sort['by'];
  return {
    tree: flag(view['tree'], true),
    sort: {
      by: typeof by === 'string' ? by.slice(0, maxTitle) : '',
      descending: flag(sort['descending'], false),
    },
    hidden: texts(view['hidden'], maxHidden, maxTitle),
  };
}
