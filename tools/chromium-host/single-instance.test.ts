import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SingleInstance } from './single-instance';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instance-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('is held once, and again after it was released', () => {
  const first = new SingleInstance(folder);
  expect(first.acquire(() => undefined)).toBe(true);
  expect(first.isSecond).toBe(false);
  first.release();
  const second = new SingleInstance(folder);
  expect(second.acquire(() => undefined)).toBe(true);
  second.release();
});

it('is refused while another process lives that holds it', async () => {
  const other = spawn('sleep', ['30'], { stdio: 'ignore' });
  await once(other, 'spawn');
  await writeFile(join(folder, 'host.lock'), String(other.pid));
  const mine = new SingleInstance(folder);
  expect(mine.acquire(() => undefined)).toBe(false);
  expect(mine.isSecond).toBe(true);
  other.kill();
  await once(other, 'exit');
  // What a crash left behind holds nothing.
  expect(mine.acquire(() => undefined)).toBe(true);
  mine.release();
});
