/** How terminals look and behave, for the whole app. */
export interface TerminalLook {
  /** The font that comes with Pilothouse, or the system's own of one width. */
  readonly font: 'bundled' | 'system';
  /** In px, by halves. */
  readonly fontSize: number;
  /** Lines that are held above the screen. */
  readonly scrollback: number;
  readonly cursor: 'block' | 'bar' | 'underline';
  /** What is selected is copied at once. */
  readonly copyOnSelect: boolean;
  readonly screenReader: boolean;
}

export const terminalFont = { least: 9, most: 24, initial: 12.5 } as const;
export const terminalScrollback = { least: 1000, most: 100_000, initial: 10_000 } as const;

export const defaultTerminalLook: TerminalLook = {
  font: 'bundled',
  fontSize: terminalFont.initial,
  scrollback: terminalScrollback.initial,
  cursor: 'block',
  copyOnSelect: false,
  screenReader: false,
};

function within(
  value: unknown,
  { least, most, initial }: { readonly least: number; readonly most: number; readonly initial: number },
): number {
  return typeof value === 'number' && Number.isFinite(value)
    ? Math.min(most, Math.max(least, value))
    : initial;
}

/** The size of letters one step larger or smaller; the usual one for 0. */
export function zoomed(fontSize: number, step: -1 | 0 | 1): number {
  if (step === 0) return terminalFont.initial;
  return within(fontSize + step, terminalFont);
}

/** Makes a look of whatever was stored: each part that is not what it should be falls back on its own. */
export function readTerminalLook(stored: unknown): TerminalLook {
  const fields: Readonly<Record<string, unknown>> =
    typeof stored === 'object' && stored !== null ? (stored as Readonly<Record<string, unknown>>) : {};
  const cursors = ['block', 'bar', 'underline'] as const;
  return {
    font: fields['font'] === 'system' ? 'system' : 'bundled',
    fontSize: Math.round(within(fields['fontSize'], terminalFont) * 2) / 2,
    scrollback: Math.round(within(fields['scrollback'], terminalScrollback)),
    cursor: cursors.find((cursor) => cursor === fields['cursor']) ?? 'block',
    copyOnSelect: fields['copyOnSelect'] === true,
    screenReader: fields['screenReader'] === true,
  };
}
