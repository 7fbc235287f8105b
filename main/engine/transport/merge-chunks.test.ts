import http from 'node:http';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChunkMerger, mergeChunks } from './merge-chunks';

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n';

/** A body in chunks of the given sizes, with letters that tell where they are from. */
function chunked(sizes: readonly number[], extension = ''): { readonly wire: string; readonly body: string } {
  const parts = sizes.map((size, index) => String.fromCharCode(97 + (index % 26)).repeat(size));
  const wire = parts.map((part) => `${part.length.toString(16)}${extension}\r\n${part}\r\n`).join('');
  return { wire: `${head}${wire}0\r\n\r\n`, body: parts.join('') };
}

/** Cuts a text into pieces. */
function cut(text: string, at: readonly number[]): Buffer[] {
  const places = [...new Set(at.map((place) => place % (text.length + 1)))].sort((one, two) => one - two);
  return [0, ...places].map((from, index) => Buffer.from(text.slice(from, places[index]), 'latin1'));
}

/** An answer given in pieces over a connection, as Node's own client reads it; what it said when it could not. */
function read(
  pieces: readonly Buffer[],
  ends = true,
): Promise<{ readonly text: string; readonly error: string | undefined }> {
  const inner = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, done) => {
      for (const piece of pieces) inner.push(piece);
      if (ends) inner.push(null);
      done();
    },
  });
  return new Promise((resolve) => {
    let text = '';
    const failed = (error: NodeJS.ErrnoException): void =>
      resolve({ text, error: error.code ?? error.message });
    http
      .get({ path: '/', createConnection: () => mergeChunks(inner) }, (answer) => {
        answer.on('data', (part: Buffer) => {
          text += part.toString('latin1');
        });
        answer.on('end', () => resolve({ text, error: undefined }));
        answer.on('error', failed);
      })
      .on('error', failed);
  });
}

describe('an answer in many small chunks', () => {
  test('has the same body, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 }),
        fc.array(fc.nat(2000), { maxLength: 30 }),
        fc.constantFrom('', ';name=value'),
        async (sizes, places, extension) => {
          const { wire, body } = chunked(sizes, extension);
          expect(await read(cut(wire, places))).toEqual({ text: body, error: undefined });
        },
      ),
      { numRuns: 300 },
    );
  });

  test('comes in one chunk for each read', () => {
    const { wire } = chunked(Array.from({ length: 500 }, () => 100));
    const given: string[] = [];
    const merger = new ChunkMerger((part) => {
      given.push(part.toString('latin1'));
      return true;
    });
    merger.take(Buffer.from(wire, 'latin1'));
    // Head, one chunk (its length, its bytes, its end), the last chunk (its beginning, the rest).
    expect(given).toHaveLength(6);
    expect(given[1]).toBe('c350\r\n');
  });

  test('that breaks off is an error, and gives what came', async () => {
    const { wire, body } = chunked([10, 20, 30]);
    for (let length = head.length; length < wire.length - 4; length += 1) {
      const { text, error } = await read([Buffer.from(wire.slice(0, length), 'latin1')]);
      expect(error).toBe('ECONNRESET');
      expect(body.startsWith(text)).toBe(true);
    }
  });

  test.each([
    ['a length that is none', 'zz\r\nhello\r\n0\r\n\r\n'],
    ['a chunk that is longer than it says', '3\r\nhello\r\n0\r\n\r\n'],
    ['a length without end', `${'1'.repeat(40)}\r\n`],
  ])('with %s is refused as it would be without', async (_name, rest) => {
    const { error } = await read([Buffer.from(head + rest, 'latin1')]);
    expect(error).toMatch(/^HPE_|ECONNRESET/);
  });
});

test('answers of other kinds pass as they are', async () => {
  const plain = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
  expect(await read(cut(plain, [3, 30]))).toEqual({ text: 'hello', error: undefined });
  const old = 'HTTP/1.0 200 OK\r\n\r\nhello';
  expect(await read([Buffer.from(old)])).toEqual({ text: 'hello', error: undefined });
  const refused = `HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsorry\r\n0\r\n\r\n`;
  expect(await read([Buffer.from(refused)])).toEqual({ text: 'sorry', error: undefined });
});

test('a connection that ends takes the other end with it, both ways', async () => {
  const inner = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const outer = mergeChunks(inner);
  outer.on('error', () => undefined);
  outer.destroy();
  await new Promise((resolve) => inner.once('close', resolve));
  const other = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const outside = mergeChunks(other);
  const failed = new Promise((resolve) => outside.once('error', resolve));
  other.destroy(new Error('lost'));
  expect(await failed).toMatchObject({ message: 'lost' });
});
