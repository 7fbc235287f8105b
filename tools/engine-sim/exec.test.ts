import { afterEach, describe, expect, it } from 'vitest';
import { type Sim, startSim } from './start-sim';
import { afterHead, call, exec, frames, json, open, RawClient } from './test-client';

let sims: Sim[] = [];
const start = async (): Promise<Sim> => {
  const sim = await startSim({ pace: 0.02 });
  sims.push(sim);
  return sim;
};
afterEach(async () => {
  await Promise.all(sims.map((sim) => sim.close()));
  sims = [];
});

const exitCode = async (sim: Sim, id: string): Promise<number | null> =>
  (await json<{ ExitCode: number | null }>(sim, 'GET', `/exec/${id}/json`)).ExitCode;

/** Runs argv without a terminal and answers what came out. */
async function run(
  sim: Sim,
  argv: readonly string[],
  input?: string,
  container = 'api',
): Promise<{ readonly out: string; readonly err: string; readonly code: number | null }> {
  const { id, client } = await exec(sim, container, argv);
  if (input !== undefined) client.socket.write(input);
  client.socket.end();
  await client.until(() => client.ended);
  const all = frames(afterHead(client));
  const of = (stream: number): string =>
    all
      .filter((each) => each.stream === stream)
      .map((each) => each.text)
      .join('');
  return { out: of(1), err: of(2), code: await exitCode(sim, id) };
}

const sh = (sim: Sim, script: string, input?: string): ReturnType<typeof run> =>
  run(sim, ['sh', '-c', script], input);

describe('a terminal', () => {
  it('computes, shows its prompt and follows a resize', async () => {
    const sim = await start();
    const { id, client } = await exec(sim, 'api', ['bash'], { tty: true });
    expect(client.text).toContain('HTTP/1.1 101 UPGRADED\r\n');
    await client.has('app@api\u001b[0m:\u001b[1;34m/srv/app\u001b[0m$ ');
    client.socket.write('echo $((6*7))\r');
    await client.has('\r\n42\r\n');
    expect((await call(sim, 'POST', `/exec/${id}/resize?h=33&w=101`)).status).toBe(200);
    client.socket.write('stty size\r');
    await client.has('33 101\r\n');
    client.socket.write('exit 4\r');
    await client.until(() => client.ended);
    expect(await exitCode(sim, id)).toBe(4);
  });

  it('edits a line: backspace, arrows, history, Ctrl-U, Ctrl-C, Ctrl-D', async () => {
    const sim = await start();
    const { id, client } = await exec(sim, 'api', ['sh'], { tty: true });
    client.socket.write('echo helXo\u007f\u007flo\r');
    await client.has('\r\nhello\r\n');
    client.socket.write('echo bc\u001b[D\u001b[Da\r');
    await client.has('\r\nabc\r\n');
    const before = client.text.split('\r\nhello\r\n').length;
    client.socket.write('\u001b[A\u001b[A\u001b[A\u001b[B\r');
    await client.until(
      () =>
        client.text.split('\r\nabc\r\n').length === 3 || client.text.split('\r\nhello\r\n').length > before,
    );
    client.socket.write('garbage\u0015echo clean\r');
    await client.has('\r\nclean\r\n');
    client.socket.write('half a line\u0003echo $?\r');
    await client.has('^C\r\n');
    await client.has('\r\n130\r\n');
    client.socket.write('\u0004');
    await client.until(() => client.ended);
    expect(await exitCode(sim, id)).toBe(0);
  });

  it('stops a flood with Ctrl-C and goes on', async () => {
    const sim = await start();
    const { client } = await exec(sim, 'api', ['sh'], { tty: true });
    client.socket.write('yes flood\r');
    await client.until(() => client.received.length > 100_000);
    client.socket.write('\u0003');
    await client.has('^C');
    client.socket.write('echo over $?\r');
    await client.has('\r\nover 130\r\n');
    client.close();
  });

  it('gives typed lines to the program that reads them', async () => {
    const sim = await start();
    const { client } = await exec(sim, 'api', ['sh'], { tty: true });
    client.socket.write('cat\r');
    client.socket.write('one\r');
    await client.has('one\r\none\r\n');
    client.socket.write('\u0004');
    client.socket.write('echo done\r');
    await client.has('\r\ndone\r\n');
    expect(client.text).not.toContain('not found');
    client.close();
  });

  it('ends with its client', async () => {
    const sim = await start();
    const { id, client } = await exec(sim, 'api', ['sh'], { tty: true });
    client.close();
    await expect.poll(() => exitCode(sim, id)).toBe(129);
  });
});

describe('a shell without a terminal', () => {
  it('starts within env, as clients of old engines set variables', async () => {
    const sim = await start();
    expect(await run(sim, ['env', 'A=1', 'B=two', 'sh', '-c', 'echo $A $B'])).toMatchObject({
      out: '1 two\n',
    });
    const { client } = await exec(sim, 'api', ['env', 'A=7', 'bash'], { tty: true });
    client.socket.write('echo a=$A\r');
    await client.has('\r\na=7\r\n');
    client.close();
  });

  it('finds the shells that are there', async () => {
    const sim = await start();
    const script = 'command -v bash || command -v ash || command -v sh';
    expect((await sh(sim, script)).out).toBe('/bin/bash\n');
    expect((await run(sim, ['sh', '-c', script], undefined, 'buildkitd')).out).toBe('/bin/ash\n');
    expect(
      (
        await run(
          sim,
          ['/bin/sh', '-c', 'if [ -x /bin/bash ]; then echo b; else echo s; fi'],
          undefined,
          'web',
        )
      ).out,
    ).toBe('s\n');
    expect(
      (
        await sh(
          sim,
          'for s in fish bash sh; do command -v "$s" >/dev/null 2>&1 && { echo "$s"; exit 0; }; done; exit 1',
        )
      ).out,
    ).toBe('bash\n');
  });

  it('says in the stream what cannot be started, with 127 and 126', async () => {
    const sim = await start();
    const missing = await run(sim, ['bash'], undefined, 'loki');
    expect(missing.out).toContain('exec: "bash": executable file not found in $PATH');
    expect(missing.code).toBe(127);
    const path = await run(sim, ['/bin/zsh']);
    expect(path.out).toContain('stat /bin/zsh: no such file or directory');
    expect((await run(sim, ['/etc/passwd'])).code).toBe(126);
  });

  it('carries bytes through, and ends at the end of stdin', async () => {
    const sim = await start();
    const text = 'x'.repeat(300_000);
    expect((await run(sim, ['cat'], text)).out).toHaveLength(300_000);
    expect((await run(sim, ['wc', '-c'], 'abc')).out).toBe('3\n');
    expect((await run(sim, ['sh'], 'echo one\necho two\n')).out).toBe('one\ntwo\n');
  });

  it.each([
    ['pipes and heads', 'seq 100000 | head -2', '1\n2\n'],
    ['endless writers', 'yes | head -1', 'y\n'],
    ['sorting', 'printf "b\\na\\nc\\n" | sort -r | tr a-c A-C', 'C\nB\nA\n'],
    ['quotes', `echo 'a  b' "c $((1+1))" d\\ e`, 'a  b c 2 d e\n'],
    ['substitution', 'x=$(echo hi); echo "${x}-$(echo $x | wc -c)"', 'hi-3\n'],
    ['status', 'false; echo $?; true && echo yes || echo no', '1\nyes\n'],
    [
      'files',
      'cd /tmp; echo one > f; echo two >> f; grep -c o f; cat < f | tail -1; rm f; ls f 2>&1',
      '2\ntwo\nls: f: No such file or directory\n',
    ],
    ['variables', 'export A=1; B=2 env | grep -E "^(A|B)=" | sort', 'A=1\nB=2\n'],
    ['loops', 'i=0; while [ $i -lt 3 ]; do echo -n $i; i=$((i+1)); done; echo', '012\n'],
    ['arithmetic', 'echo $(( (2+3)*4 % 7 )) $((1<<4)) $((7/2)) $((3 > 2 && 1))', '6 16 3 1\n'],
    ['default values', 'echo ${NOPE:-fallback} ${HOME}', 'fallback /home/app\n'],
    ['who', 'whoami; hostname; node --version; cat /etc/alpine-release', 'app\napi\nv24.11.0\n3.22.2\n'],
  ])('knows %s', async (_, script, expected) => {
    expect((await sh(await start(), script)).out).toBe(expected);
  });

  it('complains as a shell does', async () => {
    const sim = await start();
    expect(await sh(sim, 'foo')).toEqual({ out: '', err: 'sh: foo: not found\n', code: 127 });
    expect((await sh(sim, 'echo "open')).err).toContain('unterminated quoted string');
    expect((await sh(sim, 'echo $((1/0))')).err).toContain('divide by zero');
    expect((await sh(sim, 'exit 300')).code).toBe(44);
  });

  it('answers 200 to a client that asks for no upgrade, with input', async () => {
    const sim = await start();
    const { client } = await exec(sim, 'api', ['cat'], { upgrade: false });
    expect(client.text).toContain('HTTP/1.1 200 OK\r\n');
    expect(client.text).toContain('application/vnd.docker.raw-stream');
    client.socket.write('ping\n');
    await client.until(() => frames(afterHead(client)).length > 0);
    expect(frames(afterHead(client))).toEqual([{ stream: 1, text: 'ping\n' }]);
    client.close();
  });

  it('refuses exec where nothing runs, twice, and without a type', async () => {
    const sim = await start();
    const body = { Cmd: ['sh'], AttachStdout: true };
    expect((await call(sim, 'POST', '/containers/migrate/exec', body)).status).toBe(409);
    expect((await call(sim, 'POST', '/containers/ledger-cache/exec', body)).status).toBe(409);
    const { Id } = await json<{ Id: string }>(sim, 'POST', '/containers/api/exec', { Cmd: ['true'] });
    expect((await call(sim, 'POST', `/exec/${Id}/resize?h=1&w=1`)).status).toBe(400);
    expect((await call(sim, 'POST', `/exec/${Id}/start`, { Detach: true })).status).toBe(200);
    expect((await call(sim, 'POST', `/exec/${Id}/start`, { Detach: true })).status).toBe(409);
    await expect.poll(() => exitCode(sim, Id)).toBe(0);
  });

  it('takes a chunked body in front of a hijack, and input in the same write', async () => {
    const sim = await start();
    const { Id } = await json<{ Id: string }>(sim, 'POST', '/containers/api/exec', {
      Cmd: ['cat'],
      AttachStdin: true,
      AttachStdout: true,
    });
    const client = new RawClient(sim);
    client.socket.write(
      `POST /exec/${Id}/start HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nearly`,
    );
    await client.until(() => frames(afterHead(client)).length > 0);
    expect(frames(afterHead(client))[0]?.text).toBe('early');
    client.close();
  });
});

describe('attach', () => {
  it('keeps what is typed before the start, as docker run does it', async () => {
    const sim = await start();
    await call(sim, 'POST', '/containers/create?name=early', {
      Image: 'alpine:3.22',
      Cmd: ['cat'],
      OpenStdin: true,
    });
    const client = new RawClient(sim);
    client.send('POST', '/containers/early/attach?stream=1&stdin=1&stdout=1', [
      'Connection: Upgrade',
      'Upgrade: tcp',
    ]);
    await client.has('101 UPGRADED');
    client.socket.write('soon\n');
    await call(sim, 'POST', '/containers/early/start');
    await client.until(() => frames(afterHead(client)).length > 0);
    expect(frames(afterHead(client))).toEqual([{ stream: 1, text: 'soon\n' }]);
    client.socket.end();
    await client.until(() => client.ended);
  });

  it('talks to the shell of a container with a terminal', async () => {
    const sim = await start();
    await call(sim, 'POST', '/containers/scratch/start');
    const client = new RawClient(sim);
    client.send('POST', '/containers/scratch/attach?stream=1&stdin=1&stdout=1&stderr=1', [
      'Connection: Upgrade',
      'Upgrade: tcp',
    ]);
    await client.has('101 UPGRADED');
    client.socket.write('echo $((40+2))\r');
    await client.has('\r\n42\r\n');
    client.socket.write('exit 3\r');
    await client.until(() => client.ended);
    const state = await json<{ State: { ExitCode: number; Status: string } }>(
      sim,
      'GET',
      '/containers/scratch/json',
    );
    expect(state.State).toMatchObject({ Status: 'exited', ExitCode: 3 });
    const log = await open(sim, 'GET', '/v1.48/containers/scratch/logs?stdout=1');
    expect(log.headers['content-type']).toBe('application/vnd.docker.raw-stream');
    log.destroy();
  });
});
