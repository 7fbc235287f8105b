import { gunzipSync, gzipSync } from 'node:zlib';
import { badRequest, EngineError, notFound } from '../core/errors';
import { readTar, type TarEntry, writeTar } from '../core/tar';
import type { Container } from '../engine/container';
import type { Engine } from '../engine/engine';
import type { Exchange } from '../http/exchange';
import { type Route, route } from '../http/router';
import { type FileNode, resolvePath, type Vfs } from '../shell/vfs';

/** The folder and link bits of Go's file mode, which is what the header carries. */
const goDir = 2 ** 31;
const goLink = 2 ** 27;

/** Files in and out of containers: copy up to 25.0, archive from 1.8 on, export. */
export function archiveRoutes(engine: Engine): readonly Route[] {
  const era = { from: 20 };
  return [
    route('POST', '/containers/{}/copy', (exchange, [ref = '']) => copy(engine, exchange, ref), {
      from: 4,
      until: 45,
    }),
    route('HEAD', '/containers/{}/archive', (exchange, [ref = '']) => download(engine, exchange, ref), era),
    route('GET', '/containers/{}/archive', (exchange, [ref = '']) => download(engine, exchange, ref), era),
    route('PUT', '/containers/{}/archive', (exchange, [ref = '']) => upload(engine, exchange, ref), era),
    route('GET', '/containers/{}/export', (exchange, [ref = '']) => {
      const container = engine.container(ref);
      const type = 'application/octet-stream';
      exchange.sendBody(200, { type, body: writeTar(tree(container.files, '/', '')) });
    }),
  ];
}

function bytesOf(node: FileNode): Buffer {
  return node.bytes ?? Buffer.from(node.content);
}

/** A node and what is under it, with names from `name` on. */
function tree(files: Vfs, path: string, name: string): TarEntry[] {
  const node = files.get(path, false);
  if (!node) return [];
  const own: TarEntry = {
    path: name,
    kind: node.kind,
    mode: node.mode,
    mtime: node.mtime,
    data: node.kind === 'file' ? bytesOf(node) : Buffer.alloc(0),
    target: node.kind === 'link' ? node.content : '',
  };
  const under = node.kind === 'dir' ? files.list(path) : [];
  return [
    ...(name === '' ? [] : [own]),
    ...under.flatMap((child) =>
      tree(files, resolvePath(path, child), name === '' ? child : `${name}/${child}`),
    ),
  ];
}

function baseName(path: string): string {
  return path === '/' ? '' : path.slice(path.lastIndexOf('/') + 1);
}

function found(container: Container, path: string): FileNode {
  const node = container.files.get(path, false);
  if (!node) throw notFound(`Could not find the file ${path} in container ${container.id}`);
  return node;
}

/** POST copy: a tar of one path. From Engine 1.12 on it is gone for those who ask for 1.24 or newer. */
async function copy(engine: Engine, exchange: Exchange, ref: string): Promise<void> {
  if (exchange.dialect.asks(24) && engine.speaks(24)) {
    exchange.res.writeHead(404, { 'Content-Length': 0 });
    exchange.res.end();
    return;
  }
  const body = await exchange.json();
  const container = engine.container(ref);
  if (typeof body['Resource'] !== 'string' || body['Resource'] === '') {
    throw new EngineError(500, 'Path cannot be empty');
  }
  const path = resolvePath('/', body['Resource']);
  if (!container.files.get(path, false)) {
    throw new EngineError(500, `Could not find the file ${path} in container ${ref}`, { fixed: true });
  }
  engine.emitContainer(container, 'copy');
  exchange.sendBody(200, {
    type: engine.speaks(20) ? 'application/x-tar' : 'application/octet-stream',
    body: writeTar(tree(container.files, path, baseName(path) || '.')),
  });
}

function download(engine: Engine, exchange: Exchange, ref: string): void {
  const container = engine.container(ref);
  const asked = exchange.query.get('path') ?? '';
  if (asked === '') throw badRequest('missing parameter: path');
  const path = resolvePath('/', asked);
  const node = found(container, path);
  const kindBits = node.kind === 'dir' ? goDir : node.kind === 'link' ? goLink : 0;
  const stat = {
    name: baseName(path) || '/',
    size: node.kind === 'file' ? bytesOf(node).length : 4096,
    mode: kindBits + (node.mode & 0o777),
    mtime: new Date(node.mtime).toISOString(),
    linkTarget: node.kind === 'link' ? resolvePath(path, `../${node.content}`) : '',
  };
  exchange.res.setHeader(
    'X-Docker-Container-Path-Stat',
    Buffer.from(JSON.stringify(stat)).toString('base64'),
  );
  if (exchange.method === 'HEAD') {
    exchange.sendEmpty(200);
    return;
  }
  const tar = writeTar(tree(container.files, path, baseName(path) || '.'));
  const zipped = /\bgzip\b/.test(exchange.req.headers['accept-encoding'] ?? '');
  if (zipped) exchange.res.setHeader('Content-Encoding', 'gzip');
  exchange.sendBody(200, { type: 'application/x-tar', body: zipped ? gzipSync(tar) : tar });
}

function unpack(body: Buffer): readonly TarEntry[] {
  try {
    const entries = readTar(body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body);
    if (entries) return entries;
  } catch {
    // Said below, as for any other bytes that are no archive.
  }
  throw new EngineError(500, 'Error processing tar file(exit status 1): unexpected EOF', { fixed: true });
}

async function upload(engine: Engine, exchange: Exchange, ref: string): Promise<void> {
  const container = engine.container(ref);
  const path = resolvePath('/', exchange.query.get('path') ?? '');
  const entries = unpack(await exchange.body());
  const folder = container.files.get(path);
  if (!folder) throw notFound(`Could not find the file ${path} in container ${container.id}`);
  if (folder.kind !== 'dir') throw badRequest('extraction point is not a directory');
  if (container.spec.mounts.some(({ target, readOnly }) => readOnly === true && path.startsWith(target))) {
    throw new EngineError(403, 'mounted volume is marked read-only');
  }
  const strict = exchange.flag('noOverwriteDirNonDir');
  for (const entry of entries) {
    const at = resolvePath(path, entry.path);
    const old = container.files.get(at, false);
    if (strict && old && (old.kind === 'dir') !== (entry.kind === 'dir')) {
      throw badRequest(`cannot overwrite "${at}" with a ${entry.kind}`);
    }
    if (old?.kind === 'dir' && entry.kind === 'dir') continue;
    const refused = container.files.put(at, {
      kind: entry.kind,
      content: entry.kind === 'link' ? entry.target : entry.data.toString('utf8'),
      ...(entry.kind === 'file' ? { bytes: Buffer.from(entry.data) } : {}),
      mode: entry.mode,
      owner: 'root',
      mtime: entry.mtime,
    });
    if (refused !== undefined) throw new EngineError(500, `${at}: ${refused}`);
  }
  engine.emitContainer(container, 'extract-to-dir');
  exchange.sendEmpty(200);
}
