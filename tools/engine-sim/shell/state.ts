import type { Io } from './pipe';
import type { Surroundings } from './process';

/** The terminal of a session, as `stty` and the editor see it. */
export interface TerminalSize {
  rows: number;
  columns: number;
}

/** What one shell remembers. A subshell gets a copy. */
export interface ShellState {
  /** sh, bash or ash: the word in front of its complaints. */
  readonly name: string;
  readonly surroundings: Surroundings;
  readonly user: string;
  readonly size: TerminalSize | undefined;
  readonly variables: Map<string, string>;
  readonly exported: Set<string>;
  cwd: string;
  status: number;
  history: readonly string[];
  parameters: readonly string[];
}

/** What a command gets. */
export interface CommandContext {
  readonly name: string;
  readonly args: readonly string[];
  readonly io: Io;
  readonly state: ShellState;
  /** Aborts on Ctrl-C and when the program is killed. */
  readonly signal: AbortSignal;
}

/** A command of the built-in shell. Answers its exit code. */
export type Command = (context: CommandContext) => Promise<number> | number;

/** Ends the shell, as `exit` does. */
export class ShellExit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.name = 'ShellExit';
    this.code = code;
  }
}

/** A copy for a subshell: its changes stay its own. */
export function forkState(state: ShellState): ShellState {
  return { ...state, variables: new Map(state.variables), exported: new Set(state.exported) };
}

/** The absolute path of a program as the PATH finds it, or undefined. */
export function findProgram(state: ShellState, name: string): string | undefined {
  const { files } = state.surroundings;
  const executable = (path: string): boolean => {
    const node = files.get(path);
    return node?.kind === 'file' && (node.mode & 0o111) !== 0;
  };
  if (name.includes('/')) {
    const path = name.startsWith('/') ? name : `${state.cwd}/${name}`;
    return executable(path.replace(/\/\.\//g, '/')) ? path.replace(/\/\.\//g, '/') : undefined;
  }
  const path = state.variables.get('PATH') ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return path
    .split(':')
    .map((folder) => `${folder}/${name}`)
    .find(executable);
}
