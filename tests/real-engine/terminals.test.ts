import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunAnswer } from '#shared/model/terminal';
import { sharedEngine } from '../setup/shared-engine';
import { until } from '../support/wait';
import { type Desk, openDesk } from './terminal-desk';

const engine = sharedEngine();

describe.skipIf(engine === undefined)('terminals on a real engine', () => {
  const { docker } = engine!;
  let desk: Desk;
  const bare = ['busybox', 'sleep', '6000'];

  beforeAll(async () => {
    desk = await openDesk(engine!);
    await desk.run('shop', ...bare);
  });

  afterAll(() => desk.close());

  test('all shells of a container are found at once, the best first, also where no PATH leads', async () => {
    await desk.run('many', ...bare);
    const places = ['/usr/local/bin/bash', '/usr/bin/zsh', '/opt/fish/fish', '/busybox/dash'];
    for (const path of places)
      await docker([
        'exec',
        'many',
        'sh',
        '-c',
        `mkdir -p ${path.replace(/\/[^/]*$/, '')}; cp /bin/busybox ${path}`,
      ]);
    await docker(['commit', '-c', 'ENV PATH=/bin:/opt/fish', 'many', 'shells:1']);
    const containerId = await desk.run('found', 'shells:1', 'sleep', '6000');
    const before = await execs('found');
    const found = await desk.page.client.call('terminals.choices', { engineId: desk.engineId, containerId });
    expect(found).toMatchObject({
      ok: true,
      value: {
        shells: [
          '/usr/local/bin/bash',
          '/usr/bin/zsh',
          '/opt/fish/fish',
          '/bin/ash',
          '/busybox/dash',
          '/bin/sh',
        ],
        defaults: {},
        stdin: false,
        tty: false,
      },
    });
    expect((await execs('found')) - before).toBe(1);
    await desk.page.client.call('terminals.choices', { engineId: desk.engineId, containerId });
    expect((await execs('found')) - before).toBe(1);
  });

  /** How many commands were ever made in a container. */
  async function execs(name: string): Promise<number> {
    const to = String(Math.floor(Date.now() / 1000) + 1);
    const args = [
      'events',
      '--since',
      '0',
      '--until',
      to,
      '--filter',
      `container=${name}`,
      '--filter',
      'event=exec_create',
      '--format',
      '{{.Type}}',
    ];
    return (await docker(args)).stdout.split('\n').filter((line) => line !== '').length;
  }

  test('a shell has the user, folder, environment and size that were asked for', async () => {
    await docker(['exec', 'shop', 'sh', '-c', 'echo "web:x:1234:1234::/tmp:/bin/sh" >> /etc/passwd']);
    const id = await desk.running('shop', {
      settings: { user: '1234', folder: '/tmp' },
      environment: ['GREETING=hello there', 'SECRET=x=y'],
      columns: 101,
      rows: 33,
    });
    const view = desk.view(id);
    expect(await view.ask('id -u; pwd; echo "$GREETING $SECRET $TERM"; stty size')).toBe(
      '1234\n/tmp\nhello there x=y xterm-256color\n33 101\n',
    );
    await desk.page.client.call('terminals.resize', { sessionId: id, columns: 60, rows: 20 });
    expect(await view.ask('stty size')).toBe('20 60\n');
    expect(JSON.stringify([...desk.sessions.values()])).not.toContain('hello there');
    expect(desk.sessions.get(id)).toMatchObject({ shell: 'ash', ownEnvironment: true, tty: true });
    expect(await desk.closeSession(id)).toBeUndefined();
  });

  test('what is kept for an image is what its next shell starts with', async () => {
    const [row] = await Promise.all([desk.run('kept', ...bare)]);
    const key = { engineId: desk.engineId, containerId: row };
    const defaults = { shell: '/bin/sh', folder: '/etc' };
    await desk.page.client.call('terminals.setDefaults', { ...key, defaults });
    const id = await desk.running('shop');
    expect(await desk.view(id).ask('pwd')).toBe('/etc\n');
    expect(desk.sessions.get(id)).toMatchObject({ shell: 'sh', settings: { folder: '/etc' } });
    await desk.page.client.call('terminals.setDefaults', { ...key, defaults: {} });
    await desk.closeSession(id);
  });

  test.each([
    [['sh', '-c', 'exit 0'], 0, 'The command ended with exit code 0.'],
    [['sh', '-c', 'exit 1'], 1, 'The command ended with exit code 1.'],
    [['/etc/passwd'], 126, 'The command ended with exit code 126: it could not be run.'],
    [
      ['sh', '-c', 'no-such-program'],
      127,
      'The command ended with exit code 127: the command was not found.',
    ],
    [
      ['sh', '-c', 'kill -INT $$'],
      130,
      'The command ended with exit code 130: it was interrupted, as by Ctrl+C.',
    ],
    [['sh', '-c', 'kill -KILL $$'], 137, 'The command ended with exit code 137: it was killed.'],
    [
      ['sh', '-c', 'kill -TERM $$'],
      143,
      'The command ended with exit code 143: it was asked to end (SIGTERM).',
    ],
  ])('%j ends with %i and its meaning', async (command, exitCode, endReason) => {
    await docker(['exec', 'shop', 'sh', '-c', 'chmod 644 /etc/passwd 2>/dev/null || echo x > /etc/passwd']);
    const id = await desk.start('shop', { program: { kind: 'command', command } });
    expect(await desk.ended(id)).toMatchObject({ end: 'exit', exitCode, endReason });
    await desk.closeSession(id);
  });

  test('it starts again under its id, after a divider, with its environment', async () => {
    const id = await desk.running('shop', { environment: ['KEPT=yes'] });
    const view = desk.view(id);
    await view.type('exit 3\n');
    expect(await desk.ended(id)).toMatchObject({ exitCode: 3 });
    const again = await desk.page.client.call('terminals.restart', { sessionId: id, columns: 90, rows: 30 });
    expect(again.ok).toBe(true);
    await until('it to run again', () => desk.sessions.get(id)?.status === 'running');
    expect(view.text()).toContain('started again');
    expect(await view.ask('echo $KEPT; stty size')).toBe('yes\n30 90\n');
    expect(desk.sessions.get(id)?.exitCode).toBeUndefined();
    await desk.closeSession(id);
  });

  test('a paste of 1 MiB arrives whole', async () => {
    const id = await desk.running('shop');
    const view = desk.view(id);
    // Whole lines: a terminal gives a program no half ones.
    const lines = randomBytes(777_600).toString('base64').replace(/.{75}/g, '$&\n');
    const pasted = Buffer.from(`${lines}
`);
    expect(pasted.length).toBeGreaterThan(1024 * 1024);
    // A slow program takes it at its own pace.
    await view.ask('true');
    await view.type(`stty -echo; echo re""ady; sleep 0.5; head -c ${pasted.length} | sha256sum\n`);
    await until('the program', () => view.text().includes('ready'));
    await view.paste(pasted);
    const sum = createHash('sha256').update(pasted).digest('hex');
    await until('the sum', () => view.text().includes(sum), 30_000);
    await desk.closeSession(id);
  });

  test('a container that stops, or is removed and made anew, says so and can be come back to', async () => {
    await desk.run('mortal', ...bare);
    const id = await desk.running('mortal');
    await docker(['stop', '-t', '0', 'mortal']);
    expect(await desk.ended(id)).toMatchObject({ end: 'container-stopped' });
    await docker(['start', 'mortal']);
    const restart = () =>
      desk.page.client.call('terminals.restart', { sessionId: id, columns: 80, rows: 24 });
    await until('it to run again', async () => {
      if (desk.sessions.get(id)?.status === 'ended') await restart();
      return desk.sessions.get(id)?.status === 'running';
    });
    await docker(['restart', '-t', '0', 'mortal']);
    expect(await desk.ended(id)).toMatchObject({ end: 'container-stopped' });
    await docker(['rm', '-f', 'mortal']);
    const made = await desk.run('mortal', ...bare);
    expect((await restart()).ok).toBe(true);
    await until('it to run in the new one', () => desk.sessions.get(id)?.status === 'running');
    expect(desk.sessions.get(id)?.containerId).toBe(made);
    await docker(['rm', '-f', 'mortal']);
    expect((await desk.ended(id)).end).toMatch(/^container-/);
    await desk.closeSession(id);
  });

  test('closing ends all that came from a terminal, whoever runs it, and nothing else', async () => {
    await desk.run('crowd', ...bare);
    await docker([
      'exec',
      'crowd',
      'sh',
      '-c',
      'mkdir -p /etc; echo "root:x:0:0::/root:/bin/sh" > /etc/passwd; echo "web:x:1234:1234::/tmp:/bin/sh" >> /etc/passwd',
    ]);
    await docker(['exec', '-d', 'crowd', 'sleep', '4001']);
    const id = await desk.running('crowd');
    const view = desk.view(id);
    // Deaf to hangups, another user's, without environment, in a session of its own, and an orphan.
    await view.ask("(trap '' HUP; exec sleep 5001) & sleep 0.1");
    await view.ask('su web -c "env -i sleep 5002" & sleep 0.1');
    await view.ask('setsid sleep 5003 & sleep 0.1');
    await view.ask('(env -i sleep 5004 & ) ; sleep 0.1');
    await until('all of them', async () => {
      const all = (await desk.processes('crowd')).join('\n');
      return [5001, 5002, 5003, 5004].every((n) => all.includes(`sleep ${n}`));
    });
    expect(await desk.closeSession(id)).toBeUndefined();
    expect([...(await desk.processes('crowd'))].sort()).toEqual(['sleep 4001', 'sleep 6000']);
  });

  test('a shell of another user is ended as well', async () => {
    const id = await desk.running('crowd', { settings: { user: '1234' } });
    await desk.view(id).ask("(trap '' HUP; exec sleep 5005) & sleep 0.1");
    expect(await desk.closeSession(id)).toBeUndefined();
    expect([...(await desk.processes('crowd'))].sort()).toEqual(['sleep 4001', 'sleep 6000']);
  });

  test('where a container has no shell to end a command with, its terminal is used', async () => {
    await desk.run('poor', ...bare);
    const polite = await desk.running('poor', { program: { kind: 'command', command: ['sleep', '5006'] } });
    const deaf = await desk.running('poor', {
      program: { kind: 'command', command: ['nohup', 'top', '-b', '-d', '5'] },
    });
    await docker(['exec', 'poor', 'rm', '/bin/sh', '/bin/ash']);
    expect(await desk.closeSession(polite)).toBeUndefined();
    expect(await desk.processes('poor')).not.toContain('sleep 5006');
    expect(await desk.closeSession(deaf)).toBeUndefined();
  });

  test('ten at once are ended when the program ends, and Ctrl+C stops a flood among them', async () => {
    await desk.run('tabs', ...bare);
    const other = await openDesk(engine!);
    const ids = await Promise.all(Array.from({ length: 10 }, () => other.running('tabs')));
    const view = other.view(ids[0] ?? ('' as never));
    await view.ask('true');
    await view.type('yes flooding\n');
    await until('the flood', () => view.text().length > 1_000_000);
    await view.type('\x03');
    await view.ask('echo over');
    expect(await desk.processes('tabs')).toHaveLength(11);
    await other.page.close();
    expect(await desk.processes('tabs')).toEqual(['sleep 6000']);
  });

  test('one command runs over several containers, and what differs or fails says so', async () => {
    const ids = [
      await desk.run('one', ...bare),
      await desk.run('two', ...bare),
      await desk.run('gone', ...bare),
    ];
    await docker(['exec', 'two', 'sh', '-c', 'echo two > /mark']);
    await docker(['stop', '-t', '0', 'gone']);
    const answers = await answersOf(ids, { line: 'cat /mark 2>/dev/null || echo none' }, 20);
    const text = (i: number): string => new TextDecoder().decode(answers.get(ids[i]!)?.output);
    expect(answers.size).toBe(3);
    expect([text(0), text(1)]).toEqual(['none\n', 'two\n']);
    expect(answers.get(ids[0]!)).toMatchObject({ exitCode: 0, cut: false });
    expect(answers.get(ids[2]!)?.problem).toMatch(/not running/);
  });

  test('a command that floods is cut, and one that outlives its time is ended', async () => {
    const ids = [await desk.run('long', ...bare)];
    const flood = (await answersOf(ids, ['seq', '1', '100000'], 20)).get(ids[0]!);
    expect(flood).toMatchObject({ exitCode: 0, cut: true });
    expect(flood?.output.length).toBe(64 * 1024);
    const slow = (await answersOf(ids, { line: 'echo begun; sleep 5007' }, 1)).get(ids[0]!);
    expect(slow?.problem).toBe('The command did not end within 1 s. It was ended.');
    expect(new TextDecoder().decode(slow?.output)).toBe('begun\n');
    expect(await desk.processes('long')).toEqual(['sleep 6000']);
  });

  test('a command over several containers ends with its view', async () => {
    const ids = [await desk.run('left', ...bare), await desk.run('right', ...bare)];
    const input = { engineId: desk.engineId, ids, command: ['sleep', '5008'], seconds: 600 };
    const none = { onItem: () => undefined, onEnd: () => undefined };
    const channel = desk.page.client.open('terminals.run', input, none);
    const running = async (): Promise<number> =>
      (await Promise.all(['left', 'right'].map((name) => desk.processes(name))))
        .flat()
        .filter((command) => command === 'sleep 5008').length;
    await until('both to run', async () => (await running()) === 2);
    channel.close();
    await until('both to end', async () => (await running()) === 0);
  });

  async function answersOf(
    ids: Awaited<ReturnType<Desk['run']>>[],
    command: readonly string[] | { readonly line: string },
    seconds: number,
  ): Promise<Map<string, RunAnswer>> {
    const answers = new Map<string, RunAnswer>();
    let over = false;
    const input = {
      engineId: desk.engineId,
      ids,
      command: 'line' in command ? command : [...command],
      seconds,
    };
    desk.page.client.open('terminals.run', input, {
      onItem: (answer, consumed) => {
        answers.set(answer.containerId, answer);
        consumed();
      },
      onEnd: () => {
        over = true;
      },
    });
    await until('all answers', () => over, 30_000);
    return answers;
  }
});
