import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { waitForDoor } from './door';

let folder = '';
const servers: Server[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'door-'));
});

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

function listen(path: string): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  servers.push(server);
  return new Promise((resolve) => server.listen(path, resolve));
}

describe('the door of an engine', () => {
  test('is seen to open when its socket appears', async () => {
    const path = join(folder, 'engine.sock');
    const opened = waitForDoor({ kind: 'unix', path }, new AbortController().signal);
    await listen(path);
    await expect(opened).resolves.toBeUndefined();
  });

  test('is seen to open where even its folder was missing', async () => {
    const path = join(folder, 'later', 'engine.sock');
    const opened = waitForDoor({ kind: 'unix', path }, new AbortController().signal);
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(folder, 'later'));
    await listen(path);
    await expect(opened).resolves.toBeUndefined();
  });

  test('is not waited for any longer than asked', async () => {
    const end = new AbortController();
    const waits = [
      waitForDoor({ kind: 'unix', path: join(folder, 'never.sock') }, end.signal),
      waitForDoor({ kind: 'ssh', host: 'far.invalid' }, end.signal),
    ];
    end.abort();
    await expect(Promise.all(waits)).resolves.toHaveLength(2);
  });
});
