import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utilityProcess } from 'electron';
import { fail, ok, type Result } from '#shared/result';
import type { DemoProcess, LaunchDemo } from '../services/engines';

const readyMs = 10_000;

/**
 * Starts the demo engine as a process of its own, on a socket in a private folder. Undefined where the build has no
 * demo beside it. The product knows it only as an engine at a socket.
 */
export function demoLauncher(bundle: string): LaunchDemo | undefined {
  if (!existsSync(bundle)) return undefined;
  return async () => {
    // mkdtemp makes the folder for this user only.
    const folder = await mkdtemp(join(tmpdir(), 'pilothouse-demo-'));
    return start(bundle, folder);
  };
}

function start(bundle: string, folder: string): Promise<Result<DemoProcess>> {
  const socketPath = join(folder, 'engine.sock');
  const child = utilityProcess.fork(bundle, ['--socket', socketPath, '--detached-stdin'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    serviceName: 'Pilothouse demo engine',
  });
  const stop = (): void => {
    child.kill();
    void rm(folder, { recursive: true, force: true });
  };
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  return new Promise((resolve) => {
    const failed = (why: string): void => {
      clearTimeout(timer);
      stop();
      resolve(fail({ kind: 'engine-error', status: 0, message: `The demo engine did not start: ${why}.` }));
    };
    const timer = setTimeout(() => failed('it was not ready within 10 s'), readyMs);
    child.once('exit', (code) => failed(`it ended with code ${code}`));
    child.stdout?.on('data', (bytes: Buffer) => {
      if (!bytes.toString('utf8').includes('ready')) return;
      clearTimeout(timer);
      resolve(ok({ socketPath, ended, stop }));
    });
  });
}
