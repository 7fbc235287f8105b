import { memory } from '../state/format';

/** How a column of `ps`, Podman or Windows is called here. */
export interface ColumnWords {
  readonly label: string;
  /** What it says, for those who do not know the word. */
  readonly meaning: string;
}

const state: ColumnWords = {
  label: 'State',
  meaning: 'R runs, S sleeps, D waits for a disk, T is stopped, Z is dead and not yet collected',
};
const user: ColumnWords = { label: 'User', meaning: 'Whose process it is' };
const command: ColumnWords = { label: 'Command', meaning: 'Program and arguments' };
const started: ColumnWords = { label: 'Started', meaning: 'When it started' };
const terminal: ColumnWords = { label: 'Terminal', meaning: 'Its terminal' };
const time: ColumnWords = { label: 'CPU time', meaning: 'Processor time used since it started' };

const words: Readonly<Record<string, ColumnWords>> = {
  PID: { label: 'PID', meaning: 'Number of the process, as the engine’s machine counts' },
  PPID: { label: 'Parent', meaning: 'Number of its parent, as the engine’s machine counts' },
  HPID: { label: 'PID of machine', meaning: 'Number of the process on the engine’s machine' },
  USER: user,
  UID: user,
  HUSER: { label: 'User of machine', meaning: 'Whose process it is on the engine’s machine' },
  '%CPU': { label: 'CPU, lifetime', meaning: 'Share of one core since it started' },
  C: { label: 'CPU, lifetime', meaning: 'Share of one core since it started' },
  '%MEM': { label: 'Memory share', meaning: 'Share of the machine’s memory' },
  VSZ: { label: 'Virtual memory', meaning: 'Addresses that it has, used or not' },
  RSS: { label: 'Memory', meaning: 'Memory in use, with what it shares with others' },
  STAT: state,
  S: state,
  STATE: state,
  NLWP: { label: 'Threads', meaning: 'Threads that it has' },
  STIME: started,
  START: started,
  LSTART: started,
  STARTED: started,
  ELAPSED: { label: 'Running for', meaning: 'How long it has been running' },
  TIME: time,
  TTY: terminal,
  TT: terminal,
  NI: { label: 'Niceness', meaning: 'The higher, the more it gives way to others' },
  CMD: command,
  COMMAND: command,
  ARGS: command,
  Name: { label: 'Program', meaning: 'Program' },
  CPU: time,
  'Private Working Set': { label: 'Memory', meaning: 'Memory in use that is its own' },
};

/** The words for a column by the engine's title; the title itself for one that is not known. */
export function wordsOf(title: string): Pick<ColumnWords, 'label'> & Partial<ColumnWords> {
  return (Object.hasOwn(words, title) ? words[title] : undefined) ?? { label: title };
}

/** Titles under which `ps` counts memory in KiB. */
const inKibibytes: readonly string[] = ['RSS', 'VSZ'];
const shares: readonly string[] = ['%CPU', '%MEM', 'C'];

/** A cell as it is shown: memory and shares with their unit, everything else as the engine wrote it. */
export function cellText(title: string, cell: string): string {
  if (inKibibytes.includes(title) && /^\d{1,12}$/.test(cell)) return memory(Number(cell) * 1024);
  if (shares.includes(title) && /^\d+(\.\d+)?%?$/.test(cell)) return `${cell.replace('%', '')} %`;
  return cell;
}
