export type CopyFormat = 'plain' | 'times' | 'source' | 'markdown';

/** A line as it is copied or written to a file. */
export interface CopyLine {
  /** Epoch ms, NaN where unknown. */
  readonly time: number;
  /** Nanoseconds below the millisecond, where they are known. */
  readonly nanos?: number;
  /** Name of its container. */
  readonly source: string;
  readonly stderr: boolean;
  /** Longer than 1 MiB: its rest was dropped. */
  readonly truncated: boolean;
  /** Without escape sequences. */
  readonly text: string;
}

/** A line's time (ISO 8601, UTC), with nanoseconds where they are known; empty where the line has none. */
export const isoTime = ({ time, nanos }: Pick<CopyLine, 'time' | 'nanos'>): string => {
  if (Number.isNaN(time)) return '';
  const iso = new Date(time).toISOString();
  return nanos === undefined ? iso : `${iso.slice(0, -1)}${String(nanos).padStart(6, '0')}Z`;
};

/** What is copied of a line: its text, and that it was cut where it was. */
export const copiedText = ({ text, truncated }: Pick<CopyLine, 'text' | 'truncated'>): string =>
  truncated ? `${text} [cut: the line is longer than 1 MiB]` : text;

/**
 * One line in a format, without newline: `plain` is its text alone, `times` has its time (ISO 8601, UTC) before it,
 * `source` its time, container and stream; `markdown` says the same as `source`.
 */
export function copyLine(line: CopyLine, format: CopyFormat): string {
  const time = isoTime(line);
  const timed = time === '' ? '' : `${time} `;
  const text = copiedText(line);
  switch (format) {
    case 'plain':
      return text;
    case 'times':
      return `${timed}${text}`;
    case 'source':
    case 'markdown':
      return `${timed}${line.source} ${line.stderr ? 'stderr' : 'stdout'} ${text}`;
  }
}

/** A fence that no line contains: three backquotes, or one more than the longest run at the beginning of a line. */
function fenceFor(lines: readonly string[]): string {
  let longest = 2;
  for (const line of lines) longest = Math.max(longest, /`{3,}/.exec(line)?.[0].length ?? 0);
  return '`'.repeat(longest + 1);
}

/**
 * Lines as one text, each on its own; Markdown in a fenced block that names the containers. At most `most` characters:
 * what would go beyond is left out, and the last line says how many lines that were.
 */
export function copyText(lines: Iterable<CopyLine>, format: CopyFormat, most = 16 * 1024 * 1024): string {
  const made: string[] = [];
  const sources = new Set<string>();
  let size = 0;
  let left = 0;
  for (const line of lines) {
    // Lines that are only counted are not made, nor asked for their text.
    const text = left > 0 ? '' : copyLine(line, format);
    if (left > 0 || size + text.length + 1 > most) {
      left += 1;
      continue;
    }
    made.push(text);
    sources.add(line.source);
    size += text.length + 1;
  }
  if (left > 0) made.push(`(${left} more ${left === 1 ? 'line' : 'lines'} left out)`);
  if (format !== 'markdown' || made.length === 0) return made.join('\n');
  const fence = fenceFor(made);
  const names = [...sources].map((name) => `\`${name}\``).join(', ');
  return `Log of ${names}:\n\n${fence}text\n${made.join('\n')}\n${fence}\n`;
}
