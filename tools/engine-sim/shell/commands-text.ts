import { readInputs } from './commands-files';
import { readLines } from './pipe';
import type { Command, CommandContext } from './state';

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  v: '\v',
  '\\': '\\',
};

function unescape(text: string): string {
  return text.replace(
    /\\(?:0?([0-7]{1,3})|x([0-9a-fA-F]{1,2})|([ntrabefv\\]))/g,
    (_, octal?: string, hex?: string, letter?: string) =>
      octal !== undefined
        ? String.fromCharCode(Number.parseInt(octal, 8))
        : hex !== undefined
          ? String.fromCharCode(Number.parseInt(hex, 16))
          : (escapes[letter ?? ''] ?? ''),
  );
}

async function echo({ args, io }: CommandContext): Promise<number> {
  let at = 0;
  let newline = true;
  let escaped = false;
  for (; /^-[neE]+$/.test(args[at] ?? ''); at += 1) {
    if (args[at]?.includes('n') === true) newline = false;
    if (args[at]?.includes('e') === true) escaped = true;
  }
  const text = args.slice(at).join(' ');
  await io.stdout.write((escaped ? unescape(text) : text) + (newline ? '\n' : ''));
  return 0;
}

async function printf({ args, io }: CommandContext): Promise<number> {
  const [format = '', ...values] = args;
  let next = 0;
  const once = (): string =>
    unescape(format).replace(/%(-?\d*)([sdixc%])/g, (_, width: string, kind: string) => {
      if (kind === '%') return '%';
      const value = values[next] ?? '';
      next += 1;
      const text =
        kind === 'd' || kind === 'i'
          ? String(Math.trunc(Number(value) || 0))
          : kind === 'x'
            ? Number(value).toString(16)
            : value;
      const size = Math.min(Math.abs(Number(width)), 1000);
      return width.startsWith('-') ? text.padEnd(size) : text.padStart(size);
    });
  let out = once();
  for (let turns = 0; next > 0 && next < values.length && turns < 10_000; turns += 1) out += once();
  await io.stdout.write(out);
  return 0;
}

/** Splits `-n 5`, `-n5`, `-5` from the files. */
function counted(
  args: readonly string[],
  otherwise: number,
): { readonly count: number; readonly files: readonly string[] } {
  const files: string[] = [];
  let count = otherwise;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    const short = /^-[nc]?\+?(\d+)$/.exec(arg);
    if (short) count = Number(short[1]);
    else if (arg === '-n' || arg === '-c') {
      at += 1;
      count = Number(args[at]);
    } else if (!arg.startsWith('-') || arg === '-') files.push(arg);
  }
  return { count, files };
}

async function head(context: CommandContext): Promise<number> {
  const { count, files } = counted(context.args, 10);
  if (files.length === 0) {
    let left = count;
    if (left <= 0) return 0;
    for await (const line of readLines(context.io.stdin)) {
      if (!(await context.io.stdout.write(`${line}\n`))) break;
      left -= 1;
      if (left <= 0) break;
    }
    return 0;
  }
  const { text, code } = await readInputs(context, files);
  const lines = text.split('\n');
  await context.io.stdout.write(lines.length > count ? `${lines.slice(0, count).join('\n')}\n` : text);
  return code;
}

async function tail(context: CommandContext): Promise<number> {
  const { count, files } = counted(context.args, 10);
  const { text, code } = await readInputs(context, files);
  const lines = text.replace(/\n$/, '').split('\n');
  if (text !== '' && count > 0) await context.io.stdout.write(`${lines.slice(-count).join('\n')}\n`);
  return code;
}

async function wc(context: CommandContext): Promise<number> {
  const flags = context.args.filter((arg) => arg.startsWith('-')).join('');
  const files = context.args.filter((arg) => !arg.startsWith('-'));
  const { text, code } = await readInputs(context, files);
  const lines = text.split('\n').length - 1;
  const words = text.split(/\s+/).filter((word) => word !== '').length;
  const bytes = Buffer.byteLength(text);
  const figures = [
    ...(flags === '' || flags.includes('l') ? [lines] : []),
    ...(flags === '' || flags.includes('w') ? [words] : []),
    ...(flags === '' || flags.includes('c') ? [bytes] : []),
  ];
  const shown =
    figures.length === 1 ? String(figures[0]) : figures.map((n) => String(n).padStart(8)).join('');
  await context.io.stdout.write(`${shown}${files.length > 0 ? ` ${files.join(' ')}` : ''}\n`);
  return code;
}

async function grep(context: CommandContext): Promise<number> {
  const flags = context.args.filter((arg) => /^-[a-zA-Z]+$/.test(arg)).join('');
  const [pattern = '', ...files] = context.args.filter((arg) => !/^-[a-zA-Z]+$/.test(arg));
  const fixed = flags.includes('F') || context.name === 'fgrep';
  let expression: RegExp;
  try {
    expression = new RegExp(
      fixed ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : pattern,
      flags.includes('i') ? 'i' : '',
    );
  } catch {
    await context.io.stderr.write(`${context.name}: bad regex '${pattern}'\n`);
    return 2;
  }
  const wanted = (line: string): boolean => expression.test(line) !== flags.includes('v');
  const quiet = flags.includes('q');
  let found = 0;
  const take = async (line: string): Promise<boolean> => {
    if (!wanted(line)) return true;
    found += 1;
    if (quiet) return false;
    return flags.includes('c') || (await context.io.stdout.write(`${line}\n`));
  };
  if (files.length === 0) {
    for await (const line of readLines(context.io.stdin)) if (!(await take(line))) break;
  } else {
    const { text, code } = await readInputs(context, files);
    if (code !== 0) return 2;
    for (const line of text.replace(/\n$/, '').split('\n')) if (!(await take(line))) break;
  }
  if (flags.includes('c')) await context.io.stdout.write(`${found}\n`);
  return found > 0 ? 0 : 1;
}

async function sort(context: CommandContext): Promise<number> {
  const flags = context.args.filter((arg) => arg.startsWith('-')).join('');
  const { text, code } = await readInputs(
    context,
    context.args.filter((arg) => !arg.startsWith('-')),
  );
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  lines.sort((a, b) =>
    flags.includes('n') ? Number.parseFloat(a) - Number.parseFloat(b) : a < b ? -1 : a > b ? 1 : 0,
  );
  if (flags.includes('r')) lines.reverse();
  const unique = flags.includes('u') ? [...new Set(lines)] : lines;
  if (unique.length > 0) await context.io.stdout.write(`${unique.join('\n')}\n`);
  return code;
}

async function uniq(context: CommandContext): Promise<number> {
  const { text } = await readInputs(
    context,
    context.args.filter((arg) => !arg.startsWith('-')),
  );
  const counts: [string, number][] = [];
  for (const line of text === '' ? [] : text.replace(/\n$/, '').split('\n')) {
    const last = counts.at(-1);
    if (last?.[0] === line) last[1] += 1;
    else counts.push([line, 1]);
  }
  const numbered = context.args.includes('-c');
  for (const [line, count] of counts) {
    await context.io.stdout.write(numbered ? `${String(count).padStart(7)} ${line}\n` : `${line}\n`);
  }
  return 0;
}

async function tr(context: CommandContext): Promise<number> {
  const range = (text: string): string =>
    unescape(text).replace(/(.)-(.)/g, (_, from: string, to: string) =>
      Array.from({ length: Math.max(0, to.charCodeAt(0) - from.charCodeAt(0)) + 1 }, (__, i) =>
        String.fromCharCode(from.charCodeAt(0) + i),
      ).join(''),
    );
  const remove = context.args[0] === '-d';
  const from = range(context.args[remove ? 1 : 0] ?? '');
  const to = remove ? '' : range(context.args[1] ?? '');
  const { text } = await readInputs(context, []);
  let out = '';
  for (const char of text) {
    const at = from.indexOf(char);
    if (at < 0) out += char;
    else if (!remove) out += to[Math.min(at, to.length - 1)] ?? '';
  }
  await context.io.stdout.write(out);
  return 0;
}

async function sed(context: CommandContext): Promise<number> {
  const [script = '', ...files] = context.args.filter((arg) => !arg.startsWith('-'));
  const match = /^s(.)((?:\\.|(?!\1).)*)\1((?:\\.|(?!\1).)*)\1(g?)$/.exec(script);
  if (!match) {
    await context.io.stderr.write(`sed: unsupported command: ${script}\n`);
    return 1;
  }
  const expression = new RegExp(match[2] ?? '', match[4] ?? '');
  const { text, code } = await readInputs(context, files);
  const lines = text.replace(/\n$/, '').split('\n');
  const replacement = (match[3] ?? '').replace(/\\(\d)/g, '$$$1').replace(/&/g, '$$&');
  if (text !== '')
    await context.io.stdout.write(
      `${lines.map((line) => line.replace(expression, replacement)).join('\n')}\n`,
    );
  return code;
}

async function base64(context: CommandContext): Promise<number> {
  const { text } = await readInputs(
    context,
    context.args.filter((arg) => !arg.startsWith('-')),
  );
  const decode = context.args.includes('-d');
  await context.io.stdout.write(
    decode ? Buffer.from(text, 'base64') : `${Buffer.from(text).toString('base64')}\n`,
  );
  return 0;
}

/** Commands on text. */
export const textCommands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['echo', echo],
  ['printf', printf],
  ['head', head],
  ['tail', tail],
  ['wc', wc],
  ['grep', grep],
  ['egrep', grep],
  ['fgrep', grep],
  ['sort', sort],
  ['uniq', uniq],
  ['tr', tr],
  ['sed', sed],
  ['base64', base64],
]);
