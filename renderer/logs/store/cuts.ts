import { type LogChunk, type LogCut, type LogCuts, LogFlag } from '#shared/model/log';
import { compareTimes, LineBuilder, type SourcedLines } from '#shared/logs/lines/columns';

type Stream = 0 | 1;

interface Edge {
  ms: number;
  nanos: number;
  count: number;
  /** Lines beyond those of this time were seen: the count is final. */
  closed: boolean;
}

function streamOf(chunk: LogChunk, line: number): Stream {
  return ((chunk.flags[line] ?? 0) & LogFlag.stderr) === 0 ? 0 : 1;
}

function asCut(edge: Edge | undefined): LogCut | undefined {
  return edge === undefined ? undefined : { ms: edge.ms, nanos: edge.nanos, count: edge.count };
}

/** Where the read part of a log ends: the time of the last line of each stream, and how many lines carry it. */
export class NewestCuts {
  readonly #edges: [Edge | undefined, Edge | undefined] = [undefined, undefined];
  #untimed = false;

  /** Lines without a time were among them: there is no cut to go on from. */
  get untimed(): boolean {
    return this.#untimed;
  }

  get cuts(): LogCuts {
    return { stdout: asCut(this.#edges[0]), stderr: asCut(this.#edges[1]) };
  }

  get any(): boolean {
    return this.#edges[0] !== undefined || this.#edges[1] !== undefined;
  }

  /** Lines that follow those that were seen. Looks at the last ones only. */
  see(chunk: LogChunk): void {
    const found: [Edge | undefined, Edge | undefined] = [undefined, undefined];
    for (let line = chunk.ends.length - 1; line >= 0; line -= 1) {
      const ms = chunk.times[line] ?? Number.NaN;
      if (Number.isNaN(ms)) {
        this.#untimed = true;
        return;
      }
      const nanos = chunk.nanos[line] ?? 0;
      const stream = streamOf(chunk, line);
      const edge = found[stream];
      if (edge === undefined) found[stream] = { ms, nanos, count: 1, closed: false };
      else if (!edge.closed && edge.ms === ms && edge.nanos === nanos) edge.count += 1;
      else edge.closed = true;
      if (found[0]?.closed === true && found[1]?.closed === true) break;
    }
    for (const stream of [0, 1] as const) {
      const edge = found[stream];
      const before = this.#edges[stream];
      if (edge === undefined) continue;
      if (!edge.closed && before !== undefined && before.ms === edge.ms && before.nanos === edge.nanos)
        edge.count += before.count;
      this.#edges[stream] = edge;
    }
  }

  clear(): void {
    this.#edges[0] = undefined;
    this.#edges[1] = undefined;
    this.#untimed = false;
  }
}

/**
 * Where the lines of one source among others begin: the time of the first line of each stream and how many carry it.
 * Undefined for untimed lines. Looks at the columns alone: of a stream that never occurs all lines have to be seen.
 */
export function oldestCuts(parts: Iterable<SourcedLines>, wanted: number): LogCuts | undefined {
  const found: [Edge | undefined, Edge | undefined] = [undefined, undefined];
  for (const { chunk, source } of parts) {
    if (typeof source === 'number' && source !== wanted) continue;
    for (let line = 0; line < chunk.ends.length; line += 1) {
      if (typeof source !== 'number' && source[line] !== wanted) continue;
      const ms = chunk.times[line] ?? Number.NaN;
      if (Number.isNaN(ms)) return undefined;
      const nanos = chunk.nanos[line] ?? 0;
      const stream = streamOf(chunk, line);
      const edge = found[stream];
      if (edge === undefined) found[stream] = { ms, nanos, count: 1, closed: false };
      else if (!edge.closed && edge.ms === ms && edge.nanos === nanos) edge.count += 1;
      else edge.closed = true;
      if (found[0]?.closed === true && found[1]?.closed === true)
        return { stdout: asCut(found[0]), stderr: asCut(found[1]) };
    }
  }
  return { stdout: asCut(found[0]), stderr: asCut(found[1]) };
}

/** How far out of order the lines of the two streams of one log may be, in ms. */
const disorderMs = 250;

/**
 * Takes a log that is read forward up to lines that are held already, which begin at `cuts`: gives exactly the lines
 * that are older. Of lines with a cut's very time the first are older, as many as there are more than are held. What is
 * read ends itself before `asked`, the cuts that held then.
 */
export class BeforeCuts {
  readonly #cuts: readonly [LogCut | undefined, LogCut | undefined];
  readonly #held: readonly [number, number];
  readonly #last: number;
  /** Lines from the first one on that carries a cut's very time, and of which stream's cut each does. */
  readonly #tail = new LineBuilder(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  readonly #equal: (Stream | undefined)[] = [];
  #done = false;

  constructor(cuts: LogCuts, asked: LogCuts) {
    this.#cuts = [cuts.stdout, cuts.stderr];
    this.#held = [heldOf(cuts.stdout, asked.stdout), heldOf(cuts.stderr, asked.stderr)];
    this.#last = Math.max(
      cuts.stdout?.ms ?? Number.NEGATIVE_INFINITY,
      cuts.stderr?.ms ?? Number.NEGATIVE_INFINITY,
    );
  }

  /** True once nothing older can follow: `rest` gives what was held back. */
  get done(): boolean {
    return this.#done;
  }

  /** True where all lines of the chunk are so much older that they need no look. */
  isFarBefore(chunk: LogChunk): boolean {
    const first = Math.min(
      this.#cuts[0]?.ms ?? Number.POSITIVE_INFINITY,
      this.#cuts[1]?.ms ?? Number.POSITIVE_INFINITY,
    );
    return (chunk.times[chunk.ends.length - 1] ?? Number.NaN) < first - disorderMs;
  }

  /** The lines of the next chunk that are older. */
  take(lines: SourcedLines): SourcedLines | undefined {
    const { chunk } = lines;
    const older = new LineBuilder(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    for (let line = 0; line < chunk.ends.length; line += 1) {
      const stream = streamOf(chunk, line);
      const ms = chunk.times[line] ?? Number.NaN;
      const cut = this.#cuts[stream] ?? this.#cuts[1 - stream];
      if (ms > this.#last + disorderMs) this.#done = true;
      if (cut === undefined) continue;
      const order = compareTimes(ms, chunk.nanos[line] ?? 0, cut.ms, cut.nanos);
      const equal = order === 0 && this.#cuts[stream] !== undefined;
      // Of a stream of which nothing is held, a line of the other's very time cannot be among what is held.
      if (order > 0) continue;
      if (!equal && this.#equal.length === 0) older.add(lines, line, line + 1);
      else {
        this.#tail.add(lines, line, line + 1);
        this.#equal.push(equal ? stream : undefined);
      }
    }
    return older.count === 0 ? undefined : older.take();
  }

  /** At the end: what was held back and is older than the lines that are held. */
  rest(): readonly SourcedLines[] {
    const left = ([0, 1] as const).map(
      (stream) => this.#equal.filter((one) => one === stream).length - this.#held[stream],
    );
    const lines = this.#tail.take();
    const older = new LineBuilder(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    this.#equal.forEach((stream, line) => {
      if (stream !== undefined) left[stream] = (left[stream] ?? 0) - 1;
      if (stream === undefined || (left[stream] ?? 0) >= 0) older.add(lines, line, line + 1);
    });
    return older.count === 0 ? [] : [older.take()];
  }
}

/** Lines of a cut's time that are held and come all the same: those that were held when it was asked do not. */
function heldOf(cut: LogCut | undefined, asked: LogCut | undefined): number {
  if (cut === undefined) return 0;
  const same = asked !== undefined && asked.ms === cut.ms && asked.nanos === cut.nanos;
  return cut.count - (same ? asked.count : 0);
}
