import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { WebglAddon } from '@xterm/addon-webgl';
import { type IDisposable, Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { currentTheme, onThemeChange } from './terminal-theme';

/** What a terminal tells its pane. */
export interface ShellTerminalEvents {
  /** Typed, pasted, or answered by the terminal itself. */
  readonly onInput: (bytes: Uint8Array) => void;
  /** The size after a fit, only when it changed. */
  readonly onSize: (columns: number, rows: number) => void;
  /** A paste with line breaks into a shell that would run each line at once. */
  readonly onAskPaste: (text: string) => void;
  /** A link was pressed with Ctrl or Cmd. The address is as the program wrote it. */
  readonly onLink: (url: string) => void;
  readonly onHoverLink: (url: string | undefined) => void;
  /** Ctrl+Shift+Up, or Cmd for Ctrl. */
  readonly onLeave: () => void;
  /** Ctrl+Shift+C, or Cmd for Ctrl, with something selected. */
  readonly onCopy: (text: string) => void;
}

/** Size of a terminal, within what the contract takes. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

const fontSize = 12.5;
/** Times the font's own height of 17 px: cells of 18 px. */
const lineHeight = 1.06;
const scrollback = 10_000;
const fitAfterMs = 40;

function makeTerminal(screenReaderMode: boolean): Terminal {
  const fontFamily = getComputedStyle(document.documentElement).getPropertyValue('--font-mono').trim();
  return new Terminal({
    // The version of Unicode widths and search decorations count as proposed.
    allowProposedApi: true,
    fontFamily: fontFamily === '' ? 'monospace' : fontFamily,
    fontSize,
    lineHeight,
    fontWeightBold: 700,
    scrollback,
    minimumContrastRatio: 4.5,
    rescaleOverlappingGlyphs: true,
    cursorInactiveStyle: 'outline',
    // A program may neither move, resize nor question the window.
    windowOptions: {},
    logLevel: 'off',
    theme: currentTheme(),
    screenReaderMode,
  });
}

/** The mono font must be there before cells are measured. */
async function fontReady(): Promise<void> {
  try {
    await document.fonts.load(`${fontSize}px "JetBrains Mono Variable"`);
  } catch {
    // Without it the next font of the stack is measured.
  }
}

function proposed(fit: FitAddon): TerminalSize | undefined {
  const size = fit.proposeDimensions();
  if (size === undefined || Number.isNaN(size.cols) || Number.isNaN(size.rows)) return undefined;
  return {
    columns: Math.min(1000, Math.max(2, size.cols)),
    rows: Math.min(1000, Math.max(1, size.rows)),
  };
}

/** The size that a terminal in `host` will have, so that a shell can start with it. Undefined while it has no room. */
export async function measureTerminal(host: HTMLElement): Promise<TerminalSize | undefined> {
  await fontReady();
  if (!host.isConnected || host.clientHeight === 0) return undefined;
  const terminal = makeTerminal(false);
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(host);
  const size = proposed(fit);
  terminal.dispose();
  return size;
}

const encoder = new TextEncoder();

/**
 * An xterm in an element, with everything it needs and nothing that could act by itself: no clipboard by escape
 * sequence, no title, links only with a modifier, replies held back while old output is replayed. Owner: one pane;
 * `dispose` frees the terminal, its observers and listeners.
 */
export class ShellTerminal {
  readonly #host: HTMLElement;
  readonly #events: ShellTerminalEvents;
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon({ highlightLimit: 1000 });
  readonly #cleanups: (() => void)[] = [];
  #webgl: WebglAddon | undefined;
  #fitTimer: ReturnType<typeof setTimeout> | undefined;
  #replaying = false;
  #ended = false;
  #opened = false;
  #disposed = false;

  constructor(host: HTMLElement, events: ShellTerminalEvents, screenReaderMode: boolean) {
    this.#host = host;
    this.#events = events;
    const terminal = makeTerminal(screenReaderMode);
    this.#terminal = terminal;
    const activate = (event: MouseEvent, url: string): void => {
      if (event.ctrlKey || event.metaKey) events.onLink(url);
    };
    const hover = { hover: (_event: MouseEvent, url: string) => events.onHoverLink(url) };
    const leave = { leave: () => events.onHoverLink(undefined) };
    terminal.options.linkHandler = { activate, ...hover, ...leave };
    terminal.loadAddon(this.#fit);
    terminal.loadAddon(this.#search);
    terminal.loadAddon(new Unicode11Addon());
    terminal.unicode.activeVersion = '11';
    terminal.loadAddon(new WebLinksAddon(activate, { ...hover, ...leave }));
    terminal.onData((text) => events.onInput(encoder.encode(text)));
    terminal.onBinary((text) => events.onInput(Uint8Array.from(text, (byte) => byte.charCodeAt(0))));
    terminal.onResize(({ cols, rows }) => events.onSize(cols, rows));
    terminal.attachCustomKeyEventHandler((event) => this.#key(event));
    this.#holdReplies();
  }

  /** Draws the terminal once the font is there; resolves to its size, undefined where it has no room or is gone. */
  async open(): Promise<TerminalSize | undefined> {
    await fontReady();
    if (this.#disposed) return undefined;
    const host = this.#host;
    this.#terminal.open(host);
    this.#opened = true;
    const paste = (event: ClipboardEvent): void => this.#paste(event);
    const keydown = (event: KeyboardEvent): void => this.#keepKey(event);
    host.addEventListener('paste', paste, { capture: true });
    host.addEventListener('keydown', keydown);
    const observer = new ResizeObserver(() => this.#fitSoon());
    observer.observe(host);
    this.#cleanups.push(
      () => host.removeEventListener('paste', paste, { capture: true }),
      () => host.removeEventListener('keydown', keydown),
      () => observer.disconnect(),
      onThemeChange(() => {
        this.#terminal.options.theme = currentTheme();
      }),
    );
    this.#fitNow();
    return this.size;
  }

  get size(): TerminalSize {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows };
  }

  /** Takes output; `done` is called once it is parsed. */
  write(bytes: Uint8Array, done: () => void): void {
    this.#terminal.write(bytes, done);
  }

  /** Clears everything for output that begins anew. */
  reset(): void {
    this.#terminal.reset();
  }

  /** While true, questions in the output are not answered: whoever asked is long gone. */
  setReplaying(replaying: boolean): void {
    this.#replaying = replaying;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** After the end nothing is typed any more, and Tab leaves the terminal. */
  setEnded(ended: boolean): void {
    this.#ended = ended;
    this.#terminal.options.disableStdin = ended;
  }

  /** Shown or not: WebGL contexts are few, so only what is shown has one. */
  setShown(shown: boolean): void {
    if (!this.#opened) return;
    if (!shown) {
      this.#webgl?.dispose();
      this.#webgl = undefined;
      return;
    }
    this.#fitNow();
    if (this.#webgl === undefined) this.#loadWebgl();
  }

  setScreenReaderMode(on: boolean): void {
    this.#terminal.options.screenReaderMode = on;
  }

  focus(): void {
    this.#terminal.focus();
  }

  /** Pastes for good, in brackets where the shell asked for them. */
  paste(text: string): void {
    this.#terminal.paste(text);
  }

  /** Selects the next or previous occurrence; false where there is none. */
  find(text: string, direction: 1 | -1): boolean {
    if (text === '') {
      this.#terminal.clearSelection();
      return true;
    }
    return direction === 1 ? this.#search.findNext(text) : this.#search.findPrevious(text);
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#fitTimer !== undefined) clearTimeout(this.#fitTimer);
    for (const cleanup of this.#cleanups) cleanup();
    this.#webgl?.dispose();
    this.#terminal.dispose();
  }

  #loadWebgl(): void {
    try {
      const webgl = new WebglAddon();
      // Without its context the terminal goes on in the DOM.
      webgl.onContextLoss(() => {
        webgl.dispose();
        this.#webgl = undefined;
      });
      this.#terminal.loadAddon(webgl);
      this.#webgl = webgl;
    } catch {
      this.#webgl = undefined;
    }
  }

  #fitSoon(): void {
    this.#fitTimer ??= setTimeout(() => {
      this.#fitTimer = undefined;
      this.#fitNow();
    }, fitAfterMs);
  }

  #fitNow(): void {
    if (this.#host.clientHeight === 0 || this.#host.clientWidth === 0) return;
    const size = proposed(this.#fit);
    if (size === undefined) return;
    if (size.columns !== this.#terminal.cols || size.rows !== this.#terminal.rows) {
      this.#terminal.resize(size.columns, size.rows);
    }
  }

  /** False: the terminal leaves the key alone. */
  #key(event: KeyboardEvent): boolean {
    if (this.#ended) return false;
    if (!event.shiftKey || !(event.ctrlKey || event.metaKey)) return !event.metaKey;
    if (event.type === 'keydown' && event.key === 'ArrowUp') {
      event.preventDefault();
      this.#events.onLeave();
    } else if (event.type === 'keydown' && event.key.toLowerCase() === 'c') {
      event.preventDefault();
      const selected = this.#terminal.getSelection();
      if (selected !== '') this.#events.onCopy(selected);
    }
    return false;
  }

  /** What the shell gets must not be a shortcut of the app as well. */
  #keepKey(event: KeyboardEvent): void {
    if (this.#ended || event.metaKey || (event.ctrlKey && event.shiftKey)) return;
    event.stopPropagation();
  }

  #paste(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text === '' || this.#ended) return;
    const runsAtOnce = /[\r\n]/.test(text) && !this.#terminal.modes.bracketedPasteMode;
    if (runsAtOnce) this.#events.onAskPaste(text);
    else this.#terminal.paste(text);
  }

  #holdReplies(): void {
    const { parser } = this.#terminal;
    const held = (): boolean => this.#replaying;
    const heldQuestion = (data: string): boolean => this.#replaying && data.includes('?');
    const handlers: IDisposable[] = [
      ...[{ final: 'c' }, { prefix: '>', final: 'c' }, { prefix: '=', final: 'c' }].map((id) =>
        parser.registerCsiHandler(id, held),
      ),
      ...[{ final: 'n' }, { prefix: '?', final: 'n' }, { prefix: '>', final: 'q' }].map((id) =>
        parser.registerCsiHandler(id, held),
      ),
      parser.registerCsiHandler({ intermediates: '$', final: 'p' }, held),
      parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, held),
      parser.registerDcsHandler({ intermediates: '$', final: 'q' }, held),
      ...[4, 10, 11, 12].map((code) => parser.registerOscHandler(code, heldQuestion)),
    ];
    this.#cleanups.push(() => {
      for (const handler of handlers) handler.dispose();
    });
  }
}
