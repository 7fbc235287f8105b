import { readFile } from 'node:fs/promises';
import { extname, isAbsolute, join, relative } from 'node:path';
import { contentSecurityPolicy, origin } from './origin';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** Serves the built page from `root` and nothing outside of it. For `protocol.handle`. */
export function servePage(root: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const path = filePath(root, request.url);
    const type = path === undefined ? undefined : types[extname(path)];
    if (path === undefined || type === undefined) return new Response('Not found', { status: 404 });
    try {
      const body = await readFile(path);
      return new Response(Uint8Array.from(body), {
        headers: {
          'Content-Type': type,
          'Content-Security-Policy': contentSecurityPolicy,
          'X-Content-Type-Options': 'nosniff',
          'Cross-Origin-Opener-Policy': 'same-origin',
        },
      });
    } catch {
      return new Response('Not found', { status: 404 });
    }
  };
}

/** The file of an address; undefined where the address is not ours or leaves the root. */
export function filePath(root: string, address: string): string | undefined {
  let path: string;
  try {
    const url = new URL(address);
    if (`${url.protocol}//${url.host}` !== origin) return undefined;
    path = decodeURIComponent(url.pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const file = join(root, path === '/' ? 'index.html' : path);
  const inside = relative(root, file);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? undefined : file;
}
