import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { until } from '../support/wait';
import { busyboxTar } from './engine-access';
import { engineFolderPrefix, markOwner } from './leftovers';
import { inNetns } from './netns';
import { findProgram } from './tools';

/** A registry at a loopback address, which engines take without encryption. The caller stops it. */
export interface PrivateRegistry {
  /** `127.0.0.1:5000`, inside its network namespace. */
  readonly host: string;
  stop(): Promise<void>;
}

const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';

function digest(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/**
 * Starts docker-registry in a network namespace with one image in it, `pilothouse/busybox:1`, the system's static busybox.
 * Needs the program of `whyWithout('registry')`.
 */
export async function startRegistry(netns: string | undefined, port = 5000): Promise<PrivateRegistry> {
  const folder = await mkdtemp(join(tmpdir(), engineFolderPrefix));
  await markOwner(folder, undefined);
  await storeImage(join(folder, 'data'));
  const config = [
    'version: 0.1',
    'log: {level: info}',
    `storage: {filesystem: {rootdirectory: ${join(folder, 'data')}}, delete: {enabled: false}}`,
    `http: {addr: "127.0.0.1:${port}"}`,
  ];
  await writeFile(join(folder, 'config.yml'), `${config.join('\n')}\n`);
  const program = findProgram('docker-registry') ?? 'docker-registry';
  const [command = '', ...args] = inNetns(netns, [program, 'serve', join(folder, 'config.yml')]);
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr?.on('data', (part: Buffer) => {
    log = (log + part.toString()).slice(-100_000);
  });
  child.on('error', () => undefined);
  await until('the registry to listen', () => {
    if (child.exitCode !== null) throw new Error(`The registry did not start: ${log}`);
    return log.includes('listening on');
  });
  return {
    host: `127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Writes the image as the registry itself would keep it, which saves a push and works without the network. */
async function storeImage(root: string): Promise<void> {
  const tar = await busyboxTar();
  const layer = gzipSync(tar);
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === 'x64' ? 'amd64' : process.arch,
      os: 'linux',
      config: { Cmd: ['/bin/sh'], Env: ['PATH=/bin'] },
      created: '2026-01-01T00:00:00Z',
      history: [{ created: '2026-01-01T00:00:00Z', created_by: 'busybox' }],
      rootfs: { type: 'layers', diff_ids: [digest(tar)] },
    }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        size: config.length,
        digest: digest(config),
      },
      layers: [
        {
          mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
          size: layer.length,
          digest: digest(layer),
        },
      ],
    }),
  );
  const base = join(root, 'docker', 'registry', 'v2');
  const repository = join(base, 'repositories', 'pilothouse', 'busybox');
  const write = async (path: string, bytes: Uint8Array | string): Promise<void> => {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, bytes);
  };
  for (const bytes of [layer, config, manifest]) {
    const hex = digest(bytes).slice('sha256:'.length);
    await write(join(base, 'blobs', 'sha256', hex.slice(0, 2), hex, 'data'), bytes);
    if (bytes !== manifest) await write(join(repository, '_layers', 'sha256', hex, 'link'), digest(bytes));
  }
  const hex = digest(manifest).slice('sha256:'.length);
  await write(join(repository, '_manifests', 'revisions', 'sha256', hex, 'link'), digest(manifest));
  const tag = join(repository, '_manifests', 'tags', '1');
  await write(join(tag, 'current', 'link'), digest(manifest));
  await write(join(tag, 'index', 'sha256', hex, 'link'), digest(manifest));
}
