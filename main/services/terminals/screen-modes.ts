/**
 * DEC private modes that decide how later output reads: cursor keys (1), origin (6), wrapping (7), the cursor (25), the
 * other screen (47, 1047, 1049), mouse and focus reports (9, 1000 to 1006, 1015, 1016), bracketed paste (2004).
 */
const tracked: ReadonlySet<number> = new Set([
  1, 6, 7, 9, 25, 47, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 1047, 1049, 2004,
]);
const otherScreens: readonly number[] = [47, 1047, 1049];
/** A longer sequence is none that a program sends. */
const longest = 64;
const escape = 0x1b;
const change = '\x1b[?';
const reset = '\x1bc';

/**
 * The modes that a stream of terminal output left behind, so that what follows can be shown without it. Looks at private
 * modes (`CSI ? … h` and `l`) and at a full reset (`ESC c`) alone, wherever the stream is cut.
 */
export class ScreenModes {
  readonly #modes = new Map<number, boolean>();
  /** A sequence that has begun and not ended yet. */
  #begun: Buffer = Buffer.alloc(0);

  /** Takes the stream's next bytes, which are only read. Costs two searches, whatever else stands in them. */
  take(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const plain = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#begun.length > 0) {
      const seam = Buffer.concat([this.#begun, plain.subarray(0, longest)]);
      this.#begun = Buffer.alloc(0);
      if (!this.#apply(seam, 0) && isBegun(seam)) {
        this.#begun = seam;
        return;
      }
    }
    let toChange = plain.indexOf(change, 0, 'latin1');
    let toReset = plain.indexOf(reset, 0, 'latin1');
    while (toChange !== -1 || toReset !== -1) {
      const at = toReset === -1 || (toChange !== -1 && toChange < toReset) ? toChange : toReset;
      this.#apply(plain, at);
      if (at === toChange) toChange = plain.indexOf(change, at + 1, 'latin1');
      else toReset = plain.indexOf(reset, at + 1, 'latin1');
    }
    const last = plain.lastIndexOf(escape);
    if (last !== -1 && isBegun(plain.subarray(last))) this.#begun = Buffer.from(plain.subarray(last));
  }

  /** A tracker of its own in the same state. */
  copy(): ScreenModes {
    const copy = new ScreenModes();
    for (const [mode, on] of this.#modes) copy.#modes.set(mode, on);
    copy.#begun = this.#begun;
    return copy;
  }

  /** A full-screen program has the other screen. */
  get fullScreen(): boolean {
    return otherScreens.some((mode) => this.#modes.get(mode) === true);
  }

  /** What brings a terminal into these modes; '' where none was ever set. */
  get sequence(): string {
    return [...this.#modes].map(([mode, on]) => `${change}${mode}${on ? 'h' : 'l'}`).join('');
  }

  /** Follows the sequence that begins at `at`; false where there is no whole one. */
  #apply(bytes: Buffer, at: number): boolean {
    const text = bytes.toString('latin1', at, at + longest);
    if (text.startsWith(reset)) {
      this.#modes.clear();
      return true;
    }
    if (!text.startsWith(change)) return false;
    const found = /^([\d;]+)([hl])/.exec(text.slice(change.length));
    if (found === null) return false;
    const on = found[2] === 'h';
    for (const part of (found[1] ?? '').split(';')) {
      const mode = Number(part);
      if (!tracked.has(mode)) continue;
      // The order of setting is kept: a later one may depend on an earlier one.
      this.#modes.delete(mode);
      this.#modes.set(mode, on);
    }
    return true;
  }
}

/** Whether these bytes are the beginning of a sequence that is looked at. */
function isBegun(bytes: Buffer): boolean {
  if (bytes.length === 0 || bytes.length >= longest || bytes[0] !== escape) return false;
  return /^(\[(\?[\d;]*)?)?$/.test(bytes.toString('latin1', 1));
}
