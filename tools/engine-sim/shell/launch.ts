import { isAborted } from '../core/scheduler';
import { userId } from './base-tree';
import { runCommand, runScript } from './interpreter';
import { type Io, type Output, Pipe } from './pipe';
import type { Launch, LaunchOptions, RunningProcess } from './process';
import { findProgram, ShellExit, type ShellState } from './state';
import { Terminal } from './terminal';
import { resolvePath } from './vfs';

const shells = new Set(['sh', 'bash', 'ash', 'dash']);

/**
 * Starts a program in a container. Shells run the built-in interpreter, other names its commands. When there is no such
 * program the answer holds the runtime's words and its exit code, 127 or 126. The caller kills what it started.
 */
export function launch(options: LaunchOptions): Launch {
  const [program = '', ...args] = options.argv;
  const state = initialState(options, program);
  const { files } = options.surroundings;
  const cwd = files.get(options.workingDir === '' ? '/' : options.workingDir);
  const refuse = (exitCode: number, why: string): Launch => ({
    ok: false,
    exitCode,
    message: `OCI runtime exec failed: exec failed: unable to start container process: ${why}: unknown`,
  });
  if (cwd?.kind !== 'dir') {
    return refuse(
      126,
      `chdir to cwd ("${options.workingDir}") set in config.json failed: no such file or directory`,
    );
  }
  if (findProgram(state, program) === undefined) {
    if (!program.includes('/')) return refuse(127, `exec: "${program}": executable file not found in $PATH`);
    const node = files.get(resolvePath(state.cwd, program));
    return node
      ? refuse(126, `exec: "${program}": permission denied`)
      : refuse(127, `exec: "${program}": stat ${program}: no such file or directory`);
  }
  const wrapped = withinEnv(options, program, args) ?? withinFolder(options, program, args);
  return wrapped ? launch(wrapped) : { ok: true, process: new Program(options, state, program, args) };
}

/** `env NAME=value… program…` becomes that program with these variables, as an old engine's clients start one. */
function withinEnv(
  options: LaunchOptions,
  program: string,
  args: readonly string[],
): LaunchOptions | undefined {
  const first = args.findIndex((arg) => !arg.includes('='));
  if (!/(^|\/)env$/.test(program) || first < 0) return undefined;
  return { ...options, env: [...options.env, ...args.slice(0, first)], argv: args.slice(first) };
}

/** `sh -c 'cd "$1" && …exec "$@"' sh folder program…` becomes that program in this folder, for the same clients. */
function withinFolder(
  options: LaunchOptions,
  program: string,
  args: readonly string[],
): LaunchOptions | undefined {
  const [flag, script = '', , folder, ...argv] = args;
  if (!/(^|\/)sh$/.test(program) || flag !== '-c' || folder === undefined || argv.length === 0)
    return undefined;
  if (!/^cd "\$1" .*exec "\$@"$/.test(script)) return undefined;
  return { ...options, workingDir: folder, argv };
}

function initialState(options: LaunchOptions, program: string): ShellState {
  const base = program.slice(program.lastIndexOf('/') + 1);
  const root = userId(options.user) === 0;
  const home = root ? '/root' : `/home/${options.user.split(':')[0] ?? ''}`;
  const cwd = options.workingDir === '' ? '/' : options.workingDir;
  const variables = new Map<string, string>([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', options.surroundings.hostname],
    ['HOME', home],
    ...(options.tty ? ([['TERM', 'xterm']] as const) : []),
    ...options.env.map((pair): [string, string] => {
      const cut = pair.indexOf('=');
      return cut < 0 ? [pair, ''] : [pair.slice(0, cut), pair.slice(cut + 1)];
    }),
  ]);
  const exported = new Set(variables.keys());
  variables.set('PWD', cwd);
  return {
    name: shells.has(base) ? base : 'sh',
    surroundings: options.surroundings,
    user: root ? 'root' : (options.user.split(':')[0] ?? 'root'),
    size: options.tty ? { rows: options.rows, columns: options.columns } : undefined,
    variables,
    exported,
    cwd,
    status: 0,
    history: [],
    parameters: [program],
  };
}

/** One running program of the built-in shell, with its terminal or its three streams. */
class Program implements RunningProcess {
  readonly exited: Promise<number>;
  readonly #state: ShellState;
  readonly #killed = new AbortController();
  readonly #terminal: Terminal | undefined;
  readonly #stdin = new Pipe();
  readonly #io: Io;
  #foreground: AbortController | undefined;
  #signal = 0;

  constructor(options: LaunchOptions, state: ShellState, program: string, args: readonly string[]) {
    this.#state = state;
    const stream = (id: 1 | 2): Output => ({
      write: async (data) => {
        if (this.#killed.signal.aborted) return false;
        await options.output(id, typeof data === 'string' ? Buffer.from(data) : data);
        return true;
      },
    });
    if (options.tty) {
      this.#terminal = new Terminal(
        (data) => options.output(1, data),
        () => this.#foreground?.abort(),
      );
      const terminal = this.#terminal;
      this.#io = { stdin: terminal, stdout: terminal.output, stderr: terminal.output };
    } else this.#io = { stdin: this.#stdin, stdout: stream(1), stderr: stream(2) };
    this.exited = this.#main(program, args);
  }

  readonly input = async (data: Uint8Array): Promise<void> => {
    if (this.#terminal) this.#terminal.input(data);
    else await this.#stdin.write(data);
  };

  readonly endInput = (): void => {
    this.#stdin.end();
    this.#terminal?.close();
  };

  readonly resize = (rows: number, columns: number): void => {
    if (!this.#state.size) return;
    this.#state.size.rows = rows;
    this.#state.size.columns = columns;
  };

  readonly kill = (signal: number): void => {
    if (this.#signal !== 0) return;
    this.#signal = signal;
    this.#killed.abort();
    this.#foreground?.abort();
    this.#stdin.break();
    this.#terminal?.close();
  };

  async #main(program: string, args: readonly string[]): Promise<number> {
    // One turn later: whoever launched this has its handle before the first output.
    await Promise.resolve();
    let code: number;
    try {
      code = await this.#run(program, args);
    } catch (cause) {
      code = cause instanceof ShellExit ? cause.code : 1;
      if (!(cause instanceof ShellExit)) {
        await this.#io.stderr.write(
          `${this.#state.name}: ${cause instanceof Error ? cause.message : 'failed'}\n`,
        );
      }
    }
    this.#stdin.break();
    return this.#signal === 0 ? code : 128 + this.#signal;
  }

  async #run(program: string, args: readonly string[]): Promise<number> {
    const base = program.slice(program.lastIndexOf('/') + 1);
    if (!shells.has(base)) {
      return this.#job((signal) =>
        runCommand({ name: program, args, io: this.#io, state: this.#state, signal }),
      );
    }
    const script = args.findIndex((arg) => /^-[a-z]*c[a-z]*$/.test(arg));
    if (script >= 0) {
      const rest = args.slice(script + 2);
      this.#state.parameters = rest.length > 0 ? rest : [program];
      return this.#job((signal) => runScript(args[script + 1] ?? '', this.#state, this.#io, signal));
    }
    const file = args.find((arg) => !arg.startsWith('-'));
    if (file !== undefined) {
      this.#state.parameters = [file, ...args.slice(args.indexOf(file) + 1)];
      return this.#job((signal) =>
        runCommand({
          name: file.includes('/') ? file : `./${file}`,
          args: [],
          io: this.#io,
          state: this.#state,
          signal,
        }),
      );
    }
    return this.#terminal ? this.#interactive(this.#terminal) : this.#fromInput();
  }

  /** Runs one command line that Ctrl-C can stop. */
  async #job(body: (signal: AbortSignal) => Promise<number>): Promise<number> {
    const job = new AbortController();
    this.#foreground = job;
    if (this.#killed.signal.aborted) job.abort();
    const stopped = new Promise<number>((resolve) =>
      job.signal.addEventListener('abort', () => resolve(130), { once: true }),
    );
    try {
      return await Promise.race([body(job.signal), stopped]);
    } finally {
      this.#foreground = undefined;
    }
  }

  async #interactive(terminal: Terminal): Promise<number> {
    while (!this.#killed.signal.aborted) {
      const line = await terminal.readLine(this.#prompt());
      if (line.kind === 'end') {
        if (!isAborted(this.#killed.signal)) await terminal.output.write('exit\n');
        break;
      }
      if (line.kind === 'interrupt') {
        this.#state.status = 130;
        continue;
      }
      this.#state.history = terminal.editor.history;
      this.#state.status = await this.#job((signal) => runScript(line.text, this.#state, this.#io, signal));
      if (this.#state.status === 130) await terminal.output.write('\n');
    }
    return this.#state.status;
  }

  /** A shell without a terminal runs its input line by line. */
  async #fromInput(): Promise<number> {
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const chunk = await this.#stdin.read();
      rest += chunk ? decoder.decode(chunk, { stream: true }) : '';
      const lines = rest.split('\n');
      rest = chunk ? (lines.pop() ?? '') : '';
      for (const line of lines) {
        if (line.trim() === '') continue;
        this.#state.status = await this.#job((signal) => runScript(line, this.#state, this.#io, signal));
      }
      if (!chunk || this.#killed.signal.aborted) return this.#state.status;
    }
  }

  #prompt(): string {
    const { user, cwd, surroundings, variables } = this.#state;
    const home = variables.get('HOME') ?? '';
    const shown =
      home.length > 1 && (cwd === home || cwd.startsWith(`${home}/`)) ? `~${cwd.slice(home.length)}` : cwd;
    const mark = user === 'root' ? '#' : '$';
    return `\u001b[1;32m${user}@${surroundings.hostname}\u001b[0m:\u001b[1;34m${shown}\u001b[0m${mark} `;
  }
}
