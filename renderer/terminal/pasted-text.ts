// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const introducers = /[\u001b\u009b]/gu;

/** A text without what begins an escape sequence, in seven bits or in eight. */
export function withoutEscapes(text: string): string {
  return text.replace(introducers, '');
}
