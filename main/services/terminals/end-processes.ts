import type { ContainerId } from '#shared/model/ids';
import { fail, ok, type Result } from '#shared/result';
import type { EngineClient } from '../../engine/client';
import {
  nameOf,
  type ProcessName,
  type ProcessRow,
  type ProcessTable,
  processesOf,
  readProcessTable,
  tableEnd,
} from './process-table';
import { runShort, tooLong } from './short-command';

/** What a look at processes may take, in ms; a container of thousands has a long table. */
const lookMs = 4_000;
const tableBytes = 4 * 1024 * 1024;
/** After a kill, looks are repeated so often, so many ms apart: the kernel takes a moment. */
const lastLooks = 5;
const lastLookPauseMs = 100;

/** Prints which environments hold one of the marks, and a line of every process. */
const lookScript = `for m do set -- "$@" -e "$m"; shift; done
grep -l "$@" /proc/[0-9]*/environ 2>/dev/null
for f in /proc/[0-9]*/stat; do read -r l <"$f" && printf '%s\\n' "$l"; done 2>/dev/null
echo ${tableEnd}`;
/** Sends a signal to processes that still are who they were; a stopped one hears of a hangup only when it goes on. */
const signalScript = `s=$1; shift
for n do
p=\${n%%:*}; t=\${n#*:}
read -r l <"/proc/$p/stat" || continue
l=\${l##*) }; set -- $l
[ "\${20}" = "$t" ] || continue
kill -$s "$p"
[ "$s" = HUP ] && kill -CONT "$p"
done 2>/dev/null
echo ${tableEnd}`;

/** Whose processes are to be ended. */
export interface MarkedProcesses {
  readonly containerId: ContainerId;
  /** `NAME=value` in their environment, one of these; no other process may have them. At most 64. */
  readonly marks: readonly string[];
  /** As whom the first of them was run: only that user can read its environment. */
  readonly user: string | undefined;
  readonly privileged: boolean;
}

/** How to end them. */
export interface EndOptions {
  /** They get so many ms between the hangup and the kill. */
  readonly graceMs: number;
  /** Resolves once nobody need wait for the grace any more, such as when the connection ended. */
  readonly early: Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Ends what a terminal started: a hangup to all of it, after the grace a kill, through the container's own `sh`. Gives
 * what went on nevertheless; fails where the container has no `sh`, or does not answer.
 */
export async function endProcesses(
  client: EngineClient,
  what: MarkedProcesses,
  options: EndOptions,
): Promise<Result<readonly ProcessRow[]>> {
  const first = await look(client, what, options.signal);
  if (!first.ok) return first;
  const known = new Set<ProcessName>();
  let left = note(first.value, known);
  if (left.length === 0) return ok([]);
  await send(client, what, 'HUP', left, options.signal);
  const until = performance.now() + options.graceMs;
  await Promise.race([options.early, pause(options.graceMs, options.signal)]);
  for (let killed = 0; ; ) {
    const table = await look(client, what, options.signal);
    if (!table.ok) return table;
    left = note(table.value, known);
    if (left.length === 0 || killed === lastLooks) return ok(left);
    const rest = until - performance.now();
    if (rest > 0) {
      await pause(rest, options.signal);
      continue;
    }
    await send(client, what, 'KILL', left, options.signal);
    killed += 1;
    if (killed > 1) await pause(lastLookPauseMs, options.signal);
  }
}

function note(table: ProcessTable, known: Set<ProcessName>): readonly ProcessRow[] {
  const rows = processesOf(table, known);
  for (const row of rows) known.add(nameOf(row));
  return rows;
}

async function look(
  client: EngineClient,
  what: MarkedProcesses,
  signal: AbortSignal,
): Promise<Result<ProcessTable>> {
  const ran = await runShort(client, what.containerId, {
    command: ['sh', '-c', lookScript, 'sh', ...what.marks],
    user: what.user,
    privileged: what.privileged,
    limitMs: lookMs,
    maxBytes: tableBytes,
    signal,
  });
  if (!ran.ok) return ran;
  if (!ran.value.ended) return fail(tooLong(lookMs));
  const table = readProcessTable(new TextDecoder().decode(ran.value.output));
  if (table.whole) return ok(table);
  const message = 'The container has no shell that could say which processes run in it.';
  return fail({ kind: 'unsupported', capability: 'shell', message });
}

/** As root, because what was started from the terminal may be another user's. */
async function send(
  client: EngineClient,
  what: MarkedProcesses,
  name: 'HUP' | 'KILL',
  rows: readonly ProcessRow[],
  signal: AbortSignal,
): Promise<void> {
  await runShort(client, what.containerId, {
    command: ['sh', '-c', signalScript, 'sh', name, ...rows.slice(0, 2000).map(nameOf)],
    user: '0',
    privileged: what.privileged,
    limitMs: lookMs,
    maxBytes: 1024,
    signal,
  });
}

/** Waits so many ms, or until the signal. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
