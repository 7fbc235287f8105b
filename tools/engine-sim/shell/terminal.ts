import { StringDecoder } from 'node:string_decoder';
import { type Line, LineEditor } from './line-editor';
import type { Input, Output } from './pipe';

const maxTyped = 4096;
const maxLines = 1000;

/**
 * The line discipline of one terminal: echo, editing of cooked lines, Ctrl-C, Ctrl-D, and newlines as CR LF. While the
 * shell edits a line itself, keys go to its editor; what is typed ahead is kept, up to 1000 lines of 4096 characters.
 */
export class Terminal implements Input {
  readonly #decoder = new StringDecoder('utf8');
  readonly #output: (data: Uint8Array) => Promise<void>;
  readonly #onInterrupt: () => void;
  readonly editor: LineEditor;
  readonly output: Output;
  /** Finished lines that nobody has read; undefined is an end of file. */
  #queue: (string | undefined)[] = [];
  #reader: ((data: Uint8Array | undefined) => void) | undefined;
  #typed = '';
  #closed = false;

  constructor(output: (data: Uint8Array) => Promise<void>, onInterrupt: () => void) {
    this.#output = output;
    this.#onInterrupt = onInterrupt;
    this.editor = new LineEditor((text) => void output(Buffer.from(text)));
    this.output = {
      write: async (data) => {
        const text = typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
        await output(Buffer.from(text.replace(/\r?\n/g, '\r\n')));
        return true;
      },
    };
  }

  /** The next finished line, or undefined at an end of file. One reader at a time; a newer one replaces it. */
  readonly read = (): Promise<Uint8Array | undefined> => {
    if (this.#queue.length > 0) {
      const line = this.#queue.shift();
      return Promise.resolve(line === undefined ? undefined : Buffer.from(line));
    }
    if (this.#closed) return Promise.resolve(undefined);
    return new Promise((resolve) => (this.#reader = resolve));
  };

  /** Edits a line, beginning with what was typed ahead and no program has read. */
  readLine(prompt: string): Promise<Line> {
    const ahead = this.#queue.map((line) => line ?? '').join('') + this.#typed;
    this.#queue = [];
    this.#reader = undefined;
    this.#typed = '';
    const line = this.editor.readLine(prompt);
    this.#keys(ahead);
    return line;
  }

  /** Takes what the client sends. */
  input(data: Uint8Array): void {
    this.#keys(this.#decoder.write(Buffer.from(data)));
  }

  #keys(text: string): void {
    for (const char of text) {
      if (this.editor.active) this.editor.key(char);
      else this.#cook(char);
    }
  }

  #cook(char: string): void {
    if (char === '\u0003') {
      void this.#output(Buffer.from('^C'));
      this.#typed = '';
      this.#queue = [];
      this.#onInterrupt();
      return;
    }
    if (char === '\u0004') {
      this.#commit(this.#typed === '' ? undefined : this.#typed);
      return;
    }
    if (char === '\u007f' || char === '\b') {
      if (this.#typed === '') return;
      this.#typed = Array.from(this.#typed).slice(0, -1).join('');
      void this.#output(Buffer.from('\b \b'));
      return;
    }
    if (char === '\r' || char === '\n') {
      void this.#output(Buffer.from('\r\n'));
      this.#commit(`${this.#typed}\n`);
      return;
    }
    if (this.#typed.length >= maxTyped) return;
    this.#typed += char;
    void this.#output(Buffer.from(char < ' ' ? `^${String.fromCharCode(char.charCodeAt(0) + 64)}` : char));
  }

  #commit(line: string | undefined): void {
    this.#typed = '';
    const reader = this.#reader;
    if (reader) {
      this.#reader = undefined;
      reader(line === undefined ? undefined : Buffer.from(line));
    } else if (this.#queue.length < maxLines) this.#queue.push(line);
  }

  /** No more input comes. */
  close(): void {
    this.#closed = true;
    this.#reader?.(undefined);
    this.editor.abandon();
  }
}
