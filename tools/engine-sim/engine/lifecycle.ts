import { conflict, EngineError } from '../core/errors';
import type { StreamId } from '../core/frames';
import { launch } from '../shell/launch';
import { type Container, clearRun, isUp } from './container';
import type { Engine } from './engine';
import { startHealth } from './health';
import { surroundingsOf } from './surroundings';

const signalNumbers: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ABRT: 6,
  KILL: 9,
  USR1: 10,
  USR2: 12,
  TERM: 15,
  CONT: 18,
  STOP: 19,
  WINCH: 28,
};
const deadly = new Set([1, 2, 3, 6, 9, 15]);

/** The number of a signal by name, with or without SIG, or by number. 400 for an unknown one. */
export function signalNumber(text: string): number {
  if (/^\d+$/.test(text)) {
    const number = Number(text);
    if (number > 0 && number < 65) return number;
  }
  const number = signalNumbers[text.toUpperCase().replace(/^SIG/, '')];
  if (number === undefined) throw new EngineError(400, `invalid signal: ${text}`);
  return number;
}

function networkEvents(engine: Engine, container: Container, action: 'connect' | 'disconnect'): void {
  for (const { name } of container.spec.networks) {
    const network = [...engine.networks.values()].find(({ spec }) => spec.name === name);
    if (!network) continue;
    engine.events.emit({
      type: 'network',
      action,
      id: network.id,
      attributes: { container: container.id, name, type: network.spec.driver },
    });
  }
}

/** Starts what a world's container does by itself: health checks, crash loops. Used for runs and at the beginning. */
export function beginRun(engine: Engine, container: Container): void {
  startHealth(engine, container);
  const loop = container.spec.crashLoop;
  if (loop) {
    container.runTimers.add(
      engine.scheduler.after(loop.upMs, () => exitRun(engine, container, loop.exitCode, 'crash')),
    );
  }
}

/** Waits for the restart of a container that the world starts in the state restarting. */
export function scheduleRestart(engine: Engine, container: Container): void {
  const waits = container.spec.crashLoop?.downMs ?? 1000;
  container.runTimers.add(
    engine.scheduler.after(waits, () => {
      container.restartCount += 1;
      try {
        startRun(engine, container);
      } catch {
        // Its program has gone meanwhile: the run has ended with the reason in `error`, and nobody asked who could be told.
      }
    }),
  );
}

/** Starts a container. False when it runs already. 409 for a paused or dying one. */
export function startContainer(engine: Engine, container: Container): boolean {
  if (container.state === 'running') {
    if (!engine.speaks(13)) throw new EngineError(500, `The container ${container.id} is already running.`);
    return false;
  }
  if (container.state === 'paused') {
    throw conflict('cannot start a paused container, try unpause instead');
  }
  if (container.state === 'dead' || container.state === 'removing') {
    throw conflict('container is marked for removal and cannot be started');
  }
  clearRun(container);
  container.restartCount = 0;
  startRun(engine, container);
  return true;
}

function startRun(engine: Engine, container: Container): void {
  clearRun(container);
  const { spec } = container;
  const now = engine.clock.now();
  container.state = 'running';
  container.startedAt = now;
  container.finishedAt = 0;
  container.exitCode = 0;
  container.error = '';
  container.oomKilled = false;
  container.pid = engine.nextPid();
  container.meter = engine.meterFor(spec, now);
  container.health = spec.health && { status: 'starting', failingStreak: 0, log: [] };
  networkEvents(engine, container, 'connect');
  engine.emitContainer(container, 'start');
  container.log.started();
  beginRun(engine, container);
  if (spec.runsCommand) runCommand(engine, container);
}

function runCommand(engine: Engine, container: Container): void {
  const { spec } = container;
  const decoder = new TextDecoder();
  const started = launch({
    argv: [...spec.entrypoint, ...spec.command],
    tty: spec.tty,
    env: spec.env,
    workingDir: spec.workingDir,
    user: spec.user,
    rows: 24,
    columns: 80,
    surroundings: surroundingsOf(engine, container),
    output: async (stream: StreamId, data: Uint8Array) => {
      container.log.append(stream, decoder.decode(data, { stream: true }));
      await Promise.all([...container.attached].map((write) => write(stream, data)));
    },
  });
  if (!started.ok) {
    container.error = started.message;
    exitRun(engine, container, started.exitCode, 'asked');
    throw new EngineError(
      400,
      `failed to create task for container: ${started.message.replace(/^OCI runtime exec failed: exec failed/, 'failed to create shim task: OCI runtime create failed: runc create failed')}`,
    );
  }
  container.main = started.process;
  const run = container.startedAt;
  // A detached program without stdin reads an end of file, as from /dev/null.
  if (!spec.openStdin) started.process.endInput();
  for (const waiter of [...container.startWaiters]) waiter();
  void started.process.exited.then((code) => {
    if (container.startedAt === run && isUp(container)) exitRun(engine, container, code, 'crash');
  });
}

/** Ends a run. A crash may be followed by a restart, as the policy says; an asked end is not. */
export function exitRun(
  engine: Engine,
  container: Container,
  exitCode: number,
  why: 'asked' | 'crash' | 'oom',
): void {
  if (!isUp(container)) return;
  clearRun(container);
  const { spec } = container;
  const now = engine.clock.now();
  if (why === 'oom') {
    container.oomKilled = true;
    engine.emitContainer(container, 'oom');
  }
  const seconds = Math.floor((now - container.startedAt) / 1000);
  container.pid = 0;
  container.exitCode = exitCode;
  container.finishedAt = now;
  container.meter = undefined;
  const main = container.main;
  container.main = undefined;
  for (const id of container.execs) engine.execs.get(id)?.process?.kill(9);
  const again =
    why !== 'asked' &&
    (spec.restartPolicy === 'always' ||
      spec.restartPolicy === 'unless-stopped' ||
      (spec.restartPolicy === 'on-failure' && exitCode !== 0));
  container.state = again ? 'restarting' : 'exited';
  container.log.stopped(why !== 'asked' && !spec.runsCommand);
  main?.kill(9);
  engine.emitContainer(container, 'die', { exitCode: String(exitCode), execDuration: String(seconds) });
  networkEvents(engine, container, 'disconnect');
  for (const waiter of [...container.exitWaiters]) waiter(exitCode);
  if (again) scheduleRestart(engine, container);
  else if (spec.autoRemove) {
    container.runTimers.add(engine.scheduler.after(0, () => removeContainer(engine, container, true, true)));
  }
}

/** Kills out of memory: event oom, exit 137. Tests and the world use it. */
export function runOutOfMemory(engine: Engine, container: Container): void {
  exitRun(engine, container, 137, 'oom');
}

/** Sends a signal. Deadly ones end the run after a moment. 409 when it does not run. */
export function killContainer(engine: Engine, container: Container, signal: number): void {
  if (container.state === 'restarting') {
    abandonRestart(container);
    return;
  }
  if (!isUp(container)) {
    throw conflict(`cannot kill container: ${container.name}: container ${container.id} is not running`);
  }
  engine.emitContainer(container, 'kill', { signal: String(signal) });
  if (!deadly.has(signal)) return;
  if (signal === 9) exitRun(engine, container, 137, 'asked');
  else {
    container.runTimers.add(
      engine.scheduler.after(Math.min(container.spec.stopMs, 800), () =>
        exitRun(engine, container, gracefulCode(container, signal), 'asked'),
      ),
    );
  }
}

function gracefulCode(container: Container, signal: number): number {
  const { inside } = container.spec;
  return inside.distro === 'distroless' || signal !== 15 ? 128 + signal : 0;
}

function abandonRestart(container: Container): void {
  clearRun(container);
  container.state = 'exited';
  for (const waiter of [...container.exitWaiters]) waiter(container.exitCode);
}

/**
 * Stops a container: a signal, up to `seconds` of patience (-1 is for ever), then SIGKILL. False when it does not run.
 * It goes on when the client hangs up, as dockerd does.
 */
export async function stopContainer(
  engine: Engine,
  container: Container,
  seconds: number,
  signal = 15,
): Promise<boolean> {
  if (container.state === 'restarting') {
    abandonRestart(container);
    engine.emitContainer(container, 'stop');
    return true;
  }
  if (!isUp(container)) return false;
  if (container.state === 'paused') unpauseContainer(engine, container);
  engine.emitContainer(container, 'kill', { signal: String(signal) });
  const patient = seconds < 0 || seconds * 1000 >= container.spec.stopMs;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      container.exitWaiters.delete(done);
      resolve();
    };
    container.exitWaiters.add(done);
    container.runTimers.add(
      engine.scheduler.after(patient ? container.spec.stopMs : seconds * 1000, () => {
        if (!patient) engine.emitContainer(container, 'kill', { signal: '9' });
        exitRun(engine, container, patient ? gracefulCode(container, signal) : 137, 'asked');
      }),
    );
  });
  engine.emitContainer(container, 'stop');
  return true;
}

/** Stops, if it runs, and starts again. */
export async function restartContainer(engine: Engine, container: Container, seconds: number): Promise<void> {
  await stopContainer(engine, container, seconds);
  if (!engine.containers.has(container.id)) return;
  startContainer(engine, container);
  engine.emitContainer(container, 'restart');
}

/** Freezes a running container. 409 otherwise. */
export function pauseContainer(engine: Engine, container: Container): void {
  if (container.state === 'paused') throw conflict(`Container ${container.id} is already paused`);
  if (container.state === 'restarting') {
    throw conflict(`Container ${container.id} is restarting, wait until the container is running`);
  }
  if (container.state !== 'running') throw conflict(`Container ${container.id} is not running`);
  container.meter?.read();
  container.state = 'paused';
  container.log.paused();
  engine.emitContainer(container, 'pause');
}

/** Thaws a paused container. 409 otherwise. */
export function unpauseContainer(engine: Engine, container: Container): void {
  if (container.state !== 'paused') throw conflict(`Container ${container.id} is not paused`);
  container.meter?.skip();
  container.state = 'running';
  if (!container.spec.runsCommand) container.log.resumed();
  engine.emitContainer(container, 'unpause');
}

/** Gives another name. 400 for the same or a bad one, 409 for one in use. */
export function renameContainer(engine: Engine, container: Container, wanted: string): void {
  const name = wanted.replace(/^\//, '');
  if (name === '') throw new EngineError(400, 'Neither old nor new names may be empty');
  checkName(engine, name, container);
  const oldName = container.name;
  container.name = name;
  engine.emitContainer(container, 'rename', { oldName: `/${oldName}` });
}

/** Refuses a name that dockerd would refuse. */
export function checkName(engine: Engine, name: string, self?: Container): void {
  const allowed = engine.speaks(15) ? /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/ : /^[a-zA-Z0-9_.-]+$/;
  if (!allowed.test(name)) {
    throw new EngineError(
      400,
      `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
    );
  }
  if (self?.name === name) {
    throw new EngineError(400, 'Renaming a container with the same name as its current name');
  }
  const other = [...engine.containers.values()].find((known) => known.name === name);
  if (other) {
    throw conflict(
      `Conflict. The container name "/${name}" is already in use by container "${other.id}". You have to remove (or rename) that container to be able to reuse that name.`,
    );
  }
}

/** Removes a container, and with `volumes` its anonymous volumes. 409 when it runs and `force` is not given. */
export function removeContainer(
  engine: Engine,
  container: Container,
  force: boolean,
  volumes: boolean,
): void {
  if ((isUp(container) || container.state === 'restarting') && !force && !engine.speaks(25)) {
    throw new EngineError(
      409,
      engine.speaks(10)
        ? 'Conflict, You cannot remove a running container. Stop the container before attempting removal or use -f'
        : 'Impossible to remove a running container, please stop it first',
    );
  }
  if ((isUp(container) || container.state === 'restarting') && !force && engine.podman) {
    throw new EngineError(
      500,
      `cannot remove container ${container.id} as it is running - running or paused containers cannot be removed without force: container state improper`,
    );
  }
  if (container.state === 'paused' && !force) {
    throw conflict(
      `cannot remove container "/${container.name}": container is paused and must be unpaused first`,
    );
  }
  if ((isUp(container) || container.state === 'restarting') && !force) {
    throw conflict(
      `cannot remove container "/${container.name}": container is ${container.state}: stop the container before removing or force remove`,
    );
  }
  if (isUp(container)) {
    engine.emitContainer(container, 'kill', { signal: '9' });
    exitRun(engine, container, 137, 'asked');
  }
  if (!engine.containers.has(container.id)) return;
  clearRun(container);
  container.state = 'removing';
  engine.containers.delete(container.id);
  for (const id of container.execs) engine.execs.delete(id);
  container.log.close();
  if (volumes) {
    for (const mount of container.spec.mounts) {
      if (mount.type === 'volume' && /^[0-9a-f]{64}$/.test(mount.source)) engine.volumes.delete(mount.source);
    }
  }
  engine.emitContainer(container, 'destroy');
  for (const waiter of [...container.removeWaiters]) waiter(container.exitCode);
}
