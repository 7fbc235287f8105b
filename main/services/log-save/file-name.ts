/** What a save dialog begins with. */
export interface FileSuggestion {
  /** Of the dialog. */
  readonly title: string;
  /** File name with its extension, fit for every system. */
  readonly name: string;
  /** What files of the extension are called. */
  readonly kind: string;
  /** Without the dot. */
  readonly extension: string;
}

const longest = 120;
/** Separators, what Windows forbids, and characters that nobody sees or that turn the order of what is read. */
const forbidden = /[\\/:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;
/** Names that are devices on Windows, whatever their extension. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A name that every system takes for a file, made of a suggested one: no path, no control characters, neither dots nor
 * blanks at either end, at most 120 characters and the extension.
 */
export function fileName(suggested: string, extension: string): string {
  const ending = `.${extension}`;
  const own = suggested.toLowerCase().endsWith(ending) ? suggested.slice(0, -ending.length) : suggested;
  const plain = trimmed(own.replace(forbidden, '-'));
  const stem = trimmed(plain.slice(0, longest).replace(/[\ud800-\udbff]$/, ''));
  if (stem === '') return `log${ending}`;
  return `${devices.test(stem) ? '_' : ''}${stem}${ending}`;
}

const trimmed = (text: string): string => text.replace(/^[\s.]+|[\s.]+$/gu, '');
