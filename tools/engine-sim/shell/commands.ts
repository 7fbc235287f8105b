import { fileCommands } from './commands-files';
import { systemCommands } from './commands-system';
import { textCommands } from './commands-text';
import { type Command, findProgram, ShellExit, type ShellState } from './state';
import { resolvePath } from './vfs';

const isBuiltin = (name: string): boolean => builtins.has(name);

/** Commands that are the shell itself: there whatever is installed. */
const builtins: ReadonlyMap<string, Command> = new Map<string, Command>([
  [':', () => 0],
  ['true', () => 0],
  ['false', () => 1],
  [
    'exit',
    ({ args, state }) => {
      throw new ShellExit(args[0] === undefined ? state.status : Number.parseInt(args[0], 10) & 255);
    },
  ],
  [
    'cd',
    async ({ args, state, io }) => {
      const home = state.variables.get('HOME') ?? '/';
      const wanted = args[0] === '-' ? (state.variables.get('OLDPWD') ?? home) : (args[0] ?? home);
      const path = resolvePath(state.cwd, wanted);
      const node = state.surroundings.files.get(path);
      if (node?.kind !== 'dir') {
        const why = node ? 'Not a directory' : 'No such file or directory';
        await io.stderr.write(
          `${state.name}: cd: ${node || state.name === 'bash' ? '' : "can't cd to "}${wanted}: ${why}\n`,
        );
        return state.name === 'bash' ? 1 : 2;
      }
      state.variables.set('OLDPWD', state.cwd);
      state.cwd = path;
      state.variables.set('PWD', path);
      return 0;
    },
  ],
  ['pwd', async ({ state, io }) => (await io.stdout.write(`${state.cwd}\n`), 0)],
  [
    'export',
    async ({ args, state, io }) => {
      if (args.length === 0) {
        for (const name of [...state.exported].sort()) {
          await io.stdout.write(`export ${name}='${state.variables.get(name) ?? ''}'\n`);
        }
      }
      for (const arg of args) {
        const cut = arg.indexOf('=');
        const name = cut < 0 ? arg : arg.slice(0, cut);
        if (cut >= 0) state.variables.set(name, arg.slice(cut + 1));
        state.exported.add(name);
      }
      return 0;
    },
  ],
  [
    'unset',
    ({ args, state }) => {
      for (const name of args) {
        state.variables.delete(name);
        state.exported.delete(name);
      }
      return 0;
    },
  ],
  ['set', () => 0],
  ['exec', () => 0],
  [
    'command',
    async (context) => {
      const { args, state, io } = context;
      if (args[0] !== '-v' && args[0] !== '-V') return 0;
      let code = 0;
      for (const name of args.slice(1)) {
        const path = isBuiltin(name) ? name : findProgram(state, name);
        if (path === undefined) code = state.name === 'bash' ? 1 : 127;
        else await io.stdout.write(`${path}\n`);
      }
      return code;
    },
  ],
  [
    'type',
    async ({ args, state, io }) => {
      let code = 0;
      for (const name of args) {
        const path = findProgram(state, name);
        if (isBuiltin(name)) await io.stdout.write(`${name} is a shell builtin\n`);
        else if (path !== undefined) await io.stdout.write(`${name} is ${path}\n`);
        else {
          await io.stderr.write(`${state.name}: type: ${name}: not found\n`);
          code = 1;
        }
      }
      return code;
    },
  ],
  ['read', readVariable],
  [
    'history',
    async ({ state, io }) => {
      for (const [index, line] of state.history.entries()) {
        await io.stdout.write(`${String(index + 1).padStart(5)}  ${line}\n`);
      }
      return 0;
    },
  ],
  ['echo', textCommands.get('echo') ?? (() => 0)],
  ['printf', textCommands.get('printf') ?? (() => 0)],
  ['test', fileCommands.get('test') ?? (() => 0)],
  ['[', fileCommands.get('[') ?? (() => 0)],
  ['kill', systemCommands.get('kill') ?? (() => 0)],
]);

async function readVariable({ args, state, io }: Parameters<Command>[0]): Promise<number> {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const chunk = await io.stdin.read();
  if (!chunk) return 1;
  const line = Buffer.from(chunk).toString('utf8').split('\n')[0] ?? '';
  const words = line.trim().split(/\s+/);
  names.forEach((name, index) => {
    state.variables.set(
      name,
      index === names.length - 1 ? words.slice(index).join(' ') : (words[index] ?? ''),
    );
  });
  return 0;
}

/** Finds what runs under a name in this container, or undefined when there is no such program. */
export function findCommand(state: ShellState, name: string): Command | undefined {
  const builtin = builtins.get(name);
  if (builtin) return builtin;
  const path = findProgram(state, name);
  if (path === undefined) return undefined;
  const base = path.slice(path.lastIndexOf('/') + 1);
  if (state.surroundings.files.get(path)?.content !== '') return undefined;
  const version = state.surroundings.inside.programs[base];
  return (
    fileCommands.get(base) ??
    textCommands.get(base) ??
    systemCommands.get(base) ??
    (version === undefined ? undefined : program(version))
  );
}

/** A program that can say its version and nothing else. */
function program(version: string): Command {
  return async ({ name, args, io }) => {
    if (args.some((arg) => /^(-v|-V|--version|version)$/.test(arg))) {
      await io.stdout.write(`${version}\n`);
      return 0;
    }
    await io.stderr.write(`${name}: the demo engine only knows its version\n`);
    return 1;
  };
}
