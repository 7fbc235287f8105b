/** Where a command reads: bytes, or undefined at the end. */
export interface Input {
  readonly read: () => Promise<Uint8Array | undefined>;
}

/** Where a command writes. False says that nobody reads any more, as SIGPIPE would. */
export interface Output {
  readonly write: (data: string | Uint8Array) => Promise<boolean>;
}

/** The three streams of a command. */
export interface Io {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
}

const bound = 64 * 1024;

/** A pipe between two commands: at most 64 KiB wait in it, then the writer waits. */
export class Pipe implements Input, Output {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #ended = false;
  #broken = false;
  #wakeReader: () => void = () => undefined;
  #wakeWriter: () => void = () => undefined;

  readonly write = async (data: string | Uint8Array): Promise<boolean> => {
    if (this.#broken || this.#ended) return false;
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    this.#chunks.push(bytes);
    this.#size += bytes.byteLength;
    this.#wakeReader();
    if (this.#size > bound) await new Promise<void>((resolve) => (this.#wakeWriter = resolve));
    return !this.#isBroken();
  };

  readonly read = async (): Promise<Uint8Array | undefined> => {
    while (this.#chunks.length === 0 && !this.#ended && !this.#isBroken()) {
      await new Promise<void>((resolve) => (this.#wakeReader = resolve));
    }
    const chunk = this.#chunks.shift();
    this.#size -= chunk?.byteLength ?? 0;
    if (this.#size <= bound) this.#wakeWriter();
    return chunk;
  };

  #isBroken(): boolean {
    return this.#broken;
  }

  /** The writer is done: the reader gets what is left, then the end. */
  end(): void {
    this.#ended = true;
    this.#wakeReader();
    this.#wakeWriter();
  }

  /** The reader is done: what is left is dropped and writers are told. */
  break(): void {
    this.#broken = true;
    this.#chunks.length = 0;
    this.#size = 0;
    this.#wakeReader();
    this.#wakeWriter();
  }
}

/** An input that ends at once. */
export const emptyInput: Input = { read: () => Promise.resolve(undefined) };

/** An output that takes everything and keeps nothing. */
export const nullOutput: Output = { write: () => Promise.resolve(true) };

/** Collects text up to a bound, for command substitution. */
export function collector(limit: number): { readonly output: Output; readonly text: () => string } {
  let text = '';
  return {
    output: {
      write: (data) => {
        text += typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
        return Promise.resolve(text.length < limit);
      },
    },
    text: () => text,
  };
}

/** Reads an input to its end as text, at most `limit` characters. */
export async function readAll(input: Input, limit = 4 * 1024 * 1024): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let chunk = await input.read(); chunk && size < limit; chunk = await input.read()) {
    chunks.push(chunk);
    size += chunk.byteLength;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads an input line by line, without the newlines. */
export async function* readLines(input: Input): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for (let chunk = await input.read(); chunk; chunk = await input.read()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
