/** What a connection does to the bytes of one answer. Counts run from the first byte, or from the body's first. */
export type OutputFault =
  | {
      /** `truncate` ends cleanly, `reset` breaks, `half-close` ends its side only, `stall` says nothing any more. */
      readonly kind: 'truncate' | 'reset' | 'half-close' | 'stall';
      readonly bytes: number;
      readonly from: 'answer' | 'body';
    }
  /** `chunk` bytes at a time. */
  | { readonly kind: 'drip'; readonly chunk: number; readonly everyMs: number }
  /** No faster than this; about fifty writes a second. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  /** Spoils the HTTP chunk number `at` (from 0) of a chunked answer: ends in its middle, or lies about its length. */
  | { readonly kind: 'chunk'; readonly how: 'cut' | 'longer' | 'shorter' | 'garbage'; readonly at: number };

/** What a spoiler does with bytes: the socket, behind three verbs. */
export interface Wire {
  readonly send: (bytes: Buffer, done: () => void) => void;
  /** Ends the engine's side; with `whole` the client's too. */
  readonly end: (whole: boolean) => void;
  readonly reset: () => void;
}

/** Takes every write of an answer in the place of the socket. After `over` nothing more goes out. */
export interface Spoiler {
  readonly write: (chunk: Buffer, done: () => void) => void;
  readonly over: boolean;
  readonly stop: () => void;
}

/** Makes the spoiler for a fault. Whoever made it stops it. */
export function spoil(fault: OutputFault, wire: Wire): Spoiler {
  switch (fault.kind) {
    case 'drip':
      return new Dripper(wire, fault.chunk, fault.everyMs);
    case 'slow':
      return new Dripper(wire, Math.max(1, Math.round(fault.bytesPerSecond / 50)), 20);
    case 'chunk':
      return new ChunkSpoiler(wire, fault.how, fault.at);
    case 'truncate':
    case 'reset':
    case 'half-close':
    case 'stall':
      return new Cutter(wire, fault.kind, fault.bytes, fault.from === 'body');
  }
}

class Dripper implements Spoiler {
  readonly over = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #wire: Wire;
  readonly #size: number;
  readonly #everyMs: number;

  constructor(wire: Wire, size: number, everyMs: number) {
    this.#wire = wire;
    this.#size = size;
    this.#everyMs = everyMs;
  }

  write(chunk: Buffer, done: () => void): void {
    let at = 0;
    const step = (): void => {
      this.#wire.send(chunk.subarray(at, at + this.#size), () => undefined);
      at += this.#size;
      if (at >= chunk.length) done();
      else this.#timer = setTimeout(step, this.#everyMs);
    };
    step();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

class Cutter implements Spoiler {
  over = false;
  #inBody: boolean;
  #left: number;
  #tail = Buffer.alloc(0);
  readonly #wire: Wire;
  readonly #kind: 'truncate' | 'reset' | 'half-close' | 'stall';

  constructor(
    wire: Wire,
    kind: 'truncate' | 'reset' | 'half-close' | 'stall',
    bytes: number,
    fromBody: boolean,
  ) {
    this.#wire = wire;
    this.#kind = kind;
    this.#left = bytes;
    this.#inBody = !fromBody;
  }

  write(chunk: Buffer, done: () => void): void {
    let free = 0;
    if (!this.#inBody) {
      const seen = Buffer.concat([this.#tail, chunk]);
      const end = seen.indexOf('\r\n\r\n');
      this.#inBody = end >= 0;
      free = end >= 0 ? end + 4 - this.#tail.length : chunk.length;
      this.#tail = seen.subarray(Math.max(0, seen.length - 3));
      if (!this.#inBody) {
        this.#wire.send(chunk, done);
        return;
      }
    }
    const allowed = free + this.#left;
    if (chunk.length < allowed) {
      this.#left -= chunk.length - free;
      this.#wire.send(chunk, done);
      return;
    }
    this.over = true;
    const finish = (): void => {
      if (this.#kind === 'truncate') this.#wire.end(true);
      else if (this.#kind === 'half-close') this.#wire.end(false);
      else if (this.#kind === 'reset') this.#wire.reset();
      done();
    };
    if (allowed > 0) this.#wire.send(chunk.subarray(0, allowed), finish);
    else finish();
  }

  stop(): void {
    this.over = true;
  }
}

class ChunkSpoiler implements Spoiler {
  over = false;
  #data = Buffer.alloc(0);
  #state: 'head' | 'size' | 'data' | 'through' = 'head';
  /** Bytes of the chunk at hand that have not gone by, with its line end. */
  #left = 0;
  #index = 0;
  readonly #wire: Wire;
  readonly #how: 'cut' | 'longer' | 'shorter' | 'garbage';
  readonly #at: number;

  constructor(wire: Wire, how: 'cut' | 'longer' | 'shorter' | 'garbage', at: number) {
    this.#wire = wire;
    this.#how = how;
    this.#at = at;
  }

  write(chunk: Buffer, done: () => void): void {
    this.#data = Buffer.concat([this.#data, chunk]);
    const out: Buffer[] = [];
    while (this.#step(out));
    const ended = this.over;
    this.#wire.send(Buffer.concat(out), () => {
      if (ended) this.#wire.end(true);
      done();
    });
  }

  stop(): void {
    this.over = true;
  }

  #take(count: number): Buffer {
    const taken = this.#data.subarray(0, count);
    this.#data = this.#data.subarray(count);
    return taken;
  }

  /** Moves one part on. False when more bytes are needed. */
  #step(out: Buffer[]): boolean {
    if (this.#data.length === 0 || this.over) return false;
    switch (this.#state) {
      case 'head': {
        const end = this.#data.indexOf('\r\n\r\n');
        if (end < 0) return false;
        const head = this.#take(end + 4);
        this.#state = /\r\ntransfer-encoding: *chunked/i.test(head.toString('latin1')) ? 'size' : 'through';
        out.push(head);
        return true;
      }
      case 'size': {
        const end = this.#data.indexOf('\r\n');
        if (end < 0) return false;
        const line = this.#take(end + 2);
        const size = Number.parseInt(line.toString('latin1'), 16);
        this.#left = size + 2;
        this.#state = 'data';
        if (this.#index === this.#at) this.#spoilLine(size, out);
        else out.push(line);
        this.#index += 1;
        return true;
      }
      case 'data': {
        if (this.#how === 'cut' && this.#index === this.#at + 1) {
          out.push(this.#take(Math.max(1, Math.floor((this.#left - 2) / 2))));
          this.over = true;
          return false;
        }
        const part = this.#take(Math.min(this.#left, this.#data.length));
        this.#left -= part.length;
        out.push(part);
        if (this.#left === 0) this.#state = 'size';
        return true;
      }
      case 'through':
        out.push(this.#take(this.#data.length));
        return true;
    }
  }

  #spoilLine(size: number, out: Buffer[]): void {
    const told = { cut: size, longer: size + 16, shorter: Math.max(1, size - 1), garbage: size }[this.#how];
    out.push(Buffer.from(this.#how === 'garbage' ? 'no length\r\n' : `${told.toString(16)}\r\n`));
  }
}
