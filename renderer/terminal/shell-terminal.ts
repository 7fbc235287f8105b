import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import type { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { TerminalLook } from '../state/terminal-look';
import { bufferText } from './buffer-text';
import { fontReady, lookOptions, makeTerminal, proposedSize, type TerminalSize } from './make-terminal';
import { withoutEscapes } from './pasted-text';
import { holdReplies, isReply } from './terminal-replies';
import { currentTheme, hitColours, onThemeChange } from './terminal-theme';
import { WebglDrawing } from './webgl-budget';

/** Typed by a person, answered by the terminal itself, or pasted for good. */
export type InputKind = 'typed' | 'reply' | 'pasted';

/** What a terminal tells its pane. */
export interface ShellTerminalEvents {
  readonly onInput: (bytes: Uint8Array, kind: InputKind) => void;
  /** The size after a fit, only when it changed. */
  readonly onSize: (columns: number, rows: number) => void;
  /** Something is to be pasted; `paste` does it. */
  readonly onPaste: (text: string) => void;
  /** A link was pressed with Ctrl or Cmd. The address is as the program wrote it. */
  readonly onLink: (url: string) => void;
  readonly onHoverLink: (url: string | undefined) => void;
  /** As the program wrote it. */
  readonly onTitle: (title: string) => void;
  /** Ctrl+Shift+Up, or Cmd for Ctrl. */
  readonly onLeave: () => void;
  /** Ctrl+Shift+F, or Cmd for Ctrl. */
  readonly onFind: () => void;
  /** Ctrl+Shift+C, or Cmd for Ctrl, with something selected, or the end of a selection where that copies. */
  readonly onCopy: (text: string) => void;
  /** Ctrl or Cmd with plus, minus or 0. */
  readonly onZoom: (step: -1 | 0 | 1) => void;
  /** What is looked for was found in other places than before, also because of new output. */
  readonly onHits: (hits: TerminalHits) => void;
}

/** Where a text stands in what a terminal holds. */
export interface TerminalHits {
  /** At most `mostHits`: then there may be more. */
  readonly count: number;
  /** The selected one, from 1 on; undefined where none is, or where there are too many to tell. */
  readonly current: number | undefined;
}

/** So many places are marked and counted at once. */
export const mostHits = 1000;

const fitAfterMs = 40;
const encoder = new TextEncoder();
const zoomKeys: Readonly<Record<string, -1 | 0 | 1>> = { '+': 1, '=': 1, '-': -1, '0': 0 };

/** With Ctrl+Shift the app's, beside letters, which mean nothing to a shell with both. */
const appKeys = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'Tab']);

/** Whether a key with Ctrl+Shift goes to the shell: Ctrl+_ and Ctrl+@ are typed with Shift on many keyboards. */
function isForShell({ key, code }: KeyboardEvent): boolean {
  return !/^\p{L}$/u.test(key) && code !== 'Backslash' && !appKeys.has(key);
}

/**
 * An xterm in an element, with everything it needs and nothing that could act by itself: no clipboard by escape
 * sequence, its title is only told, links only with a modifier, replies held back while old output is replayed. Owner:
 * one pane; `dispose` frees the terminal, its observers and listeners.
 */
export class ShellTerminal {
  readonly #host: HTMLElement;
  readonly #events: ShellTerminalEvents;
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon({ highlightLimit: mostHits });
  readonly #webgl = new WebglDrawing();
  readonly #cleanups: (() => void)[] = [];
  #look: TerminalLook;
  #fitTimer: ReturnType<typeof setTimeout> | undefined;
  #replaying = false;
  #pasting = false;
  #ended = false;
  #hears = true;
  #opened = false;
  #disposed = false;

  /** `tty`: false where lines end without a return and sizes mean nothing. */
  constructor(host: HTMLElement, events: ShellTerminalEvents, look: TerminalLook, tty: boolean) {
    this.#host = host;
    this.#events = events;
    this.#look = look;
    const terminal = makeTerminal(look, tty);
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
    terminal.onData((text) => events.onInput(encoder.encode(text), this.#kind(text)));
    terminal.onBinary((text) => {
      events.onInput(
        Uint8Array.from(text, (byte) => byte.charCodeAt(0)),
        'reply',
      );
    });
    terminal.onResize(({ cols, rows }) => events.onSize(cols, rows));
    this.#search.onDidChangeResults(({ resultIndex, resultCount }) =>
      events.onHits({ count: resultCount, current: resultIndex < 0 ? undefined : resultIndex + 1 }),
    );
    terminal.onTitleChange((title) => events.onTitle(title.slice(0, 1000)));
    terminal.attachCustomKeyEventHandler((event) => this.#key(event));
    this.#cleanups.push(holdReplies(terminal, () => this.#replaying));
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
    const selected = (): void => this.#copySelected();
    host.addEventListener('paste', paste, { capture: true });
    host.addEventListener('keydown', keydown);
    // Also where the pointer was let go outside.
    window.addEventListener('mouseup', selected);
    const observer = new ResizeObserver(() => this.#fitSoon());
    observer.observe(host);
    this.#cleanups.push(
      () => host.removeEventListener('paste', paste, { capture: true }),
      () => host.removeEventListener('keydown', keydown),
      () => window.removeEventListener('mouseup', selected),
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

  /** Clears all lines but the one of the cursor; false, and nothing is cleared, where a program draws the whole screen. */
  clear(): boolean {
    if (this.#terminal.buffer.active.type === 'alternate') return false;
    this.#terminal.clear();
    return true;
  }

  /** Everything that is held, as text. */
  text(): string {
    return bufferText(this.#terminal.buffer.active);
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
    this.#terminal.options.disableStdin = this.#isDeaf;
  }

  /** False where keys mean nothing to the program: what is typed here goes nowhere, and Tab leaves the terminal. */
  setHears(hears: boolean): void {
    this.#hears = hears;
    this.#terminal.options.disableStdin = this.#isDeaf;
  }

  get #isDeaf(): boolean {
    return this.#ended || !this.#hears;
  }

  /** Shown or not: WebGL contexts are few, so only what is shown has one. */
  setShown(shown: boolean): void {
    if (!this.#opened) return;
    if (!shown) {
      this.#webgl.stop();
      return;
    }
    this.#fitNow();
    this.#webgl.start(this.#terminal);
  }

  setLook(look: TerminalLook): void {
    this.#look = look;
    Object.assign(this.#terminal.options, lookOptions(look));
    if (this.#opened) this.#fitNow();
  }

  focus(): void {
    this.#terminal.focus();
  }

  /** Whether a shell would run the lines of a text as they come, because it asked for no brackets around pastes. */
  runsAtOnce(text: string): boolean {
    return /[\r\n]/.test(text) && !this.#terminal.modes.bracketedPasteMode;
  }

  /**
   * Pastes for good, in brackets where the shell asked for them. What begins an escape sequence is left out: a text that
   * ended its brackets itself would go on as typed, and run.
   */
  paste(text: string): void {
    this.#pasting = true;
    this.#terminal.paste(withoutEscapes(text));
    this.#pasting = false;
  }

  /** Selects the next or previous occurrence and marks all; '' ends that. `onHits` tells how many there are. */
  find(text: string, direction: 1 | -1): void {
    if (text === '') {
      this.#terminal.clearSelection();
      this.endFind();
      return;
    }
    const options = { decorations: hitColours() };
    if (direction === 1) this.#search.findNext(text, options);
    else this.#search.findPrevious(text, options);
  }

  /** Takes the marks away; the selection stays, so that it can be copied. */
  endFind(): void {
    this.#search.clearDecorations();
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#fitTimer !== undefined) clearTimeout(this.#fitTimer);
    for (const cleanup of this.#cleanups) cleanup();
    this.#webgl.stop();
    this.#terminal.dispose();
  }

  #kind(text: string): InputKind {
    if (this.#pasting) return 'pasted';
    return isReply(text) ? 'reply' : 'typed';
  }

  #fitSoon(): void {
    this.#fitTimer ??= setTimeout(() => {
      this.#fitTimer = undefined;
      this.#fitNow();
    }, fitAfterMs);
  }

  #fitNow(): void {
    if (this.#host.clientHeight === 0 || this.#host.clientWidth === 0) return;
    const size = proposedSize(this.#fit);
    if (size === undefined) return;
    if (size.columns !== this.#terminal.cols || size.rows !== this.#terminal.rows) {
      this.#terminal.resize(size.columns, size.rows);
    }
  }

  /** False: the terminal leaves the key alone. */
  #key(event: KeyboardEvent): boolean {
    const control = event.ctrlKey || event.metaKey;
    const zoom = control && !event.altKey ? zoomKeys[event.key] : undefined;
    if (zoom !== undefined) {
      event.preventDefault();
      if (event.type === 'keydown') this.#events.onZoom(zoom);
      return false;
    }
    if (control && event.shiftKey && event.type === 'keydown' && this.#ownKey(event)) {
      event.preventDefault();
      return false;
    }
    if (this.#isDeaf) return false;
    return !event.metaKey && (!event.ctrlKey || !event.shiftKey || isForShell(event));
  }

  /** Ctrl+Shift with one of the terminal's own keys. */
  #ownKey(event: KeyboardEvent): boolean {
    const key = event.key.toLowerCase();
    if (key === 'arrowup') this.#events.onLeave();
    else if (key === 'f') this.#events.onFind();
    else if (key === 'c') {
      const selected = this.#terminal.getSelection();
      if (selected !== '') this.#events.onCopy(selected);
    } else return false;
    return true;
  }

  /** What the shell gets must not be a shortcut of the app as well. */
  #keepKey(event: KeyboardEvent): void {
    if (this.#isDeaf || event.metaKey) return;
    if (!event.ctrlKey || !event.shiftKey || isForShell(event)) event.stopPropagation();
  }

  #copySelected(): void {
    if (!this.#look.copyOnSelect || !this.#host.contains(document.activeElement)) return;
    const selected = this.#terminal.getSelection();
    if (selected !== '') this.#events.onCopy(selected);
  }

  #paste(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text !== '' && !this.#isDeaf) this.#events.onPaste(text);
  }
}
