import { conflict } from '../core/errors';
import { type Container, isUp } from '../engine/container';
import type { Engine } from '../engine/engine';
import type { Exchange } from '../http/exchange';

interface Row {
  readonly user: string;
  readonly command: string;
  readonly pid: number;
}

function rowsOf(engine: Engine, container: Container): readonly Row[] {
  const own = container.spec.processes.map((process, index) => ({
    ...process,
    pid: container.pid + index * 7,
  }));
  const execs = [...container.execs].flatMap((id): Row[] => {
    const exec = engine.execs.get(id);
    if (exec?.running !== true) return [];
    return [{ user: exec.user === '' ? 'root' : exec.user, command: exec.argv.join(' '), pid: exec.pid }];
  });
  return [...own, ...execs];
}

/** GET /containers/{id}/top: a list of objects at 1.3, a table since; Podman 4.3 does not split its columns. */
export function top(engine: Engine, exchange: Exchange, container: Container): void {
  const { dialect } = exchange;
  if (!isUp(container)) throw conflict(`container ${container.id} is not running`);
  const rows = rowsOf(engine, container);
  const started = new Date(container.startedAt).toISOString().slice(11, 16);
  engine.emitContainer(container, 'top');
  if (!dialect.asks(4)) {
    exchange.sendJson(
      200,
      rows.map(({ pid, command }) => ({ PID: String(pid), Tty: '?', Time: '00:00:12', Cmd: command })),
    );
    return;
  }
  const table = /aux/.test(exchange.query.get('ps_args') ?? '-ef')
    ? auxTable(container, rows, started)
    : plainTable(container, rows, started);
  if (dialect.podman && !dialect.speaks(44)) {
    exchange.sendJson(200, {
      Titles: [table.Titles.join(' ')],
      Processes: table.Processes.map((row) => [row.join(' ')]),
    });
  } else exchange.sendJson(200, table);
}

interface Table {
  readonly Titles: readonly string[];
  readonly Processes: readonly (readonly string[])[];
}

function auxTable(container: Container, rows: readonly Row[], started: string): Table {
  const cpu = (container.spec.load.cpu / Math.max(1, rows.length)).toFixed(1);
  return {
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
  };
}

function plainTable(container: Container, rows: readonly Row[], started: string): Table {
  return {
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
  };
}
