import type { StreamName } from '#shared/contract/index';
import { type LogCut, type LogCuts, LogFlag } from '#shared/model/log';
import { FakeMain, type FakeStream } from '../fake-client';
import { chunkOf, type TestLine } from '../test-chunks';

/** How many lines of one chunk the scripted main sends. */
const chunkLines = 7;

const isStderr = (line: TestLine): boolean => ((line.flags ?? 0) & LogFlag.stderr) !== 0;

function compare(line: TestLine, cut: LogCut): number {
  return (line.time ?? 0) - cut.ms || (line.nanos ?? 0) - cut.nanos;
}

/** The lines beyond the cuts: `side` 1 for newer ones, -1 for older ones. By the contract's words, on the whole log. */
function beyond(lines: readonly TestLine[], cuts: LogCuts, side: 1 | -1): readonly TestLine[] {
  const cutOf = (line: TestLine): LogCut | undefined => (isStderr(line) ? cuts.stderr : cuts.stdout);
  const isSame = (line: TestLine): boolean => {
    const cut = cutOf(line);
    return cut !== undefined && compare(line, cut) === 0;
  };
  return lines.filter((line, at) => {
    const own = cutOf(line);
    const cut = own ?? cuts.stdout ?? cuts.stderr;
    if (cut === undefined) return side === 1;
    const order = compare(line, cut) * side;
    if (order !== 0 || own === undefined) return order >= 0;
    const alike = (other: TestLine): boolean => isStderr(other) === isStderr(line) && isSame(other);
    const before = lines.slice(0, at).filter(alike).length;
    return side === 1 ? before >= own.count : before < lines.filter(alike).length - own.count;
  });
}

type OlderStream = FakeStream<'containers.olderLogs'>;

/** A main behind a client whose containers have given logs; for tests only. Serves what is opened at once. */
export class LogMain extends FakeMain {
  readonly logs = new Map<string, TestLine[]>();
  /** Older pages that were asked for: lines, or undefined for everything. */
  readonly pages: (number | undefined)[] = [];
  /** Chunks that each call of `serve` sends of a page, and of a reading from the beginning on. */
  readonly speed = { page: Number.POSITIVE_INFINITY, whole: Number.POSITIVE_INFINITY };
  readonly #served = new Set<unknown>();
  #sending: { readonly stream: OlderStream; lines: readonly TestLine[] }[] = [];

  /** Answers what was opened since the last call (of those that `which` picks), and goes on with what is being sent; follows stay open. */
  serve(which: (stream: FakeStream<StreamName>) => boolean = () => true): void {
    for (const stream of [...this.streams]) {
      if (this.#served.has(stream) || stream.closed() || !which(stream)) continue;
      this.#served.add(stream);
      const lines = this.logs.get(String(stream.input['id'])) ?? [];
      if (stream.name === 'containers.logs')
        this.#log(stream as unknown as FakeStream<'containers.logs'>, lines);
      else if (stream.name === 'containers.olderLogs') this.#older(stream as unknown as OlderStream, lines);
    }
    for (const sending of this.#sending) {
      const { stream, lines } = sending;
      const most = (stream.input['lines'] === undefined ? this.speed.whole : this.speed.page) * chunkLines;
      this.#send(stream, lines.slice(0, most));
      sending.lines = lines.slice(most);
      if (sending.lines.length === 0) stream.end();
    }
    this.#sending = this.#sending.filter(({ lines }) => lines.length > 0);
  }

  /** Adds lines to a log and sends them to whoever follows it. */
  write(id: string, lines: readonly TestLine[]): void {
    this.logs.get(id)?.push(...lines);
    for (const stream of this.open('containers.logs'))
      if (stream.input['id'] === id && stream.input['follow'] === true && this.#served.has(stream))
        stream.send({ kind: 'lines', chunk: chunkOf(lines) });
  }

  #log(stream: FakeStream<'containers.logs'>, lines: readonly TestLine[]): void {
    const after = stream.input['after'] as LogCuts | undefined;
    const tail = stream.input['tail'] as number | undefined;
    const given =
      after !== undefined
        ? beyond(lines, after, 1)
        : tail === undefined
          ? lines
          : lines.slice(-tail || lines.length);
    if (after === undefined && given.length === lines.length) stream.send({ kind: 'start' });
    this.#send(stream, given);
    if (stream.input['follow'] !== true) stream.end();
  }

  #older(stream: OlderStream, lines: readonly TestLine[]): void {
    const older = beyond(lines, stream.input['before'] as LogCuts, -1);
    const most = stream.input['lines'] as number | undefined;
    this.pages.push(most);
    const given = most === undefined ? older : older.slice(-most);
    if (given.length === older.length) stream.send({ kind: 'start' });
    this.#sending.push({ stream, lines: given });
  }

  #send(stream: FakeStream<'containers.logs'> | OlderStream, lines: readonly TestLine[]): void {
    for (let at = 0; at < lines.length; at += chunkLines)
      stream.send({ kind: 'lines', chunk: chunkOf(lines.slice(at, at + chunkLines)) });
  }
}
