import {
  type KeptPattern,
  type KeptPatterns,
  type KeptPlace,
  type LogOptions,
  noSearch,
  type SearchInput,
  timesModes,
} from './types';

/** What is kept of a log view across restarts, by the names of its containers. */
export interface RememberedLog {
  readonly options: LogOptions;
  readonly find: SearchInput;
  readonly filter: SearchInput;
  /** Names of sources. */
  readonly muted: readonly string[];
  readonly solo: readonly string[];
  readonly patterns: KeptPatterns;
  /** What stood at the top where the view was paused; undefined where it followed. */
  readonly place: KeptPlace | undefined;
}

export const defaultOptions: LogOptions = {
  times: 'local',
  wrap: false,
  compact: true,
  mode: 'find',
  context: 0,
  hiddenLevels: [],
};

export const nothingRemembered: RememberedLog = {
  options: defaultOptions,
  find: noSearch,
  filter: noSearch,
  muted: [],
  solo: [],
  patterns: { only: undefined, muted: [] },
  place: undefined,
};

const storageKey = 'pilothouse.logs.1';
const mostKept = 200;
const longestText = 2000;
const mostPatterns = 100;

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string').slice(0, 200) : [];

function readSearch(value: unknown): SearchInput {
  const { text, matchCase, wholeWord, regex, inverse } = fieldsOf(value);
  return {
    text: typeof text === 'string' ? text.slice(0, longestText) : '',
    matchCase: matchCase === true,
    wholeWord: wholeWord === true,
    regex: regex === true,
    inverse: inverse === true,
  };
}

function readOptions(value: unknown): LogOptions {
  const { times, wrap, compact, mode, context, hiddenLevels } = fieldsOf(value);
  const levels = [0, 1, 2, 3, 4, 5, 6] as const;
  return {
    times: timesModes.find((known) => known === times) ?? defaultOptions.times,
    wrap: wrap === true,
    compact: compact !== false,
    mode: mode === 'filter' ? 'filter' : 'find',
    context: typeof context === 'number' && context >= 0 && context <= 50 ? Math.floor(context) : 0,
    hiddenLevels: Array.isArray(hiddenLevels) ? levels.filter((level) => hiddenLevels.includes(level)) : [],
  };
}

function readPattern(value: unknown): KeptPattern | undefined {
  const { level, text } = fieldsOf(value);
  if (typeof text !== 'string' || text === '' || text.length > longestText) return undefined;
  return typeof level === 'number' && [0, 1, 2, 3, 4, 5, 6].includes(level) ? { level, text } : undefined;
}

function readPatterns(value: unknown): KeptPatterns {
  const { only, muted } = fieldsOf(value);
  return {
    only: readPattern(only),
    muted: Array.isArray(muted)
      ? muted.slice(0, mostPatterns).flatMap((pattern: unknown) => readPattern(pattern) ?? [])
      : [],
  };
}

function readPlace(value: unknown): KeptPlace | undefined {
  const { at, part } = fieldsOf(value);
  if (typeof at !== 'number' || !Number.isFinite(at)) return undefined;
  return { at, part: typeof part === 'number' && part >= 0 && part < 1 ? part : 0 };
}

/** Makes a remembered log of whatever was stored: each part that is not what it should be falls back on its own. */
export function readRememberedLog(value: unknown): RememberedLog {
  const { options, find, filter, muted, solo, patterns, place } = fieldsOf(value);
  return {
    options: readOptions(options),
    find: readSearch(find),
    filter: readSearch(filter),
    muted: texts(muted),
    solo: texts(solo),
    patterns: readPatterns(patterns),
    place: readPlace(place),
  };
}

const writeAfterMs = 300;

/**
 * Keeps what is remembered of up to 200 logs in the page's storage; one that refuses is lived without. Written at most
 * each 300 ms, because typing into a search changes it with every key; `flush` writes at once. Lives as long as the page.
 */
export class LogMemory {
  readonly #storage: Storage | undefined;
  #kept: Map<string, unknown> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
  }

  get(key: string): RememberedLog {
    const value = this.#all().get(key);
    return value === undefined ? nothingRemembered : readRememberedLog(value);
  }

  set(key: string, log: RememberedLog): void {
    const all = this.#all();
    all.delete(key);
    all.set(key, log);
    for (const oldest of all.keys()) {
      if (all.size <= mostKept) break;
      all.delete(oldest);
    }
    this.#timer ??= setTimeout(() => this.flush(), writeAfterMs);
  }

  /** Writes what was not written yet; for when the page goes. */
  flush(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      this.#storage?.setItem(storageKey, JSON.stringify([...this.#all()]));
    } catch {
      // Full or forbidden: the next start begins with the defaults.
    }
  }

  #all(): Map<string, unknown> {
    if (this.#kept !== undefined) return this.#kept;
    this.#kept = new Map();
    try {
      const stored: unknown = JSON.parse(this.#storage?.getItem(storageKey) ?? '[]');
      for (const entry of Array.isArray(stored) ? stored.slice(-mostKept) : [])
        if (Array.isArray(entry) && typeof entry[0] === 'string') this.#kept.set(entry[0], entry[1]);
    } catch {
      // Not ours, or broken: nothing of value is in it.
    }
    return this.#kept;
  }
}
