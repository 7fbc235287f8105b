import type { IBuffer } from '@xterm/xterm';

/** Everything that a buffer holds as text: lines that were wrapped only for want of room are one, blank ones at its end go. */
export function bufferText(buffer: Pick<IBuffer, 'length' | 'getLine'>): string {
  const lines: string[] = [];
  for (let at = 0; at < buffer.length; at += 1) {
    const line = buffer.getLine(at);
    if (line === undefined) continue;
    const next = buffer.getLine(at + 1);
    // A line that goes on in the next has no blanks of its own at its end.
    const text = line.translateToString(next?.isWrapped !== true);
    const last = lines.length - 1;
    if (line.isWrapped && last >= 0) lines[last] = `${lines[last] ?? ''}${text}`;
    else lines.push(text);
  }
  while (lines.at(-1) === '') lines.pop();
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
