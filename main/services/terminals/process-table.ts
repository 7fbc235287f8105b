/** One process of a container, as its `/proc/PID/stat` has it. */
export interface ProcessRow {
  readonly pid: number;
  /** Its name, at most 15 characters. */
  readonly name: string;
  /** One letter; `Z` and `X` have ended. */
  readonly state: string;
  readonly parent: number;
  /** The process that leads its session; 0 where that is outside of the container. */
  readonly session: number;
  /** Ticks since the machine's start: with the pid, this names a process for good. */
  readonly startedAt: string;
}

/** What a look at a container's processes gave. */
export interface ProcessTable {
  readonly rows: readonly ProcessRow[];
  /** Those with the mark in their environment. */
  readonly marked: ReadonlySet<number>;
  /** The look came to its end; otherwise what is missing may be there. */
  readonly whole: boolean;
}

/** A process by its pid and its start, as `12:34567`. */
export type ProcessName = string;

/** Ends what a look prints. */
export const tableEnd = 'end';

/**
 * Reads what a look at `/proc` printed: paths of environments with the mark, lines of `/proc/PID/stat`, then `end`. A
 * name may hold anything but a line end that matters; what cannot be read is left out.
 */
export function readProcessTable(text: string): ProcessTable {
  const rows: ProcessRow[] = [];
  const marked = new Set<number>();
  const lines = text.split('\n');
  for (const line of lines) {
    const mark = /^\/proc\/(\d{1,10})\/environ$/.exec(line);
    if (mark !== null) marked.add(Number(mark[1]));
    const row = readStat(line);
    if (row !== undefined) rows.push(row);
  }
  return { rows, marked, whole: lines.at(-2) === tableEnd && lines.at(-1) === '' };
}

/** `pid (name) state ppid pgrp session tty ... start`: the name may hold spaces and brackets, so its last one counts. */
function readStat(line: string): ProcessRow | undefined {
  const open = line.indexOf(' (');
  const close = line.lastIndexOf(') ');
  if (open < 1 || close < open) return undefined;
  const pid = line.slice(0, open);
  const [state = '', parent = '', , session = '', ...more] = line.slice(close + 2).split(' ');
  const startedAt = more[15] ?? '';
  if (![pid, parent, session].every((each) => /^\d{1,10}$/.test(each))) return undefined;
  if (!/^[A-Za-z]$/.test(state) || !/^\d{1,20}$/.test(startedAt)) return undefined;
  return {
    pid: Number(pid),
    name: line.slice(open + 2, close),
    state,
    parent: Number(parent),
    session: Number(session),
    startedAt,
  };
}

/** The lasting name of a process. */
export function nameOf(row: ProcessRow): ProcessName {
  return `${row.pid}:${row.startedAt}`;
}

/**
 * The processes that came from a terminal: those with its mark, those that were known before, and whatever descends
 * from them or shares a session with them (another user's, or one whose environment was cleared, has no mark). Never
 * the main process, and none that has ended.
 */
export function processesOf(
  table: ProcessTable,
  known: ReadonlySet<ProcessName> = new Set(),
): readonly ProcessRow[] {
  const others = table.rows.filter(({ pid, state }) => pid > 1 && state !== 'Z' && state !== 'X');
  // One that has ended still says who its children's parent was.
  const related = table.rows.filter(({ pid }) => pid > 1);
  const pids = new Set<number>();
  const sessions = new Set<number>();
  const add = (row: ProcessRow): void => {
    pids.add(row.pid);
    if (row.session > 1) sessions.add(row.session);
  };
  for (const row of related) if (table.marked.has(row.pid) || known.has(nameOf(row))) add(row);
  for (let before = -1; before !== pids.size; ) {
    before = pids.size;
    for (const row of related)
      if (!pids.has(row.pid) && (pids.has(row.parent) || sessions.has(row.session))) add(row);
  }
  return others.filter(({ pid }) => pids.has(pid));
}
