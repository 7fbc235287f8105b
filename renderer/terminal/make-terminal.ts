import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import type { TerminalLook } from '../state/terminal-look';
import { currentTheme } from './terminal-theme';

/** Size of a terminal, within what the contract takes. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Times the font's own height of 17 px at 12.5: cells of 18 px. */
const lineHeight = 1.06;

/** What systems call their own font of one width, the newest first. */
const systemFonts =
  'ui-monospace, SFMono-Regular, Menlo, "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';

function fontFamily(font: TerminalLook['font']): string {
  if (font === 'system') return systemFonts;
  const bundled = getComputedStyle(document.documentElement).getPropertyValue('--font-mono').trim();
  return bundled === '' ? 'monospace' : bundled;
}

/** What of a look is an option of xterm. */
export function lookOptions(look: TerminalLook) {
  return {
    fontFamily: fontFamily(look.font),
    fontSize: look.fontSize,
    scrollback: look.scrollback,
    cursorStyle: look.cursor,
    screenReaderMode: look.screenReader,
  } as const;
}

/** A terminal that is in no page yet. The caller disposes of it. */
export function makeTerminal(look: TerminalLook, tty: boolean): Terminal {
  return new Terminal({
    // The version of Unicode widths and search decorations count as proposed.
    allowProposedApi: true,
    lineHeight,
    fontWeightBold: 700,
    minimumContrastRatio: 4.5,
    rescaleOverlappingGlyphs: true,
    cursorInactiveStyle: 'outline',
    // Without a TTY nothing puts a return before a line feed.
    convertEol: !tty,
    // A program may neither move, resize nor question the window.
    windowOptions: {},
    logLevel: 'off',
    theme: currentTheme(),
    ...lookOptions(look),
  });
}

/** The mono font must be there before cells are measured. */
export async function fontReady(): Promise<void> {
  try {
    await document.fonts.load('12.5px "JetBrains Mono Variable"');
  } catch {
    // Without it the next font of the stack is measured.
  }
}

/** What fits now; undefined where there is no room. */
export function proposedSize(fit: FitAddon): TerminalSize | undefined {
  const size = fit.proposeDimensions();
  if (size === undefined || Number.isNaN(size.cols) || Number.isNaN(size.rows)) return undefined;
  return {
    columns: Math.min(1000, Math.max(2, size.cols)),
    rows: Math.min(1000, Math.max(1, size.rows)),
  };
}

/** The size that a terminal in `host` will have, so that a shell can start with it. Undefined while it has no room. */
export async function measureTerminal(
  host: HTMLElement,
  look: TerminalLook,
): Promise<TerminalSize | undefined> {
  await fontReady();
  if (!host.isConnected || host.clientHeight === 0) return undefined;
  const terminal = makeTerminal(look, true);
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(host);
  const size = proposedSize(fit);
  terminal.dispose();
  return size;
}
