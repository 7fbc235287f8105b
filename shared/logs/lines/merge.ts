import { type LogChunk, LogFlag } from '../../model/log';
import { compareTimes, LineBuilder, linesCost, lineStart, type SourcedLines } from './columns';

interface Entry {
  readonly lines: SourcedLines;
  /** When it came, on the clock of `performance.now`. */
  readonly came: number;
  readonly done: (() => void) | undefined;
}

/** The lines of one stream of one source that wait, in order of time. */
class LineQueue {
  readonly #entries: Entry[] = [];
  #head = 0;
  #at = 0;
  /** Time of the first line that waits; before any with a time came, of the very beginning. */
  ms = Number.NEGATIVE_INFINITY;
  nanos = 0;

  get entry(): Entry | undefined {
    return this.#entries[this.#head];
  }

  /** Of all chunks that wait. */
  get bytes(): number {
    let bytes = 0;
    for (let at = this.#head; at < this.#entries.length; at += 1) {
      const chunk = this.#entries[at]?.lines.chunk;
      if (chunk !== undefined) bytes += linesCost(chunk);
    }
    return bytes;
  }

  get line(): number {
    return this.#at;
  }

  push(entry: Entry): void {
    const wasEmpty = this.entry === undefined;
    this.#entries.push(entry);
    if (wasEmpty) this.#look();
  }

  /** The time of the last line that came before `came`; minus infinity where none that waits did. */
  settledTo(came: number): number {
    let to = Number.NEGATIVE_INFINITY;
    for (let at = this.#head; at < this.#entries.length; at += 1) {
      const entry = this.#entries[at];
      if (entry === undefined || entry.came > came) break;
      const { ends, times } = entry.lines.chunk;
      const last = times[ends.length - 1] ?? Number.NaN;
      if (last > to) to = last;
    }
    return to;
  }

  /** Goes on to another line of the first entry, or to the next entry. */
  moveTo(line: number): void {
    this.#at = line;
    const entry = this.entry;
    if (entry !== undefined && line >= entry.lines.chunk.ends.length) {
      this.#head += 1;
      this.#at = 0;
      if (this.#head >= 32) {
        this.#entries.splice(0, this.#head);
        this.#head = 0;
      }
      entry.done?.();
    }
    this.#look();
  }

  #look(): void {
    const chunk = this.entry?.lines.chunk;
    if (chunk === undefined) return;
    const ms = chunk.times[this.#at] ?? Number.NaN;
    // A line without a time stays with the one before it.
    if (Number.isNaN(ms)) return;
    this.ms = ms;
    this.nanos = chunk.nanos[this.#at] ?? 0;
  }
}

interface Source {
  readonly queues: readonly [LineQueue, LineQueue];
  /** All its lines up to this time came (epoch ms); minus infinity before the first. */
  covered: number;
  /** Nothing more comes from it for now: nobody waits for it. */
  quiet: boolean;
  /** It has lines to send from a time when nobody read them. */
  behind: boolean;
}

/** Lines of stdout and stderr of one source come slightly out of order. */
const disorderMs = 20;

/**
 * Puts the lines of several sources in one strict order of time (nanoseconds), while they come. A line goes on when
 * every source that is being read has come so far, or when it has waited `settleMs`: a source that lags more than that
 * has its lines given to `late`, one by one, for their right place among older ones. Sources that are behind (nobody read
 * them for a while) are waited for without that limit. Lines of one time keep the order of
 * sources. What waits is bounded by who pushes: `done` of a chunk is called when its last line went on.
 */
export class LogMerge {
  readonly settleMs: number;
  readonly #give: (lines: SourcedLines) => void;
  readonly #late: (lines: SourcedLines) => void;
  readonly #sources = new Map<number, Source>();
  readonly #builder = new LineBuilder(64 * 1024, 4096);
  #lastMs = Number.NEGATIVE_INFINITY;
  #lastNanos = 0;
  #waiting = 0;

  constructor(settleMs: number, give: (lines: SourcedLines) => void, late: (lines: SourcedLines) => void) {
    this.settleMs = settleMs;
    this.#give = give;
    this.#late = late;
  }

  /** Chunks that wait, wholly or in part. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Everything up to this time (epoch ms, ns) was given already by other means. */
  startAt(ms: number, nanos: number): void {
    this.#lastMs = ms;
    this.#lastNanos = nanos;
  }

  /** A source is being read: others wait for it. */
  open(source: number): void {
    const known = this.#sources.get(source);
    if (known === undefined)
      this.#sources.set(source, {
        queues: [new LineQueue(), new LineQueue()],
        covered: Number.NEGATIVE_INFINITY,
        quiet: false,
        behind: false,
      });
    else known.quiet = false;
  }

  /** Nothing more comes from a source for now; what waits of it goes on in its turn. */
  close(source: number): void {
    const known = this.#sources.get(source);
    if (known !== undefined) known.quiet = true;
  }

  /** While any source is behind, lines go on only as far as all that are have come, however long they wait. */
  setBehind(source: number, behind: boolean): void {
    const known = this.#sources.get(source);
    if (known !== undefined) known.behind = behind;
  }

  /** Bytes of the chunks of a source that wait, wholly or in part. */
  waitingBytes(source: number): number {
    return (this.#sources.get(source)?.queues ?? []).reduce((sum, queue) => sum + queue.bytes, 0);
  }

  /** Adds lines of a source that was opened. `done` is called once, when all of them went on. */
  push(source: number, chunk: LogChunk, came: number, done: () => void): void {
    const known = this.#sources.get(source);
    if (known === undefined || chunk.ends.length === 0) {
      done();
      return;
    }
    const parts = splitStreams(chunk);
    let open = parts.length;
    this.#waiting += 1;
    const partDone = (): void => {
      open -= 1;
      if (open > 0) return;
      this.#waiting -= 1;
      done();
    };
    for (const [stream, part] of parts) {
      known.queues[stream].push({ lines: { chunk: part, source }, came, done: partDone });
      const last = part.times[part.ends.length - 1] ?? Number.NaN;
      if (last > known.covered) known.covered = last;
    }
  }

  /** Gives on what may go on at `now` (of `performance.now`); everything where `all` is true. */
  flush(now: number, all = false): void {
    const isBehind = this.#isBehind;
    const limit = all ? Number.POSITIVE_INFINITY : isBehind ? this.#behindLimit : this.#limit(now);
    const heap: LineQueue[] = [];
    for (const { queues } of this.#sources.values())
      for (const queue of queues) if (queue.entry !== undefined) heap.push(queue);
    for (let at = (heap.length >> 1) - 1; at >= 0; at -= 1) sink(heap, at);
    for (;;) {
      const queue = heap[0];
      const entry = queue?.entry;
      if (queue === undefined || entry === undefined) break;
      // Of a stream whose clock was set back, a line in the middle may be the newest.
      const settled = all || (!isBehind && now - entry.came >= this.settleMs);
      if (!settled && queue.ms > limit) break;
      this.#run(queue, entry, next(heap), settled ? Number.POSITIVE_INFINITY : limit);
      if (queue.entry === undefined) {
        const last = heap.pop();
        if (last !== undefined && last !== queue) heap[0] = last;
      }
      if (heap.length > 0) sink(heap, 0);
    }
    if (this.#builder.count > 0) this.#give(this.#builder.take());
  }

  /** Ms until something that waits may go on by itself; undefined where nothing does. */
  dueIn(now: number): number | undefined {
    if (this.#isBehind) return undefined;
    let oldest = Number.POSITIVE_INFINITY;
    for (const { queues } of this.#sources.values())
      for (const { entry } of queues) if (entry !== undefined && entry.came < oldest) oldest = entry.came;
    return oldest === Number.POSITIVE_INFINITY ? undefined : Math.max(0, oldest + this.settleMs - now);
  }

  get #isBehind(): boolean {
    return [...this.#sources.values()].some(({ behind }) => behind);
  }

  /** Every source that is behind came so far; the others have nothing older any more. */
  get #behindLimit(): number {
    let limit = Number.POSITIVE_INFINITY;
    for (const { behind, covered } of this.#sources.values()) if (behind && covered < limit) limit = covered;
    return limit - disorderMs;
  }

  /** Lines up to this time may go on: every source came so far, or a line of that time waited long enough. */
  #limit(now: number): number {
    let limit = Number.POSITIVE_INFINITY;
    let settled = Number.NEGATIVE_INFINITY;
    for (const { quiet, covered, queues } of this.#sources.values()) {
      if (!quiet && covered < limit) limit = covered;
      // What is older than a line that waited long enough goes before it, even if it came just now.
      for (const queue of queues) settled = Math.max(settled, queue.settledTo(now - this.settleMs));
    }
    return Math.max(limit - disorderMs, settled);
  }

  /** Gives on as many lines of the first queue as come before the next queue's first and are not above `limit`. */
  #run(queue: LineQueue, entry: Entry, other: LineQueue | undefined, limit: number): void {
    const { chunk } = entry.lines;
    const from = queue.line;
    const count = chunk.ends.length;
    let to = from + 1;
    while (to < count) {
      const ms = chunk.times[to] ?? Number.NaN;
      if (ms > limit) break;
      if (other !== undefined) {
        const order = compareTimes(ms, chunk.nanos[to] ?? 0, other.ms, other.nanos);
        if (order > 0 || (order === 0 && sourceNumber(other) < sourceNumber(queue))) break;
      }
      to += 1;
    }
    let fresh = from;
    while (
      fresh < to &&
      compareTimes(chunk.times[fresh] ?? Number.NaN, chunk.nanos[fresh] ?? 0, this.#lastMs, this.#lastNanos) <
        0
    )
      fresh += 1;
    if (fresh > from) this.#giveLate(entry.lines, from, fresh);
    if (to > fresh) this.#add(entry.lines, fresh, to);
    queue.moveTo(to);
  }

  #giveLate(lines: SourcedLines, from: number, to: number): void {
    if (this.#builder.count > 0) this.#give(this.#builder.take());
    const one = new LineBuilder();
    for (let line = from; line < to; line += 1) {
      one.add(lines, line, line + 1);
      this.#late(one.take());
    }
  }

  #add(lines: SourcedLines, from: number, to: number): void {
    const { chunk } = lines;
    const size = lineStart(chunk, to) - lineStart(chunk, from);
    if (!this.#builder.fits(size, to - from)) this.#give(this.#builder.take());
    this.#builder.add(lines, from, to);
    const ms = chunk.times[to - 1] ?? Number.NaN;
    if (Number.isNaN(ms)) return;
    this.#lastMs = ms;
    this.#lastNanos = chunk.nanos[to - 1] ?? 0;
  }
}

/** The least queue but the first: one of the first one's children. */
function next(heap: readonly LineQueue[]): LineQueue | undefined {
  const [, one, two] = heap;
  return one !== undefined && two !== undefined && before(two, one) ? two : one;
}

function before(one: LineQueue, two: LineQueue): boolean {
  const order = compareTimes(one.ms, one.nanos, two.ms, two.nanos);
  if (order !== 0) return order < 0;
  return sourceNumber(one) < sourceNumber(two);
}

function sourceNumber(queue: LineQueue): number {
  const source = queue.entry?.lines.source;
  return typeof source === 'number' ? source : 0;
}

function sink(heap: LineQueue[], from: number): void {
  let at = from;
  for (;;) {
    const left = at * 2 + 1;
    const right = left + 1;
    let least = at;
    if (isBefore(heap, left, least)) least = left;
    if (isBefore(heap, right, least)) least = right;
    const one = heap[at];
    const two = heap[least];
    if (least === at || one === undefined || two === undefined) return;
    heap[at] = two;
    heap[least] = one;
    at = least;
  }
}

function isBefore(heap: readonly LineQueue[], one: number, two: number): boolean {
  const first = heap[one];
  const second = heap[two];
  return first !== undefined && second !== undefined && before(first, second);
}

/** A chunk as its lines of stdout and of stderr; each is in order of time by itself. */
function splitStreams(chunk: LogChunk): readonly (readonly [0 | 1, LogChunk])[] {
  const count = chunk.ends.length;
  let errors = 0;
  for (let line = 0; line < count; line += 1) errors += (chunk.flags[line] ?? 0) & LogFlag.stderr;
  if (errors === 0) return [[0, chunk]];
  if (errors === count) return [[1, chunk]];
  const builders = [new LineBuilder(), new LineBuilder()] as const;
  for (let line = 0; line < count; line += 1)
    builders[(chunk.flags[line] ?? 0) & LogFlag.stderr ? 1 : 0].add({ chunk, source: 0 }, line, line + 1);
  return [
    [0, builders[0].take().chunk],
    [1, builders[1].take().chunk],
  ];
}

/**
 * Merges what is there of several sources (each a list of chunks, oldest first, one source number each) into one strict
 * order of time, in steps of about one chunk each, so that whoever has other things to do can rest between them.
 */
export function* mergeSteps(
  sources: ReadonlyMap<number, readonly LogChunk[]>,
): Generator<readonly SourcedLines[]> {
  let merged: SourcedLines[] = [];
  const give = (lines: SourcedLines): void => void merged.push(lines);
  const merge = new LogMerge(Number.POSITIVE_INFINITY, give, give);
  let open = [...sources].map(([source, chunks]) => ({
    source,
    chunks,
    next: 0,
    covered: Number.NEGATIVE_INFINITY,
  }));
  for (const { source } of open) merge.open(source);
  while (open.length > 0) {
    // The next chunk of the source that is furthest behind.
    const place = open.reduce((least, one) => (one.covered < least.covered ? one : least));
    const chunk = place.chunks[place.next];
    place.next += 1;
    if (chunk === undefined) {
      merge.close(place.source);
      open = open.filter((one) => one !== place);
    } else {
      merge.push(place.source, chunk, 0, () => undefined);
      place.covered = Math.max(place.covered, chunk.times[chunk.ends.length - 1] ?? Number.NEGATIVE_INFINITY);
    }
    merge.flush(0);
    if (merged.length > 0) yield merged;
    merged = [];
  }
  merge.flush(0, true);
  yield merged;
}

/** All steps of `mergeSteps` at once. */
export function mergeAll(sources: ReadonlyMap<number, readonly LogChunk[]>): readonly SourcedLines[] {
  return [...mergeSteps(sources)].flat();
}
