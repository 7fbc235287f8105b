import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atLeast, parseVersion, releaseOf } from './core/api-version';
import { Scheduler } from './core/scheduler';
import { Engine } from './engine/engine';
import { beginRun, scheduleRestart } from './engine/lifecycle';
import { Faults } from './http/faults';
import { type Listen, SimServer } from './http/sim-server';
import { containerStreamRoutes } from './routes/container-streams';
import { containerRoutes } from './routes/containers';
import { execRoutes } from './routes/exec';
import { imageRoutes } from './routes/images';
import { systemRoutes } from './routes/system';
import { volumeNetworkRoutes } from './routes/volumes-networks';
import { demoWorld } from './world/demo-world';
import type { World } from './world/model';

/** How to start a scripted engine; everything may be left out. */
export interface SimOptions {
  /** What is on the engine. The demo world when missing. */
  readonly world?: World;
  /** The newest API it speaks; its release follows from it. "1.48" when missing. */
  readonly apiVersion?: string;
  /** Where the unix socket is made. A socket in a new private folder when missing. */
  readonly socketPath?: string;
  /** Listens on 127.0.0.1 with a port of its own choice instead of a unix socket. */
  readonly tcp?: boolean;
  /** Scales every wait of the simulation (stops, pulls, samples, log lines); 1 is real time, 0.01 is for tests. */
  readonly pace?: number;
}

/** A scripted engine that answers. Whoever started it closes it. */
export interface Sim {
  /** The unix socket; empty when it listens on TCP. */
  readonly socketPath: string;
  /** What DOCKER_HOST would be: `unix://…` or `tcp://127.0.0.1:port`. */
  readonly address: string;
  /** The state, for tests that look inside or change things behind the API. */
  readonly engine: Engine;
  readonly faults: Faults;
  /** Open connections, and timers that have not fired: both 0 after `close()`. */
  readonly open: () => { readonly connections: number; readonly timers: number };
  /** Ends every connection, program and timer and removes the socket. Safe to call twice. */
  readonly close: () => Promise<void>;
}

/** Starts a scripted engine. Rejects when the API version cannot be read or the address cannot be had. */
export async function startSim(options: SimOptions = {}): Promise<Sim> {
  const version = parseVersion(options.apiVersion ?? '1.48');
  if (!version) throw new RangeError(`Not an API version: ${options.apiVersion ?? ''}`);
  const release = releaseOf(version);
  const scheduler = new Scheduler(options.pace ?? 1);
  const engine = new Engine(options.world ?? demoWorld(), scheduler, version, release);
  const folder =
    options.tcp === true || options.socketPath !== undefined
      ? undefined
      : mkdtempSync(join(tmpdir(), 'engine-sim-'));
  const socketPath =
    options.tcp === true ? '' : (options.socketPath ?? join(folder ?? tmpdir(), 'engine.sock'));
  const listen: Listen = options.tcp === true ? { port: 0 } : { socketPath };
  const faults: Faults = new Faults({
    kill: () => server.stop(),
    restart: async () => {
      engine.events.forget();
      await server.listen();
    },
    resetAll: () => server.dropConnections(),
  });
  const server: SimServer = new SimServer({
    listen,
    routes: [
      ...systemRoutes(engine, faults),
      ...containerRoutes(engine),
      ...containerStreamRoutes(engine, faults),
      ...execRoutes(engine),
      ...imageRoutes(engine),
      ...volumeNetworkRoutes(engine),
    ],
    faults: () => faults,
    maxVersion: version,
    minVersion: engine.minVersion,
    headers: {
      Server: `Docker/${release} (linux)`,
      ...(atLeast(version, 25)
        ? {
            'Api-Version': `${version.major}.${version.minor}`,
            Ostype: 'linux',
            'Docker-Experimental': 'false',
          }
        : {}),
    },
  });
  const close = async (): Promise<void> => {
    await server.stop();
    engine.close();
    scheduler.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    await server.listen();
  } catch (cause) {
    await close();
    throw cause;
  }
  for (const container of engine.containers.values()) {
    if (container.state === 'running') beginRun(engine, container);
    if (container.state === 'restarting') scheduleRestart(engine, container);
  }
  return {
    socketPath,
    address: options.tcp === true ? `tcp://127.0.0.1:${server.port ?? 0}` : `unix://${socketPath}`,
    engine,
    faults,
    open: () => ({ connections: server.connections, timers: scheduler.pending }),
    close,
  };
}
