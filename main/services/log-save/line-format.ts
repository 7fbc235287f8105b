import { copyLine, isoTime } from '#shared/logs/copy-format';
import { decodeUtf8 } from '#shared/logs/decode';
import { levelOfCode, levelsOf } from '#shared/logs/level';
import { lineStart, type SourcedLines, sourceOf } from '#shared/logs/lines/columns';
import { lineAt, linesText } from '#shared/logs/query/lines-text';
import { LogFlag } from '#shared/model/log';

/** Some lines of a chunk as they are written to a file, each with its line feed. */
export type LineFormat = (lines: SourcedLines, numbers: Uint32Array, names: readonly string[]) => string;

/** As the lines are copied: with their time, and with container and stream where `withSource`. */
export function textFormat(withSource: boolean): LineFormat {
  const format = withSource ? 'source' : 'times';
  return (lines, numbers, names) => {
    const { chunk } = lines;
    const texts = linesText(chunk);
    let written = '';
    for (const line of numbers) {
      const flags = chunk.flags[line] ?? 0;
      const copied = {
        time: chunk.times[line] ?? Number.NaN,
        nanos: chunk.nanos[line] ?? 0,
        source: names[sourceOf(lines.source, line)] ?? '',
        stderr: (flags & LogFlag.stderr) !== 0,
        truncated: (flags & LogFlag.truncated) !== 0,
        text: lineAt(texts, line),
      };
      written += `${copyLine(copied, format)}\n`;
    }
    return written;
  };
}

/**
 * JSON lines. `text` is exactly what was written, with its escape sequences, but for the carriage return of a line's end;
 * what is no UTF-8 becomes U+FFFD. `time` and `level` are absent where there is none; `truncated` is there, and true,
 * where the line was cut at 1 MiB.
 */
export const jsonFormat: LineFormat = (lines, numbers, names) => {
  const { chunk } = lines;
  const levels = levelsOf(chunk);
  let written = '';
  for (const line of numbers) {
    const flags = chunk.flags[line] ?? 0;
    const time = isoTime({ time: chunk.times[line] ?? Number.NaN, nanos: chunk.nanos[line] ?? 0 });
    const text = decodeUtf8(chunk.bytes.subarray(lineStart(chunk, line), chunk.ends[line]));
    const object = {
      time: time === '' ? undefined : time,
      source: names[sourceOf(lines.source, line)] ?? '',
      stream: (flags & LogFlag.stderr) === 0 ? 'stdout' : 'stderr',
      level: levelOfCode(levels[line] ?? 0),
      truncated: (flags & LogFlag.truncated) === 0 ? undefined : true,
      text: text.endsWith('\r') ? text.slice(0, -1) : text,
    };
    written += `${JSON.stringify(object)}\n`;
  }
  return written;
};
