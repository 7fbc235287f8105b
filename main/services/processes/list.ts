import type { ContainerId } from '#shared/model/ids';
import type { ContainerProcess, ProcessList } from '#shared/model/processes';
import { ok, type Result } from '#shared/result';
import { listProcesses } from '../../engine/api/containers';
import type { EngineClient } from '../../engine/client';

/**
 * Columns that `ps` of every Linux machine has; each is one word but the last. `-ef`, the engine's own choice, tells
 * neither memory nor state.
 */
const psArguments = '-eo pid,ppid,user,stat,pcpu,pmem,rss,nlwp,etime,args';
/** Podman runs no `ps` for names of columns; its numbers of processes are those inside the container. */
const podmanColumns = 'pid,ppid,user,state,pcpu,rss,etime,args';

/** Engines whose `ps` refused our columns in this session: asked for their own from then on. */
const plain = new WeakSet<EngineClient>();

/**
 * The processes of a running container with our columns, or with the engine's own where it refuses them or takes none.
 * A container that does not run is refused in the engine's words.
 */
export async function readProcesses(
  client: EngineClient,
  id: ContainerId,
  signal: AbortSignal,
): Promise<Result<ProcessList>> {
  const table = await readTable(client, id, signal);
  if (!table.ok) return table;
  const { titles, rows } = table.value;
  const column = (title: string): number => titles.findIndex((each) => each.toUpperCase() === title);
  const pid = column('PID');
  const parent = column('PPID');
  const elapsed = column('ELAPSED');
  const processes = rows.map(
    (cells): ContainerProcess => ({
      pid: processNumber(cells[pid]),
      parent: processNumber(cells[parent]),
      cells: titles.map((_, index) => {
        const text = cells[index] ?? '';
        return index === elapsed ? psTime(text) : text;
      }),
    }),
  );
  const withoutSignals = signalsMissing(client);
  return ok({
    at: Date.now(),
    titles,
    processes,
    ...(withoutSignals === undefined ? {} : { withoutSignals }),
  });
}

async function readTable(
  client: EngineClient,
  id: ContainerId,
  signal: AbortSignal,
): ReturnType<typeof listProcesses> {
  if (plain.has(client) || !client.supports('top-arguments').ok)
    return listProcesses(client, id, undefined, signal);
  const columns = hasInnerPids(client) ? podmanColumns : psArguments;
  const table = await listProcesses(client, id, columns, signal);
  // No such container, none that runs, or nobody there: other columns would not help.
  if (!table.ok && table.error.kind !== 'engine-error') return table;
  if (table.ok && table.value.titles.length > 1) return table;
  const own = await listProcesses(client, id, undefined, signal);
  if (own.ok) plain.add(client);
  return own;
}

/** Whether the engine lists processes by their numbers inside the container. */
export function hasInnerPids(client: EngineClient): boolean {
  return client.profile.flavour === 'podman';
}

/** Podman writes ages as `1h2m3.4s` or `756.3ms`; what `ps` writes stays as it is. */
function psTime(text: string): string {
  const found = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)(?:\.\d+)?s)?$/.exec(text);
  if (/^[\d.]+[mµn]s$/.test(text)) return '00:00';
  if (text === '' || found === null) return text;
  const [hours, minutes, seconds] = [1, 2, 3].map((part) => Number(found[part] ?? 0));
  const two = (value = 0): string => String(value).padStart(2, '0');
  const days = Math.floor((hours ?? 0) / 24);
  const rest = `${two(minutes)}:${two(seconds)}`;
  if (days > 0) return `${days}-${two((hours ?? 0) % 24)}:${rest}`;
  return (hours ?? 0) > 0 ? `${two(hours)}:${rest}` : rest;
}

/** NaN for what is no number of a process. */
function processNumber(text: string | undefined): number {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
}

/** Why no process of this engine's containers can be sent a signal; undefined where it can be tried. */
export function signalsMissing(client: EngineClient): string | undefined {
  if (/^windows\b/i.test(client.profile.os))
    return 'Windows has no signals: a process of a Windows container can only be ended along with it.';
  return client.missing.exec;
}
