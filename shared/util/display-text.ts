/**
 * Characters that draw nothing, or make others draw elsewhere: controls, bidi embeddings, overrides and isolates,
 * zero-width and filler characters, line and paragraph separators, tags, and surrogates that stand alone.
 */
const unseen =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/**
 * Text of an engine as it may stand on screen: what could hide, reorder or break it is replaced by a visible symbol,
 * and it is cut at `maxLength` UTF-16 units with an ellipsis. For showing only; send and copy the original.
 */
export function displayText(text: string, maxLength = 1024): string {
  const shown = (text.length > maxLength ? text.slice(0, maxLength + 1) : text).replace(unseen, visible);
  if (shown.length <= maxLength) return shown;
  let end = Math.max(0, maxLength - 1);
  // Never between the halves of a pair.
  const last = shown.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${shown.slice(0, end)}\u2026`;
}
