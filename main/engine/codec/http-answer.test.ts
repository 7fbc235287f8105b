import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHttpAnswer } from './http-answer';

const most = 4096;

function withLength(status: number, body: Buffer, more = ''): Buffer {
  const head = `HTTP/1.1 ${status} Words\r\nContent-Type: application/json\r\n${more}Content-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

function inChunks(status: number, parts: readonly Buffer[]): Buffer {
  const head = Buffer.from(`HTTP/1.1 ${status} Words\r\nTransfer-Encoding: chunked\r\n\r\n`);
  const chunks = parts
    .filter(({ length }) => length > 0)
    .map((part) =>
      Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]),
    );
  return Buffer.concat([head, ...chunks, Buffer.from('0\r\n\r\n')]);
}

const bytes = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each));

describe('a small answer', () => {
  test('with a length or in chunks is known by its last byte, and not before', () => {
    fc.assert(
      fc.property(
        fc.array(bytes, { maxLength: 5 }),
        fc.constantFrom(200, 404, 500),
        fc.boolean(),
        (parts, status, chunked) => {
          const body = Buffer.concat(parts);
          const answer = chunked ? inChunks(status, parts) : withLength(status, body);
          for (let end = 0; end < answer.length; end += 1)
            expect(readHttpAnswer(answer.subarray(0, end), most).kind).toBe('more');
          expect(readHttpAnswer(answer, most)).toEqual({ kind: 'whole', status, body, keep: true });
          expect(readHttpAnswer(Buffer.concat([answer, Buffer.from('x')]), most).kind).toBe('bad');
        },
      ),
      { numRuns: 30 },
    );
  });

  test('after which the engine closes says so', () => {
    const body = Buffer.from('{}');
    expect(readHttpAnswer(withLength(200, body, 'connection: close\r\n'), most)).toMatchObject({
      keep: false,
    });
    const old = Buffer.from(withLength(200, body).toString().replace('HTTP/1.1', 'HTTP/1.0'));
    expect(readHttpAnswer(old, most)).toMatchObject({ status: 200, keep: false });
  });

  test.each([
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['no length', 'HTTP/1.1 200 OK\r\n\r\n{}'],
    ['more than is taken', 'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n'],
    ['a chunk larger than is taken', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n'],
    ['chunks that are none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['a chunk without an end', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabcd'],
    ['a head without an end', `HTTP/1.1 200 OK\r\n${'a'.repeat(20_000)}`],
  ])('of %s is bad', (_, text) => {
    expect(readHttpAnswer(Buffer.from(text), most).kind).toBe('bad');
  });

  test('of noise never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (noise, headed) => {
        const head = headed ? 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' : '';
        const all = Buffer.concat([Buffer.from(head), noise]);
        expect(['more', 'bad', 'whole']).toContain(readHttpAnswer(all, most).kind);
      }),
    );
  });
});
