import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundles } from './paths';

/** A running demo engine: a process of its own at a socket in a private folder. */
export interface DemoEngine {
  /** For DOCKER_HOST. */
  readonly dockerHost: string;
  /** Ends the process and removes the folder. Safe to call twice. */
  stop(): Promise<void>;
}

const readyMillis = 15_000;
const stopMillis = 5000;

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error('The demo engine did not start in time')), readyMillis);
    child.stdout?.on('data', (text: Buffer) => {
      said += text.toString();
      if (!/^ready$/m.test(said)) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The demo engine ended with ${code ?? 'a signal'} before it was ready`));
    });
  });
}

/** Starts the built demo engine and waits until it listens. The caller stops it; it also ends when this process does. */
export async function startDemoEngine(bundle: string = bundles.demo): Promise<DemoEngine> {
  // mkdtemp makes the folder for this user alone (0700).
  const folder = await mkdtemp(join(tmpdir(), 'pilothouse-demo-'));
  const socket =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\${folder.split(/[\\/]/).at(-1) ?? ''}`
      : join(folder, 'engine.sock');
  const child = spawn(process.execPath, [bundle, '--socket', socket], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), stopMillis);
    await gone;
    clearTimeout(late);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(child);
  } catch (error) {
    await stop();
    throw error;
  }
  const dockerHost =
    process.platform === 'win32' ? `npipe://${socket.replaceAll('\\', '/')}` : `unix://${socket}`;
  return { dockerHost, stop };
}
