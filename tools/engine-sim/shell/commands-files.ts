import { readAll } from './pipe';
import type { Command, CommandContext, ShellState } from './state';
import { type FileNode, parentOf, resolvePath } from './vfs';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function modeText(node: FileNode): string {
  const bits = ['x', 'w', 'r'];
  const letters = Array.from({ length: 9 }, (_, i) => {
    const bit = 8 - i;
    return (node.mode >> bit) & 1 ? (bits[bit % 3] ?? '-') : '-';
  }).join('');
  return `${node.kind === 'dir' ? 'd' : node.kind === 'link' ? 'l' : '-'}${letters}`;
}

function coloured(name: string, node: FileNode | undefined, terminal: boolean): string {
  if (!terminal || !node) return name;
  if (node.kind === 'dir') return `\u001b[1;34m${name}\u001b[0m`;
  if (node.kind === 'link') return `\u001b[1;36m${name}\u001b[0m`;
  return (node.mode & 0o111) !== 0 ? `\u001b[1;32m${name}\u001b[0m` : name;
}

function longLine(name: string, node: FileNode, terminal: boolean): string {
  const when = new Date(node.mtime);
  const size = node.kind === 'dir' ? 4096 : (node.size ?? node.content.length);
  const time = `${months[when.getUTCMonth()] ?? ''} ${String(when.getUTCDate()).padStart(2)} ${when.toISOString().slice(11, 16)}`;
  const link = node.kind === 'link' ? ` -> ${node.content}` : '';
  return `${modeText(node)}    ${node.kind === 'dir' ? 2 : 1} ${node.owner.padEnd(8)} ${node.owner.padEnd(8)} ${String(size).padStart(9)} ${time} ${coloured(name, node, terminal)}${link}\n`;
}

async function list({ args, io, state }: CommandContext): Promise<number> {
  const flags = args.filter((arg) => arg.startsWith('-')).join('');
  const paths = args.filter((arg) => !arg.startsWith('-'));
  const { files } = state.surroundings;
  const terminal = state.size !== undefined;
  const long = flags.includes('l');
  let code = 0;
  for (const shown of paths.length > 0 ? paths : ['.']) {
    const path = resolvePath(state.cwd, shown);
    const node = files.get(path);
    if (!node) {
      await io.stderr.write(`ls: ${shown}: No such file or directory\n`);
      code = 1;
      continue;
    }
    if (node.kind !== 'dir' || flags.includes('d')) {
      await io.stdout.write(long ? longLine(shown, node, terminal) : `${coloured(shown, node, terminal)}\n`);
      continue;
    }
    if (paths.length > 1) await io.stdout.write(`${shown}:\n`);
    const names = files.list(path).filter((name) => flags.includes('a') || !name.startsWith('.'));
    const all = flags.includes('a') ? ['.', '..', ...names] : names;
    const nodeOf = (name: string): FileNode | undefined =>
      name === '.'
        ? node
        : name === '..'
          ? files.get(parentOf(path))
          : files.get(resolvePath(path, name), false);
    if (!long) {
      const gap = terminal && !flags.includes('1') ? '  ' : '\n';
      if (all.length > 0)
        await io.stdout.write(`${all.map((name) => coloured(name, nodeOf(name), terminal)).join(gap)}\n`);
      continue;
    }
    const nodes = all.map((name) => [name, nodeOf(name)] as const);
    const blocks = nodes.reduce(
      (sum, [, each]) => sum + 4 * Math.ceil((each?.size ?? each?.content.length ?? 0) / 4096),
      0,
    );
    await io.stdout.write(
      `total ${blocks}\n${nodes.map(([name, each]) => (each ? longLine(name, each, terminal) : '')).join('')}`,
    );
  }
  return code;
}

async function cat({ args, io, state }: CommandContext): Promise<number> {
  const paths = args.filter((arg) => arg === '-' || !arg.startsWith('-'));
  let code = 0;
  for (const shown of paths.length > 0 ? paths : ['-']) {
    if (shown === '-') {
      for (let chunk = await io.stdin.read(); chunk; chunk = await io.stdin.read()) {
        if (!(await io.stdout.write(chunk))) break;
      }
      continue;
    }
    const path = resolvePath(state.cwd, shown);
    const node = state.surroundings.files.get(path);
    if (node?.kind === 'file') {
      await io.stdout.write(node.content);
      continue;
    }
    const why = node ? 'Is a directory' : path === '/dev/null' ? undefined : 'No such file or directory';
    if (why === undefined) continue;
    await io.stderr.write(`cat: ${node ? 'read error' : `can't open '${shown}'`}: ${why}\n`);
    code = 1;
  }
  return code;
}

/** Reads the files named, or stdin; a missing file is told and left out. */
export async function readInputs(
  { name, io, state }: CommandContext,
  paths: readonly string[],
): Promise<{ readonly text: string; readonly code: number }> {
  if (paths.length === 0) return { text: await readAll(io.stdin), code: 0 };
  let text = '';
  let code = 0;
  for (const shown of paths) {
    const node = state.surroundings.files.get(resolvePath(state.cwd, shown));
    if (node?.kind === 'file') text += node.content;
    else {
      await io.stderr.write(`${name}: ${shown}: ${node ? 'Is a directory' : 'No such file or directory'}\n`);
      code = 1;
    }
  }
  return { text, code };
}

function evaluateTest(args: readonly string[], state: ShellState): boolean {
  const file = (path: string | undefined): FileNode | undefined =>
    state.surroundings.files.get(resolvePath(state.cwd, path ?? ''));
  const [a, b, c] = args;
  if (a === '!') return !evaluateTest(args.slice(1), state);
  for (const word of ['-o', '-a']) {
    const at = args.indexOf(word);
    if (at > 0) {
      const left = evaluateTest(args.slice(0, at), state);
      const right = evaluateTest(args.slice(at + 1), state);
      return word === '-o' ? left || right : left && right;
    }
  }
  if (args.length === 3) {
    const x = Number(a);
    const y = Number(c);
    switch (b) {
      case '=':
      case '==':
        return a === c;
      case '!=':
        return a !== c;
      case '-eq':
        return x === y;
      case '-ne':
        return x !== y;
      case '-lt':
        return x < y;
      case '-le':
        return x <= y;
      case '-gt':
        return x > y;
      case '-ge':
        return x >= y;
      default:
        return false;
    }
  }
  if (args.length === 1) return a !== '';
  switch (a) {
    case '-n':
      return b !== '';
    case '-z':
      return b === '';
    case '-e':
      return file(b) !== undefined;
    case '-f':
      return file(b)?.kind === 'file';
    case '-d':
      return file(b)?.kind === 'dir';
    case '-r':
    case '-w':
      return file(b) !== undefined;
    case '-s':
      return (file(b)?.content.length ?? 0) > 0;
    case '-x':
      return ((file(b)?.mode ?? 0) & 0o111) !== 0;
    case '-t':
      return state.size !== undefined;
    default:
      return false;
  }
}

const plain = (args: readonly string[]): readonly string[] => args.filter((arg) => !arg.startsWith('-'));

async function each(
  context: CommandContext,
  act: (path: string, shown: string) => string | undefined,
): Promise<number> {
  let code = 0;
  for (const shown of plain(context.args)) {
    const problem = act(resolvePath(context.state.cwd, shown), shown);
    if (problem === undefined) continue;
    await context.io.stderr.write(`${context.name}: ${shown}: ${problem}\n`);
    code = 1;
  }
  return code;
}

function copy(context: CommandContext, move: boolean): Promise<number> {
  const { state, args } = context;
  const { files } = state.surroundings;
  const paths = plain(args);
  const to = resolvePath(state.cwd, paths.at(-1) ?? '');
  const source = { ...context, args: paths.slice(0, -1) };
  return each(source, (path, shown) => {
    const node = files.get(path);
    if (node?.kind !== 'file') return node ? 'omitting directory' : 'No such file or directory';
    const target = files.get(to)?.kind === 'dir' ? `${to}/${shown.slice(shown.lastIndexOf('/') + 1)}` : to;
    const problem = files.write(target, node.content, false, state.user);
    if (problem === undefined && move && target !== path) files.remove(path);
    return problem;
  });
}

/** Commands on files. */
export const fileCommands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['ls', list],
  ['cat', cat],
  ['test', ({ args, state }) => (evaluateTest(args, state) ? 0 : 1)],
  ['[', ({ args, state }) => (evaluateTest(args.slice(0, -1), state) ? 0 : 1)],
  [
    'touch',
    (context) =>
      each(context, (path) => context.state.surroundings.files.write(path, '', true, context.state.user)),
  ],
  [
    'mkdir',
    (context) =>
      each(context, (path) => {
        const { files } = context.state.surroundings;
        if (!context.args.includes('-p')) return files.makeDir(path, context.state.user);
        const parts = path.split('/').slice(1);
        for (let i = 1; i <= parts.length; i += 1) {
          const problem = files.makeDir(`/${parts.slice(0, i).join('/')}`, context.state.user);
          if (problem !== undefined && problem !== 'File exists') return problem;
        }
        return undefined;
      }),
  ],
  [
    'rm',
    (context) =>
      each(context, (path) => {
        const { files } = context.state.surroundings;
        const node = files.get(path, false);
        const flags = context.args.filter((arg) => arg.startsWith('-')).join('');
        if (!node) return flags.includes('f') ? undefined : 'No such file or directory';
        if (node.kind === 'dir' && !/[rR]/.test(flags)) return 'is a directory';
        if (path === '/') return "it is dangerous to operate recursively on '/'";
        files.remove(path);
        return undefined;
      }),
  ],
  [
    'chmod',
    (context) =>
      each({ ...context, args: context.args.slice(1) }, (path) => {
        const { files } = context.state.surroundings;
        const mode = context.args[0] ?? '';
        const old = files.get(path)?.mode;
        if (old === undefined) return 'No such file or directory';
        files.chmod(
          path,
          /^[0-7]{3,4}$/.test(mode) ? Number.parseInt(mode, 8) : mode.endsWith('+x') ? old | 0o111 : old,
        );
        return undefined;
      }),
  ],
  ['cp', (context) => copy(context, false)],
  ['mv', (context) => copy(context, true)],
]);
