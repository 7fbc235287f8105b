import type { Dialect } from '../core/dialect';
import { badRequest, conflict, notFound } from '../core/errors';
import { frame, type StreamId } from '../core/frames';
import { isUp } from '../engine/container';
import { inspectView } from '../engine/container-inspect';
import type { Engine, Exec } from '../engine/engine';
import { surroundingsOf } from '../engine/surroundings';
import type { Exchange } from '../http/exchange';
import { type Route, route } from '../http/router';
import { launch } from '../shell/launch';
import { feed } from './feed';

const raw = 'application/vnd.docker.raw-stream';
const multiplexed = 'application/vnd.docker.multiplexed-stream';

/** Exec sessions: create, start, resize, inspect. */
export function execRoutes(engine: Engine): readonly Route[] {
  const exec = (id: string): Exec => {
    const found = engine.execs.get(id);
    if (!found) throw notFound(`No such exec instance: ${id}`);
    return found;
  };
  return [
    route('POST', '/containers/{}/exec', (exchange, [ref = '']) => create(engine, exchange, ref), {
      from: 15,
    }),
    route('POST', '/exec/{}/start', (exchange, [id = '']) => start(engine, exchange, exec(id)), { from: 15 }),
    route('POST', '/exec/{}/resize', (exchange, [id = '']) => resize(exchange, exec(id)), { from: 15 }),
    route(
      'GET',
      '/exec/{}/json',
      (exchange, [id = '']) => exchange.sendJson(200, view(engine, exec(id), exchange.dialect)),
      { from: 16 },
    ),
  ];
}

function resize(exchange: Exchange, session: Exec): void {
  const rows = exchange.int('h');
  const columns = exchange.int('w');
  if (rows === undefined || columns === undefined) throw badRequest('h and w are needed');
  if (!session.running) throw badRequest(`exec process is not started: ${session.id}`);
  session.rows = rows;
  session.columns = columns;
  session.process?.resize(rows, columns);
  exchange.sendEmpty(exchange.dialect.podman ? 201 : 200);
}

/** GET /exec/{id}/json. Up to 1.8 it held the whole container, and an exit code before the end. */
function view(engine: Engine, exec: Exec, dialect: Dialect): Record<string, unknown> {
  return {
    ID: exec.id,
    Running: exec.running,
    ExitCode: dialect.speaks(21) ? exec.exitCode : (exec.exitCode ?? 0),
    ProcessConfig: {
      tty: exec.tty,
      entrypoint: exec.argv[0] ?? '',
      arguments: exec.argv.slice(1),
      privileged: exec.privileged,
      ...(exec.user === '' ? {} : { user: exec.user }),
    },
    OpenStdin: exec.stdin,
    OpenStderr: exec.stderr,
    OpenStdout: exec.stdout,
    ...(dialect.speaks(21)
      ? { CanRemove: false, ContainerID: exec.container.id }
      : { Container: inspectView(engine, exec.container, dialect, false) }),
    ...(dialect.speaks(22) ? { DetachKeys: '' } : {}),
    ...(dialect.speaks(25) ? { Pid: exec.pid } : {}),
  };
}

function size(value: unknown): readonly [number, number] | undefined {
  if (!Array.isArray(value)) return undefined;
  const [rows, columns] = value as readonly unknown[];
  return typeof rows === 'number' && typeof columns === 'number' && rows > 0 && columns > 0
    ? [rows, columns]
    : undefined;
}

async function create(engine: Engine, exchange: Exchange, ref: string): Promise<void> {
  if (!/^application\/json/i.test(exchange.req.headers['content-type'] ?? '')) {
    throw badRequest("unsupported Content-Type header: must be 'application/json'");
  }
  const body = await exchange.json();
  const container = engine.container(ref);
  const strings = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  const argv = strings(body['Cmd']);
  if (argv.length === 0) throw badRequest('No exec command specified');
  if (container.state === 'paused') {
    throw conflict(`container ${container.name} is paused, unpause the container before exec`);
  }
  if (!isUp(container)) throw conflict(`container ${container.id} is not running`);
  const { dialect } = exchange;
  const [rows, columns] = (dialect.asks(42) ? size(body['ConsoleSize']) : undefined) ?? [24, 80];
  const user = typeof body['User'] === 'string' ? body['User'] : '';
  const workingDir = dialect.speaks(35) && typeof body['WorkingDir'] === 'string' ? body['WorkingDir'] : '';
  const session: Exec = {
    id: engine.rng.hex(64),
    container,
    argv,
    tty: body['Tty'] === true,
    user: user === '' ? container.spec.user : user,
    env: [...container.spec.env, ...(dialect.speaks(25) ? strings(body['Env']) : [])],
    workingDir: workingDir === '' ? container.spec.workingDir : workingDir,
    privileged: body['Privileged'] === true,
    stdin: body['AttachStdin'] === true,
    stdout: body['AttachStdout'] === true,
    stderr: body['AttachStderr'] === true,
    running: false,
    started: false,
    exitCode: null,
    pid: 0,
    rows,
    columns,
    process: undefined,
  };
  engine.addExec(session);
  engine.emitContainer(container, `exec_create: ${argv.join(' ')}`, { execID: session.id });
  exchange.sendJson(201, { Id: session.id, ...(dialect.speaks(19) ? {} : { Warnings: null }) });
}

async function start(engine: Engine, exchange: Exchange, exec: Exec): Promise<void> {
  const body = await exchange.json();
  const { container } = exec;
  if (exec.started) {
    throw conflict(
      exec.running ? `exec command ${exec.id} is already running` : `exec ${exec.id} has already run`,
    );
  }
  if (container.state === 'paused') {
    throw conflict(`container ${container.name} is paused, unpause the container before exec`);
  }
  if (!isUp(container)) throw conflict(`container ${container.id} is not running`);
  const { dialect } = exchange;
  const asked = size(body['ConsoleSize']);
  if (asked && dialect.asks(42)) [exec.rows, exec.columns] = asked;
  exec.started = true;
  const detach = body['Detach'] === true;
  // The framing follows the Tty of this body, whatever was said at create.
  const tty = body['Tty'] === true;
  const upgrade = exchange.req.headers.upgrade === 'tcp' || dialect.podman;
  if (detach) exchange.sendEmpty(200);
  const pipe = detach ? undefined : exchange.hijack(upgrade && dialect.asks(42) && !tty ? multiplexed : raw);
  const output = async (stream: StreamId, data: Uint8Array): Promise<void> => {
    if (!pipe || exchange.signal.aborted) return;
    if (stream === 1 ? !exec.stdout : !exec.stderr) return;
    if (!pipe.write(tty ? data : frame(stream, data))) await pipe.drained();
  };
  engine.emitContainer(container, `exec_start: ${exec.argv.join(' ')}`, { execID: exec.id });
  const started = launch({
    argv: exec.argv,
    tty: exec.tty,
    env: exec.env,
    workingDir: exec.workingDir,
    user: exec.user,
    rows: exec.rows,
    columns: exec.columns,
    surroundings: surroundingsOf(engine, container),
    output,
  });
  const finish = (code: number): void => {
    exec.running = false;
    exec.exitCode = code;
    exec.process = undefined;
    engine.emitContainer(container, 'exec_die', { execID: exec.id, exitCode: String(code) });
    pipe?.end();
  };
  if (!started.ok) {
    // No exec_die for what never ran; engines before 25.0 say 126 whatever the reason.
    exec.exitCode = engine.speaks(44) ? started.exitCode : 126;
    await output(1, Buffer.from(`${started.message}\r\n`));
    pipe?.end();
    return;
  }
  exec.running = true;
  exec.pid = engine.nextPid();
  exec.process = started.process;
  if (pipe?.input && exec.stdin) {
    feed(pipe.input, started.process);
    // The end of the client's side is an end of file for a pipe; with a terminal dockerd takes the session down.
    pipe.input.on('end', () => {
      if (exec.tty) started.process.kill(1);
      else started.process.endInput();
    });
  } else {
    pipe?.input?.resume();
    if (!exec.tty) started.process.endInput();
  }
  // dockerd lets the program of a vanished client run on; here it is hung up, so that nothing piles up.
  if (!detach) exchange.signal.addEventListener('abort', () => started.process.kill(1), { once: true });
  finish(await started.process.exited);
}
