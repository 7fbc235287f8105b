import { fullText } from './line-text';
import type { LogModel } from './log-model';

const mostCopied = 100_000;

function sequenceOf(node: Node | null): number | undefined {
  const element = node instanceof Element ? node : node?.parentElement;
  const row = element?.closest('[data-sequence]');
  const value = row instanceof HTMLElement ? Number(row.dataset['sequence']) : Number.NaN;
  return Number.isNaN(value) ? undefined : value;
}

/**
 * The whole lines that the page's selection touches, each with its time (ISO, nanoseconds cut) and stream; at most
 * 100,000. Undefined where nothing of the log is selected.
 */
export function selectedLines(
  model: LogModel,
  source: string,
  selection: Selection | null,
): string | undefined {
  if (selection === null || selection.isCollapsed) return undefined;
  const anchor = sequenceOf(selection.anchorNode);
  const focus = sequenceOf(selection.focusNode);
  if (anchor === undefined || focus === undefined) return undefined;
  const lines: string[] = [];
  for (let at = Math.min(anchor, focus); at <= Math.max(anchor, focus) && lines.length < mostCopied; at++) {
    const row = model.ring.row(at);
    if (row === undefined) continue;
    if (row.kind === 'notice') {
      lines.push(`-- ${row.notice.text}`);
      continue;
    }
    const time = Number.isNaN(row.time) ? '' : `${new Date(row.time).toISOString()} `;
    lines.push(`${time}${source} ${row.stderr ? 'stderr' : 'stdout'} ${fullText(row.bytes)}`);
  }
  return lines.join('\n');
}
