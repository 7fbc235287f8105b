import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionDraft } from '#shared/model/connection';
import type { AppOptions } from '../../tests/e2e/harness';
import { startDemoEngine } from './demo-engine';

/** What the pictures of connections are taken of: engines that run, and a user's settings that name them. */
export interface ConnectionsStage {
  /** How to open the app on it. */
  readonly options: AppOptions;
  /** Ends the engines and removes the folder. */
  stop(): Promise<void>;
}

/** Where engines of the whole machine listen. */
const systemSockets = ['/var/run/docker.sock', '/run/podman/podman.sock'] as const;
/** Names that lead nowhere on any machine, so that no picture calls anybody. */
const contexts = [
  { name: 'edge-pi', host: 'ssh://pi@edge.example.net' },
  { name: 'render-farm', host: 'ssh://farm@10.255.255.1:2222' },
] as const;

/**
 * Starts two engines and writes the settings of somebody who keeps five connections: two that run, one that waits to be
 * asked for, one that fails, and one without encryption.
 */
export async function startConnectionsStage(): Promise<ConnectionsStage> {
  const folder = await mkdtemp(join(tmpdir(), 'pilothouse-shots-'));
  const [local, staging] = await Promise.all([startDemoEngine(), startDemoEngine()]);
  const draft = (name: string, address: string, rest: Partial<ConnectionDraft> = {}): ConnectionDraft => ({
    name,
    address,
    colour: 'none',
    band: '',
    connect: 'at-start',
    ...rest,
  });
  const connections = [
    draft('Local Docker', local.dockerHost),
    draft('staging', staging.dockerHost, { colour: 'blue', band: 'Staging' }),
    draft('production', 'ssh://deploy@prod-1.example.net', {
      colour: 'red',
      band: 'Production',
      connect: 'on-request',
    }),
    draft('build-02', 'ssh://ci@build-02.invalid'),
    draft('lab', 'tcp://192.0.2.7:2375', { connect: 'on-request', plainConsent: '192.0.2.7:2375' }),
  ];
  await writeFile(
    join(folder, 'settings.json'),
    JSON.stringify({ version: 1, connections: connections.map((each) => ({ draft: each })) }),
  );
  for (const { name, host } of contexts) {
    const meta = join(folder, 'contexts', 'meta', createHash('sha256').update(name).digest('hex'));
    await mkdir(meta, { recursive: true });
    await writeFile(
      join(meta, 'meta.json'),
      JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
    );
  }
  return {
    options: {
      // Without DOCKER_HOST it looks around and finds; not where the engines of the machine would be found, too.
      dockerHost: systemSockets.some((path) => existsSync(path)) ? local.dockerHost : '',
      userData: folder,
      // The sockets of whoever takes the pictures are their own business.
      env: { HOME: folder, XDG_RUNTIME_DIR: folder },
    },
    stop: async () => {
      await Promise.all([local.stop(), staging.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
