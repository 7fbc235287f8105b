import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseVersion } from './core/api-version';
import { engineKind, type Flavour } from './core/releases';
import { Scheduler } from './core/scheduler';
import { Engine } from './engine/engine';
import { beginRun, scheduleRestart } from './engine/lifecycle';
import { renewIds } from './engine/renew-ids';
import { Faults } from './http/faults';
import { type Listen, SimServer } from './http/sim-server';
import type { TlsMaterial } from './http/tls-front';
import { archiveRoutes } from './routes/archive';
import { containerStreamRoutes } from './routes/container-streams';
import { containerRoutes } from './routes/containers';
import { controlRoutes } from './routes/control';
import { execRoutes } from './routes/exec';
import { imageRoutes } from './routes/images';
import { networkRoutes } from './routes/networks';
import { registryRoutes } from './routes/registry';
import { swarmRoutes } from './routes/swarm';
import { systemRoutes } from './routes/system';
import { transferRoutes } from './routes/transfers';
import { volumeRoutes } from './routes/volumes';
import { demoWorld } from './world/demo-world';
import type { World } from './world/model';

/** How to start a scripted engine; everything may be left out. */
export interface SimOptions {
  /** What is on the engine. The demo world when missing. */
  readonly world?: World;
  /** The newest API it speaks, 1.0 to 1.52; its release and manners follow from it. "1.48", or Podman's "1.41". */
  readonly apiVersion?: string;
  /** The oldest API it accepts, where an administrator set another than the release's. */
  readonly minApiVersion?: string;
  /** Docker when missing. Podman exists from 1.40 on. */
  readonly flavour?: Flavour;
  /** Where the unix socket is made. A socket in a new private folder when missing. */
  readonly socketPath?: string;
  /** Listens on 127.0.0.1 with a port of its own choice instead of a unix socket. */
  readonly tcp?: boolean;
  /** The port for TCP and TLS; 0, a free one, when missing. */
  readonly port?: number;
  /** Listens on TCP with TLS. */
  readonly tls?: TlsMaterial;
  /** Serves the fault verbs under `/_sim/`, for scripts. */
  readonly control?: boolean;
  /** Scales every wait of the simulation (stops, pulls, samples, log lines); 1 is real time, 0.01 is for tests. */
  readonly pace?: number;
}

/** A scripted engine that answers. Whoever started it closes it. */
export interface Sim {
  /** The unix socket; empty when it listens on TCP. */
  readonly socketPath: string;
  /** What DOCKER_HOST would be: `unix://…` or `tcp://127.0.0.1:port`, with TLS as well. */
  readonly address: string;
  /** The state, for tests that look inside or change things behind the API. */
  readonly engine: Engine;
  readonly faults: Faults;
  /** Open connections, and timers that have not fired: both 0 after `close()`. */
  readonly open: () => { readonly connections: number; readonly timers: number };
  /** Ends every connection, program and timer and removes the socket. Safe to call twice. */
  readonly close: () => Promise<void>;
}

function versionOf(text: string): ReturnType<typeof parseVersion> & {} {
  const version = parseVersion(text);
  if (!version) throw new RangeError(`Not an API version: ${text}`);
  return version;
}

/** Starts a scripted engine. Rejects when nobody speaks the API version or the address cannot be had. */
export async function startSim(options: SimOptions = {}): Promise<Sim> {
  const flavour = options.flavour ?? 'docker';
  const kind = engineKind(
    flavour,
    versionOf(options.apiVersion ?? (flavour === 'podman' ? '1.41' : '1.48')),
    options.minApiVersion === undefined ? undefined : versionOf(options.minApiVersion),
  );
  const scheduler = new Scheduler(options.pace ?? 1);
  const engine = new Engine(options.world ?? demoWorld(), scheduler, kind);
  const tcp = options.tcp === true || options.tls !== undefined;
  const folder =
    tcp || options.socketPath !== undefined ? undefined : mkdtempSync(join(tmpdir(), 'engine-sim-'));
  const socketPath = tcp ? '' : (options.socketPath ?? join(folder ?? tmpdir(), 'engine.sock'));
  const listen: Listen = tcp
    ? { port: options.port ?? 0, ...(options.tls === undefined ? {} : { tls: options.tls }) }
    : { socketPath };
  const closed = new AbortController();
  const faults: Faults = new Faults({
    kill: () => server.stop(),
    restart: async (newIds) => {
      if (closed.signal.aborted) return;
      engine.events.forget();
      if (newIds) renewIds(engine);
      await server.listen();
    },
    resetAll: () => server.dropConnections(),
    shiftClock: (ms) => engine.clock.shift(ms),
    pause: (ms) => setTimeout(ms, undefined, { signal: closed.signal }).catch(() => undefined),
  });
  const server: SimServer = new SimServer({
    listen,
    kind,
    routes: [
      ...systemRoutes(engine, faults),
      ...containerRoutes(engine),
      ...containerStreamRoutes(engine, faults),
      ...execRoutes(engine),
      ...archiveRoutes(engine),
      ...registryRoutes(engine),
      ...transferRoutes(engine),
      ...imageRoutes(engine),
      ...volumeRoutes(engine),
      ...networkRoutes(engine),
      ...swarmRoutes(engine),
      ...(options.control === true ? controlRoutes(faults) : []),
    ],
    faults: () => faults,
  });
  const close = async (): Promise<void> => {
    closed.abort();
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
    address: tcp ? `tcp://127.0.0.1:${server.port ?? 0}` : `unix://${socketPath}`,
    engine,
    faults,
    open: () => ({ connections: server.connections, timers: scheduler.pending }),
    close,
  };
}
