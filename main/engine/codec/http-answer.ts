/** What bytes of an answer come to: not whole yet, none that can be understood, or an answer. */
export type HttpAnswerBytes =
  | { readonly kind: 'more' }
  | { readonly kind: 'bad' }
  | {
      readonly kind: 'whole';
      readonly status: number;
      readonly body: Buffer;
      /** Whether the connection serves for another request. */
      readonly keep: boolean;
    };

/** Heads of engines are a few hundred bytes. */
const maxHead = 16 * 1024;
const headEnd = Buffer.from('\r\n\r\n');

/**
 * Reads one small HTTP/1.1 answer, with a length or in chunks, out of all the bytes that came so far. What follows it
 * counts as bad: one request at a time is asked. `maxBody` bounds the body.
 */
export function readHttpAnswer(bytes: Buffer, maxBody: number): HttpAnswerBytes {
  const end = bytes.indexOf(headEnd);
  if (end === -1) return bytes.length > maxHead ? { kind: 'bad' } : { kind: 'more' };
  const head = bytes.toString('latin1', 0, end);
  const status = /^HTTP\/1\.[01] (\d{3})(?: |\r|$)/.exec(head)?.[1];
  if (status === undefined || end > maxHead) return { kind: 'bad' };
  const keep = !/^connection:[ \t]*close\b/im.test(head) && head.startsWith('HTTP/1.1');
  const start = end + headEnd.length;
  const whole = (body: Buffer): HttpAnswerBytes => ({ kind: 'whole', status: Number(status), body, keep });
  if (/^transfer-encoding:[ \t]*chunked[ \t]*$/im.test(head)) {
    const body = unchunk(bytes, start, maxBody);
    return Buffer.isBuffer(body) ? whole(body) : { kind: body };
  }
  const length = Number(/^content-length:[ \t]*(\d{1,9})[ \t]*$/im.exec(head)?.[1] ?? Number.NaN);
  if (!(length <= maxBody) || bytes.length > start + length) return { kind: 'bad' };
  return bytes.length === start + length ? whole(bytes.subarray(start)) : { kind: 'more' };
}

function unchunk(bytes: Buffer, from: number, maxBody: number): Buffer | 'more' | 'bad' {
  const parts: Buffer[] = [];
  let size = 0;
  for (let at = from; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line === -1) return bytes.length - at > 64 ? 'bad' : 'more';
    const found = /^([0-9a-f]{1,8})(?:;[^\r\n]{0,40})?$/i.exec(bytes.toString('latin1', at, line));
    if (found === null) return 'bad';
    const length = Number.parseInt(found[1] ?? '', 16);
    const start = line + 2;
    size += length;
    if (size > maxBody) return 'bad';
    const next = start + length + 2;
    if (bytes.length < next) return 'more';
    if (bytes[next - 2] !== 0x0d || bytes[next - 1] !== 0x0a) return 'bad';
    if (length === 0) return bytes.length === next ? Buffer.concat(parts) : 'bad';
    parts.push(bytes.subarray(start, start + length));
    at = next;
  }
}
