import { compareTimes, sliceLines, type SourcedLines } from '#shared/logs/lines/columns';
import type { LogChunk } from '#shared/model/log';

/** Lines in order of time, as those that are older than `first` begins and the others. */
export function splitAt(
  lines: readonly SourcedLines[],
  first: LogChunk | undefined,
): readonly [readonly SourcedLines[], readonly SourcedLines[]] {
  const [ms = Number.NaN] = first?.times ?? [];
  const [nanos = 0] = first?.nanos ?? [];
  const isLater = ({ times, nanos: parts }: LogChunk, line: number): boolean =>
    compareTimes(times[line] ?? Number.NaN, parts[line] ?? 0, ms, nanos) > 0;
  const split = lines.findIndex(({ chunk }) => isLater(chunk, chunk.ends.length - 1));
  const inner = split === -1 ? undefined : lines[split];
  if (inner === undefined) return [lines, []];
  const count = inner.chunk.ends.length;
  let line = 0;
  while (line < count && !isLater(inner.chunk, line)) line += 1;
  const before = line === 0 ? [] : [sliceLines(inner, 0, line)];
  return [
    [...lines.slice(0, split), ...before],
    [sliceLines(inner, line, count), ...lines.slice(split + 1)],
  ];
}
