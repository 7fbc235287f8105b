import { createConnection } from 'node:net';
import { lstatSync, rmSync } from 'node:fs';
import { type Sim, startSim } from './start-sim';
import { demoWorld } from './world/demo-world';

interface Arguments {
  readonly socket: string;
  readonly seed: number;
  readonly containers: number;
  /** Stdin is closed from the start, as Electron's utility processes have it, and says nothing of the parent. */
  readonly detachedStdin: boolean;
}

const usage = 'usage: engine-sim --socket PATH [--seed N] [--containers N] [--detached-stdin]';

/** Reads the command line. Throws with the usage for anything it does not know. */
function readArguments(given: readonly string[]): Arguments {
  const argv = given.filter((each) => each !== '--detached-stdin');
  const values = new Map<string, string>();
  for (let at = 0; at < argv.length; at += 2) {
    const name = argv[at] ?? '';
    const value = argv[at + 1];
    if (!['--socket', '--seed', '--containers'].includes(name) || value === undefined) throw new Error(usage);
    values.set(name, value);
  }
  const socket = values.get('--socket');
  const number = (name: string, otherwise: number): number => {
    const text = values.get(name) ?? String(otherwise);
    if (!/^\d{1,9}$/.test(text)) throw new Error(usage);
    return Number(text);
  };
  if (socket === undefined || socket === '') throw new Error(usage);
  const containers = number('--containers', 0);
  if (containers > 5000) throw new Error('at most 5000 containers');
  return { socket, seed: number('--seed', 1), containers, detachedStdin: argv.length < given.length };
}

/** True when somebody answers at the socket. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function main(): Promise<void> {
  const { socket, seed, containers, detachedStdin } = readArguments(process.argv.slice(2));
  const there = lstatSync(socket, { throwIfNoEntry: false });
  if (there) {
    if (!there.isSocket()) throw new Error(`${socket}: exists and is no socket`);
    if (await answers(socket)) throw new Error(`${socket}: something answers there already`);
    // A socket that a killed process left behind.
    rmSync(socket);
  }
  const sim: Sim = await startSim({ socketPath: socket, world: demoWorld(seed, containers) });
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    void sim.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  if (!detachedStdin) {
    // The parent holds the other end of stdin: when it dies, this ends with it.
    process.stdin.on('end', end);
    process.stdin.on('close', end);
    process.stdin.on('error', end);
    process.stdin.resume();
  }
  process.stdout.write('ready\n');
}

main().catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exit(1);
});
