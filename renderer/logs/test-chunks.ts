import type { LogChunk } from '#shared/model/log';

/** A line of a made-up chunk. */
export interface TestLine {
  readonly text: string;
  readonly time?: number;
  readonly nanos?: number;
  readonly flags?: number;
}

/** Builds a chunk of given lines, for tests only. */
export function chunkOf(lines: readonly TestLine[]): LogChunk {
  const encoder = new TextEncoder();
  const parts = lines.map((line) => encoder.encode(line.text));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  const ends = new Uint32Array(lines.length);
  let at = 0;
  parts.forEach((part, index) => {
    bytes.set(part, at);
    at += part.byteLength;
    ends[index] = at;
  });
  return {
    bytes,
    ends,
    times: Float64Array.from(lines, (line) => line.time ?? Number.NaN),
    nanos: Uint32Array.from(lines, (line) => line.nanos ?? 0),
    flags: Uint8Array.from(lines, (line) => line.flags ?? 0),
  };
}

/** The text of a row, for tests only. */
export function textOf(row: { readonly kind: string; readonly bytes?: Uint8Array } | undefined): string {
  return row?.bytes === undefined ? '' : new TextDecoder().decode(row.bytes);
}
