import type { ISearchOptions } from '@xterm/addon-search';
import type { ITheme } from '@xterm/xterm';

/** Tokens by the theme's keys. */
const tokens = {
  foreground: '--log-text',
  background: '--surface-log',
  cursor: '--log-text',
  cursorAccent: '--surface-log',
  selectionBackground: '--log-row-selected',
  scrollbarSliderBackground: '--surface-active',
  scrollbarSliderHoverBackground: '--border-control',
  scrollbarSliderActiveBackground: '--border-control',
  black: '--ansi-black',
  red: '--ansi-red',
  green: '--ansi-green',
  yellow: '--ansi-yellow',
  blue: '--ansi-blue',
  magenta: '--ansi-magenta',
  cyan: '--ansi-cyan',
  white: '--ansi-white',
  brightBlack: '--ansi-bright-black',
  brightRed: '--ansi-bright-red',
  brightGreen: '--ansi-bright-green',
  brightYellow: '--ansi-bright-yellow',
  brightBlue: '--ansi-bright-blue',
  brightMagenta: '--ansi-bright-magenta',
  brightCyan: '--ansi-bright-cyan',
  brightWhite: '--ansi-bright-white',
} as const satisfies Partial<Record<keyof ITheme, string>>;

/** xterm reads translucent colours only in the older notation. */
function withCommas(colour: string): string {
  const parts = /^rgb\((\d+) (\d+) (\d+) \/ ([\d.]+)\)$/.exec(colour);
  return parts === null ? colour : `rgba(${parts.slice(1).join(', ')})`;
}

/** The terminal's colours in the theme that the page shows now. */
export function currentTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const theme: Record<string, string> = {};
  for (const [key, token] of Object.entries(tokens)) {
    const value = style.getPropertyValue(token).trim();
    if (value !== '') theme[key] = withCommas(value);
  }
  return theme;
}

/** How places that were looked for are marked; the search of xterm takes `#rrggbb` alone, as the tokens are. */
export function hitColours(): NonNullable<ISearchOptions['decorations']> {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    matchBackground: token('--hit-bg'),
    matchOverviewRuler: token('--hit-bg'),
    activeMatchBackground: token('--hit-current-bg'),
    activeMatchColorOverviewRuler: token('--hit-current-bg'),
  };
}

/** Calls back when the page's theme changes; the returned function ends it. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
