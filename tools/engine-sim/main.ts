import { createConnection } from 'node:net';
import { lstatSync, rmSync } from 'node:fs';
import { readArguments } from './arguments';
import { type Sim, startSim } from './start-sim';

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

/** Makes way for the socket: refuses what is no socket and one that somebody answers at. */
async function makeWay(socket: string): Promise<void> {
  const there = lstatSync(socket, { throwIfNoEntry: false });
  if (!there) return;
  if (!there.isSocket()) throw new Error(`${socket}: exists and is no socket`);
  if (await answers(socket)) throw new Error(`${socket}: something answers there already`);
  // A socket that a killed process left behind.
  rmSync(socket);
}

async function main(): Promise<void> {
  const { socket, port, tls, world, api, minApi, flavour, pace, control, detachedStdin } = readArguments(
    process.argv.slice(2),
  );
  if (socket !== undefined) await makeWay(socket);
  const sim: Sim = await startSim({
    ...(socket === undefined ? { tcp: true, port } : { socketPath: socket }),
    ...(tls === undefined ? {} : { tls }),
    ...(api === undefined ? {} : { apiVersion: api }),
    ...(minApi === undefined ? {} : { minApiVersion: minApi }),
    world,
    flavour,
    pace,
    control,
  });
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
  process.stdout.write(socket === undefined ? `ready ${sim.address}\n` : 'ready\n');
}

main().catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exit(1);
});
