import { createHash } from 'node:crypto';
import { FrameDecoder } from '#main/engine/codec/frames';
import { JsonStreamDecoder } from '#main/engine/codec/json-stream';
import { type LineColumns, LogLines } from '#main/engine/codec/log-lines';
import { toBuildStep } from '#main/engine/compat/build';
import { toEvent } from '#main/engine/compat/events';
import { toPullStep } from '#main/engine/compat/progress';
import { toCounters } from '#main/engine/compat/stats';
import { recordings } from '#tests/compat/fixtures';

/** A recorded stream and the decoders that the product reads it with. */
export interface FuzzTarget {
  /** `<recording>/<file>`. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly decode: Decode;
}

/** Decodes pieces in turn and gives all that came of them, as text to compare. Throws what the decoders throw. */
export type Decode = (pieces: Iterable<Buffer>) => string;

/** Frames, then lines, as the log service reads a container without a TTY; an attach gives no times. */
const framed =
  (timestamps: boolean): Decode =>
  (pieces) => {
    const frames = new FrameDecoder();
    const lines = new LogLines({ timestamps });
    for (const piece of pieces) {
      frames.push(piece, (type, chunk, start, end, first) =>
        lines.push(type === 2 ? 1 : 0, chunk as Buffer, start, end, first),
      );
    }
    lines.finish();
    return `${frames.atBoundary} ${columnsText(lines.take())}`;
  };

/** Lines of a TTY, which have no frames. */
const plain =
  (timestamps: boolean): Decode =>
  (pieces) => {
    const lines = new LogLines({ timestamps });
    for (const piece of pieces) lines.push(0, piece, 0, piece.length, false);
    lines.finish();
    return columnsText(lines.take());
  };

/** Frames whose payload is shown as it comes, as the shell reads an exec. */
const framedOutput: Decode = (pieces) => {
  const frames = new FrameDecoder();
  const out = ['', '', '', ''];
  for (const piece of pieces) {
    frames.push(piece, (type, chunk, start, end) => {
      out[type] = `${out[type] ?? ''}${(chunk as Buffer).toString('latin1', start, end)}`;
    });
  }
  return `${frames.atBoundary} ${out.join('|')}`;
};

/** Concatenated JSON, each object read by a mapper. */
const json =
  (mapper: (raw: unknown) => unknown): Decode =>
  (pieces) => {
    const decoder = new JsonStreamDecoder();
    const out: unknown[] = [];
    for (const piece of pieces) for (const raw of decoder.push(piece)) out.push(mapper(raw));
    return `${decoder.atBoundary} ${JSON.stringify(out)}`;
  };

/** How each kind of file is read. */
const decoders: Readonly<Record<string, Decode>> = {
  'logs.bin': framed(true),
  'logs-long.bin': framed(true),
  'logs-tty.bin': plain(true),
  'exec.bin': framedOutput,
  'events.ndjson': json(toEvent),
  'stats.ndjson': json(toCounters),
  'pull.ndjson': json(toPullStep),
  'pull-again.ndjson': json(toPullStep),
  'push.ndjson': json(toPullStep),
  'load.ndjson': json(toPullStep),
  'import.ndjson': json(toPullStep),
  'build.ndjson': json(toBuildStep),
};

function columnsText(columns: LineColumns | undefined): string {
  if (columns === undefined) return '';
  const { bytes, ends, times, nanos, flags } = columns;
  const hash = createHash('md5').update(bytes).update(ends).update(times).update(nanos).update(flags);
  return `${ends.length} lines ${hash.digest('hex')}`;
}

/** Every recorded stream. */
export function fuzzTargets(): readonly FuzzTarget[] {
  return recordings().flatMap((recording) =>
    Object.entries(decoders).flatMap(([file, decode]) => {
      const bytes = recording.stream(file);
      if (bytes === undefined) return [];
      const name = `${recording.name}/${file}`;
      const target = { name, bytes, decode };
      return file === 'exec.bin'
        ? [target, { name: `${name} as lines`, bytes, decode: framed(false) }]
        : [target];
    }),
  );
}

/** Every way of decoding once, for bytes that no engine sent. */
export const anyBytes: readonly Decode[] = [
  framed(true),
  framed(false),
  plain(true),
  plain(false),
  framedOutput,
  json(toEvent),
  json(toCounters),
  json(toPullStep),
  json(toBuildStep),
];
