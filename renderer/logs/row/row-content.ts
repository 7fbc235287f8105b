import { type FieldNode, nodeText } from '#shared/logs/field-node';
import { type LineFields, parseFields } from '#shared/logs/fields';
import { pairsOf } from '#shared/logs/logfmt';
import { type AnsiSpan, plainStyle, type SgrStyle, visibleControls } from '#shared/util/ansi';
import type { LineText } from '../line-text';

/** A piece of a row's text in one look; `key` is dimmed. */
export interface Segment {
  readonly text: string;
  readonly tone: 'text' | 'key';
  readonly style: SgrStyle;
}

/** What a row shows. */
export interface RowContent {
  readonly segments: readonly Segment[];
  /** What the segments say together: what is searched and highlighted. */
  readonly text: string;
  /** Of a JSON or logfmt line: what its tree shows. */
  readonly fields: LineFields | undefined;
}

/** Fields that the compact form names; the rest is in the tree. */
const mostFields = 40;
const longestValue = 400;

const piece = (text: string, tone: Segment['tone']): Segment => ({ text, tone, style: plainStyle });

function valueWords(node: FieldNode): string {
  const text = visibleControls(nodeText(node));
  const short = text.length > longestValue ? `${text.slice(0, longestValue)}\u2026` : text;
  return node.kind === 'text' && (short === '' || /[\s"=]/.test(short)) ? JSON.stringify(short) : short;
}

/** Message, then `key=value` of each field. */
function compactSegments(fields: LineFields): readonly Segment[] {
  const segments: Segment[] = [];
  if (fields.message !== undefined) segments.push(piece(visibleControls(fields.message), 'text'));
  for (const { name, value } of fields.fields.slice(0, mostFields)) {
    const gap = segments.length === 0 ? '' : ' ';
    segments.push(piece(`${gap}${visibleControls(name)}=`, 'key'), piece(valueWords(value), 'text'));
  }
  const left = fields.fields.length - mostFields;
  if (left > 0) segments.push(piece(` and ${left} more`, 'key'));
  return segments;
}

/** The line as it is, the keys of its pairs dimmed. */
function pairSegments(line: LineText): readonly Segment[] {
  const keys = pairsOf(line.text).map(({ from, name }) => ({ from, to: from + name.length + 1 }));
  const segments: Segment[] = [];
  let at = 0;
  for (const span of line.spans) {
    const end = at + span.text.length;
    let from = at;
    for (const key of keys) {
      if (key.to <= from || key.from >= end) continue;
      const low = Math.max(key.from, from);
      const high = Math.min(key.to, end);
      if (low > from) segments.push(cut(span, at, from, low, 'text'));
      segments.push(cut(span, at, low, high, 'key'));
      from = high;
    }
    if (from < end) segments.push(cut(span, at, from, end, 'text'));
    at = end;
  }
  return segments;
}

const cut = (span: AnsiSpan, start: number, from: number, to: number, tone: Segment['tone']): Segment => ({
  text: span.text.slice(from - start, to - start),
  tone,
  style: span.style,
});

function made(line: LineText, compact: boolean): RowContent {
  // Of a cut line the rest is missing: it is shown as it is.
  const fields = line.hidden > 0 ? undefined : parseFields(line.text);
  const whole = fields === undefined || !compact;
  const segments = whole
    ? line.spans.map((span): Segment => ({ ...span, tone: 'text' }))
    : fields.form === 'pairs'
      ? pairSegments(line)
      : compactSegments(fields);
  return { segments, text: segments.map((segment) => segment.text).join(''), fields };
}

const compacts = new WeakMap<LineText, RowContent>();
const wholes = new WeakMap<LineText, RowContent>();

/**
 * What a row shows of a line: with `compact`, JSON and logfmt lines as message and dimmed `key=value`, all others as they
 * are. The same object for the same line, as long as that is kept.
 */
export function rowContent(line: LineText, compact: boolean): RowContent {
  const kept = compact ? compacts : wholes;
  const known = kept.get(line);
  if (known !== undefined) return known;
  const content = made(line, compact);
  kept.set(line, content);
  return content;
}
