import { parseAnsi, plainStyle, type SgrStyle } from '#shared/util/ansi';
import { decodeUtf8 } from '#shared/logs/decode';
import { type LineText, lineText } from '../line-text';
import type { LogRowData } from '../model/types';

/** A row that is a line. */
export type LineRow = Extract<LogRowData, { readonly kind: 'line' }>;

/** So many rows back are looked at for a style that was left on. */
const lookBack = 50;
/** A longer line's style is not carried over, in bytes. */
const longestCarried = 64 * 1024;
const escape = 0x1b;

/** What tells a line from another one at the same sequence: where lines come between older ones, sequences move. */
interface Kept {
  readonly size: number;
  readonly offset: number;
  readonly time: number;
  readonly source: number;
  readonly line: LineText;
}

function isOf(kept: Kept | undefined, row: LineRow): kept is Kept {
  return (
    kept !== undefined &&
    kept.size === row.bytes.byteLength &&
    kept.offset === row.bytes.byteOffset &&
    Object.is(kept.time, row.time) &&
    kept.source === row.source
  );
}

/** The row so many places above, as it is shown; undefined where there is none. */
export type RowsBefore = (back: number) => LogRowData | undefined;

/**
 * Lines made ready for showing, by sequence. A style that a line leaves on (SGR without a reset) goes on in the next line
 * of the same container and stream, as a terminal would show it: at most 50 rows back, and only over rows that are all
 * shown; behind a filter, lines are plain at their beginning. Bounded; the oldest go first.
 */
export class RowTexts {
  readonly #kept = new Map<number, Kept>();
  readonly #most: number;

  constructor(most = 600) {
    this.#most = most;
  }

  /** The row's line. One that is another than before, or that lies elsewhere, is made anew. */
  get(row: LineRow, before: RowsBefore): LineText {
    const known = this.#kept.get(row.sequence);
    if (isOf(known, row)) {
      this.#kept.delete(row.sequence);
      this.#kept.set(row.sequence, known);
      return known.line;
    }
    const line = lineText(row.bytes, this.#styleBefore(row, before));
    this.#kept.delete(row.sequence);
    const { time, source, bytes } = row;
    this.#kept.set(row.sequence, { size: bytes.byteLength, offset: bytes.byteOffset, time, source, line });
    if (this.#kept.size > this.#most) {
      const oldest = this.#kept.keys().next();
      if (oldest.done !== true) this.#kept.delete(oldest.value);
    }
    return line;
  }

  clear(): void {
    this.#kept.clear();
  }

  #styleBefore(row: LineRow, before: RowsBefore): SgrStyle {
    const styled: string[] = [];
    let style = plainStyle;
    let sequence = row.sequence;
    for (let back = 1; back <= lookBack; back++) {
      const other = before(back);
      sequence -= 1;
      if (other === undefined || other.sequence !== sequence) break;
      if (other.kind === 'notice') {
        // A new run starts plain.
        if (other.source === row.source) break;
        continue;
      }
      if (other.source !== row.source || other.stderr !== row.stderr) continue;
      const known = this.#kept.get(sequence);
      if (isOf(known, other)) {
        style = known.line.end;
        break;
      }
      if (!other.bytes.includes(escape)) continue;
      if (other.bytes.byteLength > longestCarried) break;
      styled.push(decodeUtf8(other.bytes));
    }
    return styled.reduceRight((start, text) => parseAnsi(text, start).end, style);
  }
}
