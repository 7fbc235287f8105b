/** A member of an archive: a file with its bytes, a folder, or a link with its target. */
export interface TarEntry {
  readonly path: string;
  readonly kind: 'file' | 'dir' | 'link';
  readonly mode: number;
  /** Milliseconds since the epoch. */
  readonly mtime: number;
  readonly data: Buffer;
  readonly target: string;
}

const block = 512;

function header(entry: TarEntry): Buffer {
  const out = Buffer.alloc(block);
  const octal = (value: number, at: number, width: number): void => {
    out.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1');
  };
  out.write(entry.kind === 'dir' ? `${entry.path.replace(/\/$/, '')}/` : entry.path, 0, 100, 'utf8');
  octal(entry.mode & 0o7777, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(entry.kind === 'file' ? entry.data.length : 0, 124, 12);
  octal(Math.floor(entry.mtime / 1000), 136, 12);
  out.fill(' ', 148, 156, 'latin1');
  out.write({ file: '0', link: '2', dir: '5' }[entry.kind], 156, 'latin1');
  out.write(entry.target, 157, 100, 'utf8');
  out.write('ustar\u000000', 257, 'latin1');
  octal(
    out.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return out;
}

/** Writes an archive. Paths of more than 100 bytes are cut, which no world here has. */
export function writeTar(entries: readonly TarEntry[]): Buffer {
  const parts: Buffer[] = [];
  for (const entry of entries) {
    parts.push(header(entry));
    if (entry.kind !== 'file') continue;
    parts.push(entry.data, Buffer.alloc((block - (entry.data.length % block)) % block));
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

/** Reads an archive, as far as it goes: files, folders and links; other kinds are skipped. Undefined for no archive. */
export function readTar(data: Buffer): readonly TarEntry[] | undefined {
  const entries: TarEntry[] = [];
  for (let at = 0; at + block <= data.length; ) {
    const head = data.subarray(at, at + block);
    if (head.every((byte) => byte === 0)) break;
    if (head.toString('latin1', 257, 262) !== 'ustar') return undefined;
    const text = (from: number, to: number): string =>
      head.toString('utf8', from, to).replace(/\0[\s\S]*$/, '');
    const size = Number.parseInt(text(124, 136).trim(), 8) || 0;
    if (size > data.length) return undefined;
    const prefix = text(345, 500);
    const name = prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`;
    const kind = ({ '0': 'file', '\0': 'file', '2': 'link', '5': 'dir' } as const)[
      String.fromCharCode(head[156] ?? 0)
    ];
    const body = data.subarray(at + block, at + block + size);
    if (kind !== undefined) {
      entries.push({
        path: name,
        kind,
        mode: Number.parseInt(text(100, 108).trim(), 8) || 0o644,
        mtime: (Number.parseInt(text(136, 148).trim(), 8) || 0) * 1000,
        data: kind === 'file' ? body : Buffer.alloc(0),
        target: text(157, 257),
      });
    }
    at += block + Math.ceil(size / block) * block;
  }
  return entries.length > 0 || data.length === 0 || data.length >= block ? entries : undefined;
}
