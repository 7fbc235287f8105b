/**
 * What goes over the bridge between the page and the host: batches of frames as base64 text. Runs on both sides,
 * so no Node and no DOM types but the few that both have.
 *
 * A batch is: header length (uint32, little endian), header (JSON, UTF-8), then the bytes of all binary values.
 */

/** A message on its way: on a port, or on a channel of ipcMain and ipcRenderer. Ports are named by bridge-wide numbers. */
export type Frame =
  | { readonly op: 'port'; readonly id: number; readonly value: unknown; readonly ports: readonly number[] }
  | { readonly op: 'close'; readonly id: number }
  | {
      readonly op: 'ipc';
      readonly channel: string;
      readonly args: readonly unknown[];
      readonly ports: readonly number[];
    }
  | { readonly op: 'hello' }
  | { readonly op: 'visibility'; readonly hidden: boolean }
  | { readonly op: 'open'; readonly url: string; readonly name: string; readonly features: string };

const views = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;
type ViewName = keyof typeof views;

interface Dict {
  readonly [key: string]: unknown;
}

/** Marks an object of the JSON header that stands for something JSON cannot say. */
const mark = '\u0000pilothouse';
const maxDepth = 500;

const isViewName = (name: string): name is ViewName => Object.hasOwn(views, name);
const isObject = (value: unknown): value is Dict => typeof value === 'object' && value !== null;

function cannotClone(what: string): never {
  throw new TypeError(`The Chromium host cannot send ${what} through a port`);
}

/** Gathers the binary values of one batch while its header is made. */
class Encoder {
  readonly blobs: Uint8Array[] = [];
  byteLength = 0;

  private blob(kind: string, bytes: Uint8Array): Dict {
    this.blobs.push(bytes);
    this.byteLength += bytes.byteLength;
    return { [mark]: kind, n: bytes.byteLength };
  }

  value(value: unknown, depth = 0): unknown {
    if (depth > maxDepth) return cannotClone('a cyclic or very deep object');
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { [mark]: 'number', v: Object.is(value, -0) ? '-0' : String(value) };
      case 'undefined':
        return { [mark]: 'undefined' };
      case 'bigint':
        return { [mark]: 'bigint', v: value.toString() };
      case 'object':
        return value === null ? null : this.object(value, depth);
      default:
        return cannotClone(`a ${typeof value}`);
    }
  }

  private object(value: object, depth: number): unknown {
    if (Array.isArray(value)) return value.map((item) => this.value(item, depth + 1));
    if (ArrayBuffer.isView(value)) {
      const kind = Object.prototype.toString.call(value).slice(8, -1);
      // A Node Buffer is a Uint8Array that arrives as one, as in Electron.
      if (!isViewName(kind)) return cannotClone(`a ${kind}`);
      return this.blob(kind, new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    }
    if (value instanceof ArrayBuffer) return this.blob('ArrayBuffer', new Uint8Array(value));
    if (value instanceof Date) return { [mark]: 'Date', v: value.getTime() };
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    if (kind !== 'Object') return cannotClone(`a ${kind}`);
    const keys = Object.keys(value);
    const source = value as Dict;
    if (keys.includes('__proto__') || keys.includes(mark)) {
      return { [mark]: 'entries', v: keys.map((key) => [key, this.value(source[key], depth + 1)]) };
    }
    const copy: Record<string, unknown> = {};
    for (const key of keys) copy[key] = this.value(source[key], depth + 1);
    return copy;
  }
}

/** Reads the binary values of one batch in the order in which the header names them. */
class Decoder {
  constructor(
    private readonly bytes: Uint8Array,
    private offset: number,
  ) {}

  value(value: unknown): unknown {
    if (!isObject(value)) return value;
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    const kind = value[mark];
    if (typeof kind === 'string') return this.special(kind, value);
    const target = value as Record<string, unknown>;
    for (const key of Object.keys(target)) target[key] = this.value(target[key]);
    return target;
  }

  private special(kind: string, value: Dict): unknown {
    switch (kind) {
      case 'undefined':
        return undefined;
      case 'number':
        return Number(value['v']);
      case 'bigint':
        return BigInt(String(value['v']));
      case 'Date':
        return new Date(Number(value['v']));
      case 'entries': {
        const target: Record<string, unknown> = {};
        for (const [key, item] of value['v'] as readonly (readonly [string, unknown])[]) {
          Object.defineProperty(target, key, {
            value: this.value(item),
            enumerable: true,
            writable: true,
            configurable: true,
          });
        }
        return target;
      }
      default:
        return this.blob(kind, Number(value['n']));
    }
  }

  private blob(kind: string, byteLength: number): unknown {
    const { buffer } = this.bytes.slice(this.offset, this.offset + byteLength);
    this.offset += byteLength;
    if (kind === 'ArrayBuffer') return buffer;
    if (!isViewName(kind)) throw new TypeError(`Unknown binary kind ${kind}`);
    return new views[kind](buffer);
  }
}

/** The bytes of one batch. Throws a TypeError naming the first value that cannot be cloned; nothing is kept of its argument. */
export function encodeBatch(frames: readonly EncodedFrame[]): Uint8Array {
  const header = new TextEncoder().encode(`[${frames.map((frame) => frame.json).join(',')}]`);
  const size = frames.reduce((sum, frame) => sum + frame.byteLength, 0);
  const bytes = new Uint8Array(4 + header.byteLength + size);
  new DataView(bytes.buffer).setUint32(0, header.byteLength, true);
  bytes.set(header, 4);
  let offset = 4 + header.byteLength;
  for (const frame of frames) {
    for (const blob of frame.blobs) {
      bytes.set(blob, offset);
      offset += blob.byteLength;
    }
  }
  return bytes;
}

/** A frame whose value is already copied, so that the sender may go on changing its own. */
export interface EncodedFrame {
  readonly json: string;
  readonly blobs: readonly Uint8Array[];
  /** Bytes of all blobs. */
  readonly byteLength: number;
}

/** Copies a frame for the wire. Throws a TypeError, as structured clone would, for what cannot be sent. */
export function encodeFrame(frame: Frame): EncodedFrame {
  const encoder = new Encoder();
  const header =
    frame.op === 'port'
      ? { ...frame, value: encoder.value(frame.value) }
      : frame.op === 'ipc'
        ? { ...frame, args: encoder.value(frame.args) }
        : frame;
  return {
    json: JSON.stringify(header),
    blobs: encoder.blobs.map((blob) => blob.slice()),
    byteLength: encoder.byteLength,
  };
}

/** The frames of a batch made by `encodeBatch`. */
export function decodeBatch(bytes: Uint8Array): readonly Frame[] {
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const header = new TextDecoder().decode(bytes.subarray(4, 4 + headerLength));
  // `slice` of a Node Buffer is a view; of a Uint8Array a copy, which is meant.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Decoder(plain, 4 + headerLength).value(JSON.parse(header)) as readonly Frame[];
}

/** About how many bytes of a batch are gathered before it is sent at once. */
export const batchBytes = 128 * 1024;
