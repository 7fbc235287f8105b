import type { StreamInput } from '#shared/contract/index';
import type { AppError } from '#shared/errors';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { LogChunk, LogCut, LogCuts, LogItem } from '#shared/model/log';
import { linesOf, type Page } from './page';

/** A log's place: the page, its engine and the container. */
export interface LogPlace {
  readonly page: Page;
  readonly engineId: EngineId;
  readonly id: ContainerId;
}

/** What came of a log stream. */
export interface LogRead {
  readonly chunks: readonly LogChunk[];
  /** Texts of both streams, without a mark. */
  readonly lines: readonly string[];
  /** Kinds of the items in order: `start`, `lines` and `notice`. */
  readonly kinds: readonly string[];
  readonly error: AppError | undefined;
}

/** Reads a log stream to its end. */
export async function readLog<N extends 'containers.logs' | 'containers.olderLogs'>(
  { page, engineId, id }: LogPlace,
  name: N,
  input: Omit<StreamInput<N>, 'engineId' | 'id'>,
): Promise<LogRead> {
  const items: LogItem[] = [];
  const error = await new Promise<AppError | undefined>((resolve) => {
    // Both carry the same items.
    page.client.open(name as 'containers.logs', { engineId, id, ...input } as never, {
      onItem: (item, consumed) => {
        items.push(item);
        consumed();
      },
      onEnd: resolve,
    });
  });
  return {
    chunks: items.flatMap((item) => (item.kind === 'lines' ? [item.chunk] : [])),
    lines: items.flatMap(linesOf).map((line) => line.replace('err: ', '')),
    kinds: items.map(({ kind }) => kind),
    error,
  };
}

/** What a view says of its edge: of the oldest lines that it holds, or of the newest. */
export function cutsOf(chunks: readonly LogChunk[], edge: 'oldest' | 'newest'): LogCuts {
  const found: [LogCut | undefined, LogCut | undefined] = [undefined, undefined];
  const inOrder = <T>(all: readonly T[]): readonly T[] => (edge === 'oldest' ? all : [...all].reverse());
  for (const chunk of inOrder(chunks)) {
    for (const i of inOrder([...chunk.ends.keys()])) {
      const stream = (chunk.flags[i] ?? 0) & 1;
      const at = { ms: chunk.times[i]!, nanos: chunk.nanos[i]! };
      const cut = found[stream];
      if (cut === undefined) found[stream] = { ...at, count: 1 };
      else if (cut.ms === at.ms && cut.nanos === at.nanos) found[stream] = { ...cut, count: cut.count + 1 };
    }
  }
  return { stdout: found[0], stderr: found[1] };
}

/** Reads a log's end and then page by page to its very first line; gives the texts of all, in order. */
export async function readBack(place: LogPlace, tail: number, lines: number): Promise<readonly string[]> {
  const first = await readLog(place, 'containers.logs', { tail, follow: false });
  if (first.error !== undefined) throw new Error(first.error.message);
  let { chunks, lines: all } = first;
  for (let begun = first.kinds[0] === 'start'; !begun; ) {
    const before = cutsOf(chunks, 'oldest');
    const older = await readLog(place, 'containers.olderLogs', { before, lines, newer: all.length });
    if (older.error !== undefined) throw new Error(older.error.message);
    begun = older.kinds[0] === 'start';
    if (!begun && older.lines.length !== lines)
      throw new Error(`A page has ${older.lines.length} lines instead of ${lines}.`);
    chunks = [...older.chunks, ...chunks];
    all = [...older.lines, ...all];
  }
  return all;
}
