import type { LogBlock } from '../store/block';
import type { LogStore } from '../store/log-store';
import type { KeptPlace, RowSpace } from './types';

/** The first block that has a row at or after a moment (epoch ms); undefined where all are older. */
export function findBlock(store: LogStore, time: number): LogBlock | undefined {
  const { blocks } = store;
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const block = blocks[middle];
    // A block without times goes with those before it.
    if (block !== undefined && !(block.exactTime(block.count - 1) >= time)) low = middle + 1;
    else high = middle;
  }
  return blocks[low];
}

/** Sequence of the first row at or after a moment; undefined where all are older. */
export function findRow(store: LogStore, time: number): number | undefined {
  const block = findBlock(store, time);
  if (block === undefined) return undefined;
  let line = 0;
  while (line < block.count - 1 && !(block.exactTime(line) >= time)) line += 1;
  return block.first + line;
}

const looksAt = 50;

/** The time of a row, or of the nearest one in a direction that has one; looks at 50 rows. */
export function timeAt(rows: RowSpace, index: number, direction: 1 | -1): number | undefined {
  for (let step = 0; step < looksAt; step += 1) {
    const row = rows.at(index + step * direction);
    if (row === undefined) return undefined;
    const time = row.kind === 'line' ? row.time : row.notice.at;
    if (!Number.isNaN(time)) return time;
  }
  return undefined;
}

/** What stands at the top (sequence and part) by its exact time, or by that of the next row that has one. */
export function placeOf(store: LogStore, rows: RowSpace, top: number): KeptPlace | undefined {
  const sequence = Math.floor(top);
  const block = store.blockAt(sequence);
  const exact = block?.exactTime(sequence - block.first) ?? Number.NaN;
  if (!Number.isNaN(exact)) return { at: exact, part: top - sequence };
  const at = timeAt(rows, rows.indexOf(sequence), 1);
  return at === undefined ? undefined : { at, part: 0 };
}
