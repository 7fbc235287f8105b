const maxLine = 4096;
const maxHistory = 200;

/** What a finished line is: its text, Ctrl-C, or Ctrl-D on an empty line. */
export type Line =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'end' };

/**
 * Edits one line on a terminal: arrows, Home, End, Backspace, Delete, history, Ctrl-A C D E K L U W. It echoes what it
 * does; the terminal is never asked for anything. A line holds at most 4096 characters, the history 200 lines.
 */
export class LineEditor {
  readonly #write: (text: string) => void;
  readonly #history: string[] = [];
  #prompt = '';
  #line: string[] = [];
  #cursor = 0;
  #recall = 0;
  #saved = '';
  #escape = '';
  #finish: ((line: Line) => void) | undefined;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** The lines entered so far, oldest first. */
  get history(): readonly string[] {
    return this.#history;
  }

  /** True while a line is being edited. */
  get active(): boolean {
    return this.#finish !== undefined;
  }

  /** Shows the prompt and resolves with the line that is entered. */
  readLine(prompt: string): Promise<Line> {
    this.#prompt = prompt;
    this.#line = [];
    this.#cursor = 0;
    this.#recall = this.#history.length;
    this.#write(prompt);
    return new Promise((resolve) => (this.#finish = resolve));
  }

  /** Takes one character of input. */
  key(char: string): void {
    if (this.#escape !== '') {
      this.#sequence(char);
      return;
    }
    switch (char) {
      case '\u001b':
        this.#escape = char;
        return;
      case '\r':
      case '\n':
        this.#enter();
        return;
      case '\u0003':
        this.#write('^C\r\n');
        this.#done({ kind: 'interrupt' });
        return;
      case '\u0004':
        if (this.#line.length === 0) this.#done({ kind: 'end' });
        else this.#delete();
        return;
      case '\u007f':
      case '\b':
        if (this.#cursor > 0) {
          this.#move(this.#cursor - 1);
          this.#delete();
        }
        return;
      case '\u0001':
        this.#move(0);
        return;
      case '\u0005':
        this.#move(this.#line.length);
        return;
      case '\u000b':
        this.#line.length = this.#cursor;
        this.#write('\u001b[K');
        return;
      case '\u0015':
        this.#replace(this.#line.slice(this.#cursor).join(''), 0);
        return;
      case '\u0017': {
        const before = this.#line
          .slice(0, this.#cursor)
          .join('')
          .replace(/\S+\s*$/, '');
        this.#replace(before + this.#line.slice(this.#cursor).join(''), before.length);
        return;
      }
      case '\u000c':
        this.#write(`\u001b[H\u001b[2J${this.#prompt}${this.#line.join('')}`);
        this.#back(this.#line.length - this.#cursor);
        return;
      default:
        if (char >= ' ' && this.#line.length < maxLine) this.#insert(char);
    }
  }

  #sequence(char: string): void {
    this.#escape += char;
    if (this.#escape === '\u001b[' || this.#escape === '\u001bO') return;
    if (/^\u001b\[[\d;]{1,8}$/.test(this.#escape)) return;
    const sequence = this.#escape.slice(1).replace('O', '[');
    this.#escape = '';
    switch (sequence) {
      case '[A':
        this.#older();
        return;
      case '[B':
        this.#newer();
        return;
      case '[C':
        this.#move(Math.min(this.#line.length, this.#cursor + 1));
        return;
      case '[D':
        this.#move(Math.max(0, this.#cursor - 1));
        return;
      case '[H':
      case '[1~':
        this.#move(0);
        return;
      case '[F':
      case '[4~':
        this.#move(this.#line.length);
        return;
      case '[3~':
        this.#delete();
        return;
      default:
    }
  }

  #back(count: number): void {
    if (count > 0) this.#write(`\u001b[${count}D`);
  }

  #move(to: number): void {
    if (to < this.#cursor) this.#back(this.#cursor - to);
    else if (to > this.#cursor) this.#write(`\u001b[${to - this.#cursor}C`);
    this.#cursor = to;
  }

  #insert(char: string): void {
    this.#line.splice(this.#cursor, 0, char);
    this.#cursor += 1;
    const rest = this.#line.slice(this.#cursor).join('');
    this.#write(char + rest);
    this.#back(this.#line.length - this.#cursor);
  }

  #delete(): void {
    if (this.#cursor >= this.#line.length) return;
    this.#line.splice(this.#cursor, 1);
    this.#write(`${this.#line.slice(this.#cursor).join('')}\u001b[K`);
    this.#back(this.#line.length - this.#cursor);
  }

  #replace(text: string, cursor: number): void {
    this.#move(0);
    this.#line = Array.from(text);
    this.#write(`\u001b[K${text}`);
    this.#back(this.#line.length - cursor);
    this.#cursor = cursor;
  }

  #older(): void {
    if (this.#recall === 0) return;
    if (this.#recall === this.#history.length) this.#saved = this.#line.join('');
    this.#recall -= 1;
    this.#show(this.#history[this.#recall] ?? '');
  }

  #newer(): void {
    if (this.#recall >= this.#history.length) return;
    this.#recall += 1;
    this.#show(this.#history[this.#recall] ?? this.#saved);
  }

  #show(text: string): void {
    this.#replace(text, Array.from(text).length);
  }

  #enter(): void {
    const text = this.#line.join('');
    this.#move(this.#line.length);
    this.#write('\r\n');
    if (text.trim() !== '' && this.#history.at(-1) !== text) this.#history.push(text);
    if (this.#history.length > maxHistory) this.#history.shift();
    this.#done({ kind: 'line', text });
  }

  #done(line: Line): void {
    const finish = this.#finish;
    this.#finish = undefined;
    finish?.(line);
  }

  /** Gives up an open line: the program ends. */
  abandon(): void {
    this.#done({ kind: 'end' });
  }
}
