/** What a byte may be; bytes of UTF-8 sequences count as letters, control characters as space. */
export const Is = { letter: 1, digit: 2, word: 3, hex: 4, space: 8, quote: 16 } as const;

/** `Is` bits of every byte. */
export const byteIs = new Uint8Array(256);
for (let code = 0; code < 256; code++) {
  const digit = code >= 48 && code <= 57;
  const lower = code | 32;
  const hex = digit || (code < 0x80 && lower >= 97 && lower <= 102);
  const letter = code >= 0x80 || (code >= 65 && lower >= 97 && lower <= 122);
  byteIs[code] =
    (letter ? Is.letter : 0) |
    (digit ? Is.digit : 0) |
    (hex ? Is.hex : 0) |
    (code <= 32 ? Is.space : 0) |
    (code === 0x22 || code === 0x27 || code === 0x60 ? Is.quote : 0);
}

/** True where the byte at `at` is one of `bits`; false beyond the end. */
export function isAt(bytes: Uint8Array, at: number, end: number, bits: number): boolean {
  return at < end && ((byteIs[bytes[at] ?? 0] ?? 0) & bits) !== 0;
}

/** The end of the bytes of `bits` that start at `at`. */
export function runEnd(bytes: Uint8Array, at: number, end: number, bits: number): number {
  let to = at;
  while (to < end && ((byteIs[bytes[to] ?? 0] ?? 0) & bits) !== 0) to += 1;
  return to;
}

/** UTF-8 that is kept one byte a character, as text; what is no UTF-8 becomes U+FFFD. */
export function decodeBinary(binary: string): string {
  let text = '';
  for (let at = 0; at < binary.length; ) {
    const lead = binary.charCodeAt(at);
    const more = lead < 0x80 ? 0 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    let code = more === 0 ? lead : lead & (0x3f >> more);
    let read = 1;
    while (read <= more && (binary.charCodeAt(at + read) & 0xc0) === 0x80) {
      code = code * 64 + (binary.charCodeAt(at + read) & 0x3f);
      read += 1;
    }
    const least = [0, 0x80, 0x800, 0x10000][more] ?? 0;
    const whole = read === more + 1 && code >= least && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    const lone = lead >= 0x80 && lead < 0xc0;
    text += whole && !lone ? String.fromCodePoint(code) : '\ufffd';
    at += read;
  }
  return text;
}
