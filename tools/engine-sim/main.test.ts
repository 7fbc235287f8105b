import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json } from './test-client';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-sim-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (...args: readonly string[]): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'main.ts'), ...args], { stdio: 'pipe' });

const ready = async (child: ChildProcess): Promise<void> => {
  const [chunk] = (await once(child.stdout!, 'data')) as [Buffer];
  expect(chunk.toString()).toBe('ready\n');
};

const list = (socketPath: string): Promise<unknown[]> =>
  json<unknown[]>({ socketPath } as Parameters<typeof json>[0], 'GET', '/containers/json?all=1');

describe('the command line', () => {
  it('says ready, answers, refuses a second one, and ends with its parent', async () => {
    const socket = join(folder, 'a.sock');
    const child = start('--socket', socket, '--seed', '7', '--containers', '30');
    await ready(child);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(await list(socket)).toHaveLength(49);
    const second = start('--socket', socket);
    expect((await once(second, 'exit'))[0]).toBe(1);
    const exit = once(child, 'exit');
    child.stdin?.end();
    expect((await exit)[0]).toBe(0);
    expect(existsSync(socket)).toBe(false);
  });

  it('starts any engine: an old one on TCP', async () => {
    const child = start('--tcp', '0', '--api', '1.14', '--world', 'small', '--control', '--pace', '0.1');
    const [chunk] = (await once(child.stdout!, 'data')) as [Buffer];
    const address = /^ready (tcp:.*)\n$/.exec(chunk.toString())?.[1] ?? '';
    const sim = { socketPath: '', address } as Parameters<typeof json>[0];
    expect(await json<unknown>(sim, 'GET', '/version')).toMatchObject({
      ApiVersion: '1.14',
      Version: '1.2.0',
    });
    expect(await json<unknown[]>(sim, 'GET', '/v1.14/containers/json?all=1')).toHaveLength(5);
    const exit = once(child, 'exit');
    child.stdin?.end();
    expect((await exit)[0]).toBe(0);
  });

  it('ends with 0 on SIGTERM, and refuses what is no socket and what it does not know', async () => {
    const socket = join(folder, 'b.sock');
    const child = start('--socket', socket);
    await ready(child);
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect((await exit)[0]).toBe(0);
    const file = join(folder, 'file');
    writeFileSync(file, 'precious');
    const [first, second] = [start('--socket', file), start('--nonsense')];
    expect(
      (await Promise.all([once(first, 'exit'), once(second, 'exit')])).map(([code]) => code as number),
    ).toEqual([1, 1]);
    expect(existsSync(file)).toBe(true);
  });
});
