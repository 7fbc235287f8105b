import { atLeast } from '../core/api-version';
import { badRequest, conflict } from '../core/errors';
import { type Container, isUp } from '../engine/container';
import { inspectView, listView } from '../engine/container-views';
import { createContainer } from '../engine/create';
import type { Engine } from '../engine/engine';
import {
  killContainer,
  pauseContainer,
  removeContainer,
  renameContainer,
  restartContainer,
  signalNumber,
  startContainer,
  stopContainer,
  unpauseContainer,
} from '../engine/lifecycle';
import type { Exchange } from '../http/exchange';
import { hasLabels, parseFilters } from '../http/filters';
import { type Route, route } from '../http/router';
import { containerFilterKeys, containerPasses } from './container-filters';

const states = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];

/** Lists, inspect, create, actions and removal of containers. */
export function containerRoutes(engine: Engine): readonly Route[] {
  const one = (
    method: string,
    path: string,
    handler: (exchange: Exchange, container: Container) => Promise<void> | void,
  ): Route => route(method, path, (exchange, [ref = '']) => handler(exchange, engine.container(ref)));
  const action = (name: string, act: (container: Container) => void): Route =>
    one('POST', `/containers/{}/${name}`, (exchange, container) => {
      act(container);
      exchange.sendEmpty(204);
    });
  return [
    route('GET', '/containers/json', (exchange) => list(engine, exchange)),
    route('POST', '/containers/create', async (exchange) => {
      const { container, warnings } = createContainer(
        engine,
        exchange.query.get('name'),
        await exchange.json(),
      );
      exchange.sendJson(201, { Id: container.id, Warnings: warnings });
    }),
    route('POST', '/containers/prune', (exchange) => prune(engine, exchange)),
    one('GET', '/containers/{}/json', (exchange, container) =>
      exchange.sendJson(200, inspectView(engine, container, exchange.version, exchange.flag('size'))),
    ),
    one('GET', '/containers/{}/top', (exchange, container) => top(engine, exchange, container)),
    one('GET', '/containers/{}/changes', (exchange, container) => {
      const changed = container.files.changes();
      exchange.sendJson(200, changed.length > 0 || atLeast(exchange.version, 42) ? changed : null);
    }),
    one('POST', '/containers/{}/start', (exchange, container) =>
      exchange.sendEmpty(startContainer(engine, container) ? 204 : 304),
    ),
    one('POST', '/containers/{}/stop', async (exchange, container) => {
      const signal = exchange.query.get('signal');
      const stopped = await stopContainer(
        engine,
        container,
        exchange.int('t') ?? 10,
        signal === null || signal === '' ? 15 : signalNumber(signal),
      );
      exchange.sendEmpty(stopped ? 204 : 304);
    }),
    one('POST', '/containers/{}/restart', async (exchange, container) => {
      await restartContainer(engine, container, exchange.int('t') ?? 10);
      exchange.sendEmpty(204);
    }),
    one('POST', '/containers/{}/kill', (exchange, container) => {
      const signal = exchange.query.get('signal');
      killContainer(engine, container, signal === null || signal === '' ? 9 : signalNumber(signal));
      exchange.sendEmpty(204);
    }),
    action('pause', (container) => pauseContainer(engine, container)),
    action('unpause', (container) => unpauseContainer(engine, container)),
    one('POST', '/containers/{}/rename', (exchange, container) => {
      renameContainer(engine, container, exchange.query.get('name') ?? '');
      exchange.sendEmpty(204);
    }),
    one('POST', '/containers/{}/resize', (exchange, container) => {
      const rows = exchange.int('h');
      const columns = exchange.int('w');
      if (rows === undefined || columns === undefined) throw badRequest('h and w are needed');
      if (!isUp(container)) throw conflict(`Container ${container.id} is not running`);
      container.main?.resize(rows, columns);
      engine.emitContainer(container, 'resize', { height: String(rows), width: String(columns) });
      exchange.sendEmpty(200);
    }),
    one('DELETE', '/containers/{}', (exchange, container) => {
      removeContainer(engine, container, exchange.flag('force'), exchange.flag('v'));
      exchange.sendEmpty(204);
    }),
  ];
}

function list(engine: Engine, exchange: Exchange): void {
  const filters = parseFilters(exchange.query.get('filters'), containerFilterKeys);
  for (const status of filters.get('status') ?? []) {
    if (!states.includes(status)) throw badRequest(`invalid filter 'status=${status}'`);
  }
  const limit = exchange.int('limit') ?? -1;
  const all = exchange.flag('all') || limit > 0 || filters.has('status') || filters.has('exited');
  const found = engine
    .newestFirst()
    .filter((container) => all || isUp(container) || container.state === 'restarting')
    .filter((container) => containerPasses(engine, filters, container))
    .slice(0, limit > 0 ? limit : undefined);
  exchange.sendJson(
    200,
    found.map((container) => listView(engine, container, exchange.version, exchange.flag('size'))),
  );
}

function prune(engine: Engine, exchange: Exchange): void {
  const filters = parseFilters(exchange.query.get('filters'), ['label', 'label!', 'until']);
  const gone = engine
    .newestFirst()
    .filter((container) => ['created', 'exited', 'dead'].includes(container.state))
    .filter((container) => hasLabels(filters, container.spec.labels));
  for (const container of gone) removeContainer(engine, container, false, false);
  const reclaimed = gone.reduce((sum, container) => sum + container.spec.sizeRw, 0);
  engine.events.emit({
    type: 'container',
    action: 'prune',
    id: '',
    attributes: { reclaimed: String(reclaimed) },
  });
  exchange.sendJson(200, {
    ContainersDeleted: gone.length > 0 ? gone.map(({ id }) => id) : null,
    SpaceReclaimed: reclaimed,
  });
}

function top(engine: Engine, exchange: Exchange, container: Container): void {
  if (!isUp(container)) throw conflict(`container ${container.id} is not running`);
  const aux = /aux/.test(exchange.query.get('ps_args') ?? '-ef');
  const started = new Date(container.startedAt).toISOString().slice(11, 16);
  const own = container.spec.processes.map((process, index) => ({
    ...process,
    pid: container.pid + index * 7,
  }));
  const execs = [...container.execs]
    .map((id) => engine.execs.get(id))
    .filter((exec) => exec?.running === true)
    .map((exec) => ({
      user: exec?.user === '' || exec === undefined ? 'root' : exec.user,
      command: exec?.argv.join(' ') ?? '',
      pid: exec?.pid ?? 0,
    }));
  const rows = [...own, ...execs];
  engine.emitContainer(container, 'top');
  const cpu = (container.spec.load.cpu / Math.max(1, rows.length)).toFixed(1);
  exchange.sendJson(
    200,
    aux
      ? {
          Titles: ['USER', 'PID', '%CPU', '%MEM', 'VSZ', 'RSS', 'TTY', 'STAT', 'START', 'TIME', 'COMMAND'],
          Processes: rows.map((row) => [
            row.user,
            String(row.pid),
            cpu,
            '0.4',
            '742160',
            '68212',
            '?',
            'Ssl',
            started,
            '0:12',
            row.command,
          ]),
        }
      : {
          Titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
          Processes: rows.map((row, index) => [
            row.user,
            String(row.pid),
            String(index === 0 ? container.pid - 22 : container.pid),
            '0',
            started,
            '?',
            '00:00:12',
            row.command,
          ]),
        },
  );
}
