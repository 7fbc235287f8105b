import { copyFile, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, type RunResult } from './run';
import { findProgram } from './tools';

export interface EngineReply {
  readonly status: number;
  readonly text: string;
}

/** What tests do to an engine behind the app's back. Holds nothing open; needs no disposing. */
export interface EngineAccess {
  /** Path of the engine's unix socket. */
  readonly socket: string;
  /** The docker CLI on this engine. Never rejects. */
  docker(
    args: readonly string[],
    options?: { readonly timeoutMillis?: number; readonly input?: string },
  ): Promise<RunResult>;
  /** One API request, answered in full. Rejects when the engine does not answer within 30 s. */
  api(method: string, path: string, body?: string | Uint8Array): Promise<EngineReply>;
  /** Makes an image of the system's static busybox, about 2 MB. `reference` is name:tag. */
  importBusybox(reference?: string): Promise<void>;
}

const replyMillis = 30_000;

function api(socket: string, method: string, path: string, body?: string | Uint8Array): Promise<EngineReply> {
  return new Promise((resolve, reject) => {
    const type = typeof body === 'string' ? 'application/json' : 'application/x-tar';
    const headers =
      body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) };
    const sent = request({ socketPath: socket, method, path, headers, timeout: replyMillis }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on('timeout', () => sent.destroy(new Error(`No answer to ${method} ${path}`)));
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A root file system of busybox and a link for each of its applets, as a tar archive. */
export async function busyboxTar(): Promise<Uint8Array> {
  const busybox = findProgram('busybox');
  if (busybox === undefined) throw new Error('busybox is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'busybox-'));
  try {
    const root = join(folder, 'root');
    for (const name of ['bin', 'dev', 'etc', 'proc', 'sys', 'tmp', 'root'])
      await mkdir(join(root, name), { recursive: true });
    await copyFile(busybox, join(root, 'bin', 'busybox'));
    const { stdout } = await run(busybox, ['--list']);
    for (const applet of stdout.split('\n').filter((name) => name !== '' && name !== 'busybox')) {
      await symlink('busybox', join(root, 'bin', applet));
    }
    const archive = join(folder, 'root.tar');
    const packed = await run('tar', ['-C', root, '--owner=0', '--group=0', '-cf', archive, '.']);
    if (packed.status !== 0) throw new Error(`tar failed: ${packed.stderr}`);
    return await readFile(archive);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

let busyboxArchive: Promise<Uint8Array> | undefined;

async function importBusybox(socket: string, reference: string): Promise<void> {
  busyboxArchive ??= busyboxTar();
  const colon = reference.lastIndexOf(':');
  const [repo, tag] =
    colon < 0 ? [reference, 'latest'] : [reference.slice(0, colon), reference.slice(colon + 1)];
  const query = new URLSearchParams({ fromSrc: '-', repo, tag });
  query.append('changes', 'CMD ["/bin/sh"]');
  query.append('changes', 'ENV PATH=/bin');
  const reply = await api(socket, 'POST', `/images/create?${query.toString()}`, await busyboxArchive);
  if (reply.status !== 200 || reply.text.includes('"error"')) {
    throw new Error(`The engine did not take the image: ${reply.status} ${reply.text}`);
  }
}

/** The engine at a unix socket, for tests. `configFolder` is the CLI's own, so that no context of the user counts. */
export function accessEngine(socket: string, configFolder: string): EngineAccess {
  const env = {
    PATH: process.env['PATH'],
    HOME: configFolder,
    DOCKER_CONFIG: configFolder,
    DOCKER_HOST: `unix://${socket}`,
    DOCKER_CLI_HINTS: 'false',
  };
  return {
    socket,
    docker: (args, options = {}) => run(findProgram('docker') ?? 'docker', args, { ...options, env }),
    api: (method, path, body) => api(socket, method, path, body),
    importBusybox: (reference = 'busybox:latest') => importBusybox(socket, reference),
  };
}
