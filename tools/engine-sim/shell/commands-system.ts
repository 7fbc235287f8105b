import { userId } from './base-tree';
import { type Command, type CommandContext, findProgram, ShellExit } from './state';

function bytes(n: number): string {
  for (const [unit, size] of [
    ['G', 2 ** 30],
    ['M', 2 ** 20],
    ['K', 1024],
  ] as const) {
    if (n >= size) return `${(n / size).toFixed(1)}${unit}`;
  }
  return String(n);
}

const group = (user: string): string => user.split(':')[0] ?? 'root';
const nameOf = ({ state }: CommandContext): string => (userId(state.user) === 0 ? 'root' : group(state.user));

function uptimeText({ state }: CommandContext): string {
  const seconds = Math.floor((Date.now() - state.surroundings.bootedAt) / 1000);
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const clock = `${hours}:${String(minutes).padStart(2, '0')}`;
  return ` ${new Date().toISOString().slice(11, 19)} up ${days > 0 ? `${days} days, ` : ''}${clock},  0 users,  load average: 0.62, 0.48, 0.41\n`;
}

const say =
  (text: (context: CommandContext) => string): Command =>
  async (context) => {
    await context.io.stdout.write(text(context));
    return 0;
  };

async function yes({ args, io, signal }: CommandContext): Promise<number> {
  const block = `${args.length > 0 ? args.join(' ') : 'y'}\n`.repeat(512);
  while (!signal.aborted && (await io.stdout.write(block))) {
    // Gives Ctrl-C its turn: a fast reader would keep this loop in microtasks for ever.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return signal.aborted ? 130 : 0;
}

async function seq({ args, io, signal }: CommandContext): Promise<number> {
  const numbers = args.map(Number);
  const [first, step, last] =
    numbers.length >= 3
      ? [numbers[0] ?? 1, numbers[1] ?? 1, numbers[2] ?? 1]
      : numbers.length === 2
        ? [numbers[0] ?? 1, 1, numbers[1] ?? 1]
        : [1, 1, numbers[0] ?? 0];
  if (step === 0 || Number.isNaN(first + step + last)) {
    await io.stderr.write(`seq: invalid number '${args.join(' ')}'\n`);
    return 1;
  }
  let block = '';
  for (let n = first; step > 0 ? n <= last : n >= last; n += step) {
    block += `${n}\n`;
    if (block.length < 8192) continue;
    if (signal.aborted || !(await io.stdout.write(block))) return 130;
    await new Promise((resolve) => setImmediate(resolve));
    block = '';
  }
  if (block !== '') await io.stdout.write(block);
  return 0;
}

async function sleep({ args, io, state, signal }: CommandContext): Promise<number> {
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
  let seconds = 0;
  for (const arg of args) {
    const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(arg);
    if (!match) {
      await io.stderr.write(`sleep: invalid number '${arg}'\n`);
      return 1;
    }
    seconds += Number(match[1]) * (units[match[2] ?? ''] ?? 1);
  }
  // setTimeout counts in 32 bits of milliseconds.
  return (await state.surroundings.scheduler.sleep(Math.min(seconds * 1000, 2 ** 31 - 1), signal)) ? 0 : 130;
}

async function stty({ args, io, state }: CommandContext): Promise<number> {
  if (!state.size) {
    await io.stderr.write('stty: standard input: Not a tty\n');
    return 1;
  }
  const { rows, columns } = state.size;
  if (args[0] === 'size') await io.stdout.write(`${rows} ${columns}\n`);
  else if (args.length === 0 || args[0] === '-a') {
    await io.stdout.write(`speed 38400 baud; rows ${rows}; columns ${columns};\n`);
  }
  return 0;
}

function processes(context: CommandContext): string {
  const { state, args } = context;
  const rows = [
    ...state.surroundings.processes.map((process, index) => ({
      ...process,
      pid: index === 0 ? 1 : 6 + index * 5,
    })),
    { user: nameOf(context), command: state.name, pid: 41 },
    { user: nameOf(context), command: `ps ${args.join(' ')}`.trim(), pid: 58 },
  ];
  if (args.join('').includes('u')) {
    return `USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n${rows
      .map(
        ({ user, pid, command }) =>
          `${user.padEnd(8)} ${String(pid).padStart(5)}  0.${pid % 9}  0.4 742160 68212 ${pid === 1 ? '?       ' : 'pts/0   '} Ss   11:19   0:0${pid % 7} ${command}\n`,
      )
      .join('')}`;
  }
  return `PID   USER     TIME  COMMAND\n${rows
    .map(
      ({ user, pid, command }) => `${String(pid).padStart(5)} ${user.padEnd(8)}  0:0${pid % 7} ${command}\n`,
    )
    .join('')}`;
}

async function kill({ args, io }: CommandContext): Promise<number> {
  const ids = args.filter((arg) => !arg.startsWith('-'));
  if (ids.length === 0) {
    await io.stderr.write('kill: usage: kill [-s sigspec | -signum] pid\n');
    return 2;
  }
  for (const id of ids) {
    if (id === '41') throw new ShellExit(143);
    await io.stderr.write(
      `sh: can't kill pid ${id}: ${id === '1' ? 'Operation not permitted' : 'No such process'}\n`,
    );
  }
  return 1;
}

async function which({ args, io, state }: CommandContext): Promise<number> {
  let code = 0;
  for (const name of args) {
    const path = findProgram(state, name);
    if (path === undefined) code = 1;
    else await io.stdout.write(`${path}\n`);
  }
  return code;
}

async function lookup({ name, args, io }: CommandContext): Promise<number> {
  const host = args.find((arg) => !arg.startsWith('-')) ?? '';
  if (name === 'nslookup') {
    await io.stdout.write(`Server:\t\t127.0.0.11\nAddress:\t127.0.0.11:53\n\n`);
    await io.stdout.write(`** server can't find ${host}: NXDOMAIN\n`);
    return 1;
  }
  await io.stderr.write(`${name}: bad address '${host.replace(/^\w+:\/\//, '').split('/')[0] ?? ''}'\n`);
  return 1;
}

/** Commands that look at the machine and the session. */
export const systemCommands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['whoami', say((context) => `${nameOf(context)}\n`)],
  [
    'id',
    say((context) => {
      const id = userId(context.state.user);
      const user = nameOf(context);
      if (context.args.includes('-u')) return `${id}\n`;
      return `uid=${id}(${user}) gid=${id}(${user}) groups=${id}(${user})\n`;
    }),
  ],
  ['hostname', say(({ state }) => `${state.surroundings.hostname}\n`)],
  [
    'uname',
    say(({ args, state }) =>
      args.includes('-a')
        ? `Linux ${state.surroundings.hostname} ${state.surroundings.kernel} #50-Ubuntu SMP PREEMPT_DYNAMIC x86_64 Linux\n`
        : args.includes('-r')
          ? `${state.surroundings.kernel}\n`
          : args.includes('-m')
            ? 'x86_64\n'
            : 'Linux\n',
    ),
  ],
  [
    'date',
    say(({ args }) => {
      const now = new Date();
      if (args.includes('+%s')) return `${Math.floor(now.getTime() / 1000)}\n`;
      return `${now.toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 UTC $4')}\n`;
    }),
  ],
  ['uptime', say(uptimeText)],
  [
    'df',
    say(
      () =>
        'Filesystem           1K-blocks      Used Available Use% Mounted on\noverlay              244506940 118042112 113971276  51% /\ntmpfs                    65536         0     65536   0% /dev\nshm                      65536         0     65536   0% /dev/shm\n',
    ),
  ],
  [
    'free',
    say(({ args, state }) => {
      const { total, used } = state.surroundings.memory;
      const show = args.includes('-h')
        ? bytes
        : args.includes('-m')
          ? (n: number) => String(Math.round(n / 2 ** 20))
          : (n: number) => String(Math.round(n / 1024));
      const cells = [total, used(), total - used()].map((n) => show(n).padStart(12));
      return `              total        used        free\nMem:   ${cells.join('')}\n`;
    }),
  ],
  [
    'env',
    say(({ state }) =>
      [...state.exported].map((name) => `${name}=${state.variables.get(name) ?? ''}\n`).join(''),
    ),
  ],
  [
    'printenv',
    say(({ state, args }) =>
      args[0] === undefined
        ? [...state.exported].map((name) => `${name}=${state.variables.get(name) ?? ''}\n`).join('')
        : `${state.variables.get(args[0]) ?? ''}\n`,
    ),
  ],
  ['ps', say(processes)],
  ['top', say(processes)],
  ['clear', say(() => '\u001b[H\u001b[2J\u001b[3J')],
  ['stty', stty],
  ['sleep', sleep],
  ['yes', yes],
  ['seq', seq],
  ['kill', kill],
  ['which', which],
  ['ping', lookup],
  ['wget', lookup],
  ['nslookup', lookup],
]);
