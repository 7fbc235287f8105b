import type { ContainerProcess } from '#shared/model/processes';
import { readProcessTable } from '../terminals/process-table';

/** A process as its engine lists it. */
export interface Outer {
  readonly pid: number;
  /** NaN where unknown. */
  readonly parent: number;
  /** Program and arguments, with one blank between. */
  readonly command: string;
  /** Seconds since it began; undefined where the engine's columns do not tell. */
  readonly age: number | undefined;
}

/** A process as it is seen inside its container. */
export interface Inner extends Outer {
  /** Ticks since the machine's start: with the pid, this names a process for good. */
  readonly startedAt: string;
  readonly ended: boolean;
}

/** What looking for a process inside came to. */
export type Found =
  | { readonly kind: 'one'; readonly process: Inner }
  | { readonly kind: 'none' }
  /** So many look alike. */
  | { readonly kind: 'alike'; readonly count: number };

/** Linux counts the start of a process in hundredths of a second, whatever its clock does. */
const ticksPerSecond = 100;
/** Both lists are read one after the other, and one tells whole seconds alone. */
const ageTolerance = 3;

/** Prints the age of the machine, then of every process its numbers and its arguments, then `end`. */
export const lookInsideScript = `read -r up rest </proc/uptime && echo "up $up"
for d in /proc/[0-9]*; do
read -r l <"$d/stat" || continue
printf '%s\\n' "$l"
printf 'args %s ' "\${d##*/}"
tr '\\000\\n' '  ' <"$d/cmdline"
echo
done 2>/dev/null
echo end`;

/** Reads what the script printed; undefined where it did not come to its end. */
export function readInside(text: string): readonly Inner[] | undefined {
  const table = readProcessTable(text);
  const up = /^up (\d{1,12}(?:\.\d+)?)$/m.exec(text);
  if (!table.whole || up === null) return undefined;
  const commands = new Map<number, string>();
  for (const [, pid, args] of text.matchAll(/^args (\d{1,10}) (.*)$/gm))
    commands.set(Number(pid), oneBlank(args ?? ''));
  return table.rows.map(({ pid, parent, name, state, startedAt }) => ({
    pid,
    parent,
    // What has no arguments is shown by its name.
    command: commands.get(pid) || `[${name}]`,
    age: Number(up[1]) - Number(startedAt) / ticksPerSecond,
    startedAt,
    ended: state === 'Z' || state === 'X',
  }));
}

/** The engine's list as it is compared. */
export function toOuter(titles: readonly string[], processes: readonly ContainerProcess[]): readonly Outer[] {
  const column = (...names: readonly string[]): number =>
    titles.findIndex((title) => names.includes(title.toUpperCase()));
  const command = column('COMMAND', 'CMD');
  const age = column('ELAPSED');
  return processes.map(({ pid, parent, cells }) => ({
    pid,
    parent,
    command: oneBlank(cells[command] ?? ''),
    age: ageOf(cells[age]),
  }));
}

function oneBlank(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** Seconds of `[[days-]hours:]minutes:seconds`. */
function ageOf(text: string | undefined): number | undefined {
  const found = /^(?:(?:(\d{1,6})-)?(\d{1,2}):)?(\d{1,2}):(\d\d)$/.exec(text ?? '');
  if (found === null) return undefined;
  const part = (index: number): number => Number(found[index] ?? 0);
  return ((part(1) * 24 + part(2)) * 60 + part(3)) * 60 + part(4);
}

/** The engine's list before and after the look inside. */
export interface Listed {
  readonly before: readonly Outer[];
  readonly after: readonly Outer[];
}

/**
 * Finds the process inside whose arguments, ancestors and age are those of the listed one. Where others look the same,
 * on either side, none is chosen: a signal to the wrong one cannot be taken back. Nor where it was not the same, below
 * the same ancestors, before and after the look: otherwise it may be another that came to look like it.
 */
export function findInside(target: Outer, { before, after }: Listed, inner: readonly Inner[]): Found {
  const line = lineOf(target, before);
  const like = <P extends Outer>(process: P, all: readonly P[]): boolean =>
    process.command === target.command && sameAge(process, target) && sameLine(lineOf(process, all), line);
  if (!after.some((process) => process.pid === target.pid && like(process, after))) return { kind: 'none' };
  const listed = before.filter((process) => like(process, before));
  const alive = inner.filter((process) => !process.ended && like(process, inner));
  const count = Math.max(listed.length, alive.length);
  const [only] = alive;
  if (only === undefined) return { kind: 'none' };
  return count === 1 ? { kind: 'one', process: only } : { kind: 'alike', count };
}

function sameAge(a: Outer, b: Outer): boolean {
  return a.age === undefined || b.age === undefined || Math.abs(a.age - b.age) <= ageTolerance;
}

/** Its ancestors' arguments, the nearest first; undefined where the engine tells no parents. */
function lineOf(process: Outer, all: readonly Outer[]): readonly string[] | undefined {
  if (Number.isNaN(process.parent)) return undefined;
  const line: string[] = [];
  const seen = new Set([process.pid]);
  let next = all.find(({ pid }) => pid === process.parent);
  while (next !== undefined && !seen.has(next.pid)) {
    seen.add(next.pid);
    line.push(next.command);
    const { parent } = next;
    next = all.find(({ pid }) => pid === parent);
  }
  return line;
}

function sameLine(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  return a.length === b.length && a.every((command, index) => command === b[index]);
}
