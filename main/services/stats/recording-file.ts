import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeWhole } from '../../settings/write-whole';
import { columns, type Point, type PointValues } from './ring';

/** A second's sample or a minute's. */
export type RecordedKind = 'second' | 'minute';

/** One row of a recording. */
export interface Recorded {
  readonly kind: RecordedKind;
  readonly point: Point;
}

const magic = Buffer.from('PHSTATS1');
/** Kind (1 or 2) in 32 bits, time in a double, the figures as floats, a check sum. */
const rowBytes = 4 + 8 + 4 * columns + 4;
/** Rows of an hour of seconds and a day of minutes. */
export const keptRows = 3_600 + 1_440;
/** A file that has grown beyond is written anew with what is kept. */
export const compactBytes = magic.length + 2 * keptRows * rowBytes;
/** A larger one was not written by us. */
const mostBytes = 2 * compactBytes;

/** Rows as they stand in a file. */
export function encodeRows(rows: readonly Recorded[]): Buffer {
  const bytes = Buffer.alloc(rows.length * rowBytes);
  for (const [index, { kind, point }] of rows.entries()) {
    const start = index * rowBytes;
    bytes.writeUInt32LE(kind === 'second' ? 1 : 2, start);
    bytes.writeDoubleLE(point.at, start + 4);
    for (const [column, value] of point.values.entries()) bytes.writeFloatLE(value, start + 12 + 4 * column);
    bytes.writeUInt32LE(checkSum(bytes, start), start + rowBytes - 4);
  }
  return bytes;
}

/**
 * Rows of a file; what does not fit its check sum is left out, so that a write that was cut costs its last row alone.
 * Undefined for what is no such file at all.
 */
export function decodeRows(bytes: Buffer): readonly Recorded[] | undefined {
  if (!bytes.subarray(0, magic.length).equals(magic)) return undefined;
  const rows: Recorded[] = [];
  let bad = 0;
  for (let start = magic.length; start + rowBytes <= bytes.length; start += rowBytes) {
    const kind = bytes.readUInt32LE(start);
    const at = bytes.readDoubleLE(start + 4);
    const fits = bytes.readUInt32LE(start + rowBytes - 4) === checkSum(bytes, start);
    if (!fits || (kind !== 1 && kind !== 2) || !(at > 0 && at < 8.64e15)) {
      bad += 1;
      continue;
    }
    const value = (column: number): number => bytes.readFloatLE(start + 12 + 4 * column);
    const values: PointValues = [
      value(0),
      value(1),
      value(2),
      value(3),
      value(4),
      value(5),
      value(6),
      value(7),
    ];
    rows.push({ kind: kind === 1 ? 'second' : 'minute', point: { at, values } });
  }
  return bad > 0 && bad >= rows.length ? undefined : rows;
}

/** FNV-1a over a row but its last four bytes. */
function checkSum(bytes: Buffer, start: number): number {
  let sum = 0x811c9dc5;
  for (let i = start; i < start + rowBytes - 4; i += 1)
    sum = Math.imul(sum ^ (bytes[i] ?? 0), 0x01000193) >>> 0;
  return sum;
}

/** Reads a recording; empty where there is none. One that cannot be used is kept aside under its name with `.broken`. */
export async function readRecording(path: string): Promise<readonly Recorded[]> {
  const size = await stat(path).catch(() => undefined);
  if (size === undefined) return [];
  const rows = size.size > mostBytes ? undefined : decodeRows(await readFile(path));
  if (rows !== undefined) return rows;
  await rename(path, `${path}.broken`);
  return [];
}

/** Adds rows at the end of a recording; gives the bytes that it has then. */
export async function appendRecording(path: string, rows: readonly Recorded[]): Promise<number> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'a', 0o600);
  try {
    const { size } = await file.stat();
    // A row that was cut would move all that follow it.
    const torn = size === 0 ? 0 : (size - magic.length) % rowBytes;
    if (torn !== 0) await file.truncate(Math.max(0, size - torn));
    const begun = size >= magic.length;
    await file.appendFile(begun ? encodeRows(rows) : Buffer.concat([magic, encodeRows(rows)]));
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** Writes a recording whole: another program, or a crash in the middle, sees the old one or the new one. */
export async function writeRecording(path: string, rows: readonly Recorded[]): Promise<void> {
  await writeWhole(path, Buffer.concat([magic, encodeRows(rows)]));
}
