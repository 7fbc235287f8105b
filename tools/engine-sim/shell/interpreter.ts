import { isAborted } from '../core/scheduler';
import { findCommand } from './commands';
import { expandOne, expandWords } from './expand';
import { parse } from './parser';
import { collector, type Input, type Io, nullOutput, Pipe } from './pipe';
import { type CommandContext, findProgram, forkState, ShellExit, type ShellState } from './state';
import { type Node, type Redirect, SyntaxProblem } from './syntax';
import { resolvePath } from './vfs';

const maxLoops = 1_000_000;

/** Lets timers and input run between the steps of a loop that would never wait by itself. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Runs a script. Answers its exit code; an `exit` in it ends with a ShellExit for the caller to end with. */
export async function runScript(
  source: string,
  state: ShellState,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  try {
    state.status = await run(parse(source), state, io, signal);
  } catch (cause) {
    if (!(cause instanceof SyntaxProblem)) throw cause;
    await io.stderr.write(`${state.name}: ${cause.message}\n`);
    state.status = 2;
  }
  return state.status;
}

async function run(node: Node, state: ShellState, io: Io, signal: AbortSignal): Promise<number> {
  if (signal.aborted) return 130;
  switch (node.kind) {
    case 'simple':
      return runSimple(node, state, io, signal);
    case 'pipeline': {
      const code = await runPipeline(node.stages, state, io, signal);
      return node.negated ? (code === 0 ? 1 : 0) : code;
    }
    case 'and':
    case 'or': {
      state.status = await run(node.left, state, io, signal);
      return (state.status === 0) === (node.kind === 'and')
        ? run(node.right, state, io, signal)
        : state.status;
    }
    case 'list': {
      for (const item of node.items) state.status = await run(item, state, io, signal);
      return node.items.length > 0 ? state.status : 0;
    }
    case 'if': {
      if ((await run(node.test, state, io, signal)) === 0) return run(node.then, state, io, signal);
      return node.otherwise ? run(node.otherwise, state, io, signal) : 0;
    }
    case 'for': {
      const values = await expandWords(node.words, state, substitute(state, io, signal));
      let code = 0;
      for (const value of values) {
        state.variables.set(node.name, value);
        code = await run(node.body, state, io, signal);
        await breathe();
      }
      return code;
    }
    case 'while': {
      let code = 0;
      for (let turn = 0; turn < maxLoops && !isAborted(signal); turn += 1) {
        if (((await run(node.test, state, io, signal)) === 0) === node.until) break;
        code = await run(node.body, state, io, signal);
        await breathe();
      }
      return isAborted(signal) ? 130 : code;
    }
    case 'group': {
      const inner = node.subshell ? forkState(state) : state;
      return withRedirects(node.redirects, inner, io, signal, (own) =>
        node.subshell ? runSubshell(node.body, inner, own, signal) : run(node.body, inner, own, signal),
      );
    }
  }
}

async function runSubshell(node: Node, state: ShellState, io: Io, signal: AbortSignal): Promise<number> {
  try {
    return await run(node, state, io, signal);
  } catch (cause) {
    if (cause instanceof ShellExit) return cause.code;
    throw cause;
  }
}

function substitute(state: ShellState, io: Io, signal: AbortSignal): (source: string) => Promise<string> {
  return async (source) => {
    const { output, text } = collector(1024 * 1024);
    await runSubshell(parse(source), forkState(state), { ...io, stdout: output }, signal);
    return text();
  };
}

async function runPipeline(
  stages: readonly Node[],
  state: ShellState,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const pipes = stages.slice(1).map(() => new Pipe());
  const stop = (): void => {
    for (const pipe of pipes) pipe.break();
  };
  signal.addEventListener('abort', stop, { once: true });
  const codes = await Promise.all(
    stages.map(async (stage, index) => {
      const before = pipes[index - 1];
      const after = pipes[index];
      const own: Io = { ...io, stdin: before ?? io.stdin, stdout: after ?? io.stdout };
      try {
        return await runSubshell(stage, forkState(state), own, signal);
      } finally {
        before?.break();
        after?.end();
      }
    }),
  );
  signal.removeEventListener('abort', stop);
  return codes.at(-1) ?? 0;
}

async function runSimple(
  node: Extract<Node, { kind: 'simple' }>,
  state: ShellState,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const expand = substitute(state, io, signal);
  const assigns: (readonly [string, string])[] = [];
  for (const [name, word] of node.assigns) assigns.push([name, await expandOne(word, state, expand)]);
  const [name, ...args] = await expandWords(node.words, state, expand);
  if (name === undefined) {
    for (const [key, value] of assigns) state.variables.set(key, value);
    return withRedirects(node.redirects, state, io, signal, () => Promise.resolve(0));
  }
  // Assignments in front of a command are for that command only.
  const own = assigns.length > 0 ? forkState(state) : state;
  for (const [key, value] of assigns) {
    own.variables.set(key, value);
    own.exported.add(key);
  }
  return withRedirects(node.redirects, own, io, signal, (redirected) =>
    runCommand({ name, args, io: redirected, state: own, signal }),
  );
}

/** Runs one command by name: built in, a program of the container, or a script among its files. */
export async function runCommand(context: CommandContext): Promise<number> {
  const { name, args, io, state, signal } = context;
  if (name === 'exec' && args[0] !== undefined) {
    const code = await runCommand({ ...context, name: args[0], args: args.slice(1) });
    throw new ShellExit(code);
  }
  const found = findCommand(state, name);
  if (found) {
    const code = await found(context);
    return signal.aborted ? 130 : code;
  }
  const path = findProgram(state, name);
  const script = path === undefined ? undefined : state.surroundings.files.get(path)?.content;
  if (script !== undefined && script !== '') {
    const inner = { ...forkState(state), parameters: [name, ...args] };
    return runSubshell(parse(script), inner, io, signal);
  }
  const file = name.includes('/') ? state.surroundings.files.get(resolvePath(state.cwd, name)) : undefined;
  const complaint = file ? 'Permission denied' : state.name === 'bash' ? 'command not found' : 'not found';
  await io.stderr.write(`${state.name}: ${name}: ${complaint}\n`);
  return file ? 126 : 127;
}

async function withRedirects(
  redirects: readonly Redirect[],
  state: ShellState,
  io: Io,
  signal: AbortSignal,
  body: (io: Io) => Promise<number>,
): Promise<number> {
  let own = io;
  const { files } = state.surroundings;
  for (const redirect of redirects) {
    const target = await expandOne(redirect.target, state, substitute(state, io, signal));
    if (redirect.how === 'same-as') {
      own = redirect.fd === 2 ? { ...own, stderr: own.stdout } : { ...own, stdout: own.stderr };
      continue;
    }
    const path = resolvePath(state.cwd, target);
    if (redirect.how === 'read') {
      const node = files.get(path);
      if (path === '/dev/null') own = { ...own, stdin: textInput('') };
      else if (node?.kind === 'file') own = { ...own, stdin: textInput(node.content) };
      else return complain(io, state, target, node ? 'Is a directory' : 'No such file');
      continue;
    }
    let output = nullOutput;
    if (path !== '/dev/null') {
      const problem = files.write(path, '', redirect.how === 'append', state.user);
      if (problem !== undefined) return complain(io, state, target, problem);
      output = {
        write: (data) => {
          const text = typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
          return Promise.resolve(files.write(path, text, true, state.user) === undefined);
        },
      };
    }
    if (redirect.fd !== 2) own = { ...own, stdout: output };
    if (redirect.fd === 2 || redirect.fd === 'both') own = { ...own, stderr: output };
  }
  return body(own);
}

async function complain(io: Io, state: ShellState, target: string, reason: string): Promise<number> {
  await io.stderr.write(`${state.name}: ${target}: ${reason}\n`);
  return 1;
}

function textInput(text: string): Input {
  let left: Uint8Array | undefined = text === '' ? undefined : Buffer.from(text);
  return {
    read: () => {
      const chunk = left;
      left = undefined;
      return Promise.resolve(chunk);
    },
  };
}
