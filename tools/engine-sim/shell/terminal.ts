import { StringDecoder } from 'node:string_decoder';
import { type Line, LineEditor } from './line-editor';
import { type Input, type Output, Pipe } from './pipe';

const maxTyped = 4096;

/**
 * The line discipline of one terminal: echo, editing of cooked lines, Ctrl-C, Ctrl-D, and newlines as CR LF. While the
 * shell edits a line itself, keys go to its editor; what is typed ahead is kept, up to 4096 characters.
 */
export class Terminal implements Input {
  readonly #decoder = new StringDecoder('utf8');
  readonly #output: (data: Uint8Array) => Promise<void>;
  readonly #onInterrupt: () => void;
  readonly editor: LineEditor;
  readonly output: Output;
  #cooked = new Pipe();
  #typed = '';
  #ahead = '';

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

  readonly read = (): Promise<Uint8Array | undefined> => this.#cooked.read();

  /** Edits a line, beginning with what was typed ahead. */
  readLine(prompt: string): Promise<Line> {
    const line = this.editor.readLine(prompt);
    const ahead = this.#ahead + this.#typed;
    this.#ahead = '';
    this.#typed = '';
    this.#cooked = new Pipe();
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
      this.#ahead = '';
      this.#onInterrupt();
      return;
    }
    if (char === '\u0004') {
      if (this.#typed === '') this.#cooked.end();
      else this.#commit(this.#typed);
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
    if (this.#typed.length + this.#ahead.length >= maxTyped) return;
    this.#typed += char;
    void this.#output(Buffer.from(char < ' ' ? `^${String.fromCharCode(char.charCodeAt(0) + 64)}` : char));
  }

  #commit(text: string): void {
    this.#typed = '';
    // Whoever reads first gets it: a program through the pipe, or the editor when the program did not care.
    if (this.#ahead.length + text.length <= maxTyped) this.#ahead += text;
    void this.#cooked.write(text);
  }

  /** A program has read the lines that it wanted; the editor must not see them again. */
  consumed(): void {
    this.#ahead = '';
  }

  /** No more input comes. */
  close(): void {
    this.#cooked.end();
    this.editor.abandon();
  }
}
