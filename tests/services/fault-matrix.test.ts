import { beforeAll, describe, expect, test } from 'vitest';
import { startContainer } from '#tools/engine-sim/engine/lifecycle';
import { container } from '#tools/engine-sim/world/builders';
import { until } from '../support/wait';
import { faults, type Row } from './fault-matrix-faults';
import { type Ending, type Kind, kinds, openDesk, runCell } from './fault-matrix-kinds';

interface Cell {
  readonly row: Row;
  readonly kind: Kind;
  ending: Ending | Error | undefined;
}

const cells: readonly Cell[] = faults.flatMap((row) =>
  kinds.map((kind): Cell => ({ row, kind, ending: undefined })),
);

/** Runs every cell, some at once: most of the time is spent waiting for deadlines. */
async function runAll(): Promise<void> {
  const queue = [...cells];
  const work = async (): Promise<void> => {
    for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
      const { kind, row } = cell;
      cell.ending = await runCell(kind, row.harm, row.when).catch((cause: unknown) => cause as Error);
    }
  };
  await Promise.all(Array.from({ length: 32 }, work));
}

function table(): string {
  const width = Math.max(...faults.map(({ fault }) => fault.length));
  return cells
    .map(({ row, kind, ending }) => {
      const [outcome, said] =
        ending === undefined || ending instanceof Error
          ? ['BROKEN', ending?.message ?? '']
          : [ending.outcome, ending.said];
      return `${row.fault.padEnd(width)}  ${kind.padEnd(6)}  ${outcome.padEnd(8)}  ${said}`;
    })
    .join('\n');
}

describe('every fault on every stream', () => {
  beforeAll(async () => {
    await runAll();
    console.log(table());
  }, 120_000);

  test.each(cells.map((cell) => [cell.row.fault, cell.kind, cell] as const))(
    '%s, %s',
    (_fault, kind, cell) => {
      const { ending, row } = cell;
      if (ending === undefined || ending instanceof Error) throw ending ?? new Error('It did not run.');
      expect([row.ends[kinds.indexOf(kind)]].flat()).toContain(ending.outcome);
      // What ends says why: our words are a sentence, the engine's stand as they are.
      if (ending.outcome === 'told')
        expect(ending.said).toMatch(/^([A-Z0-9].*\.|there is nothing|it is busy|the store is locked)$/);
      // So does what a person notices while it is mended, with the state of the connection before it.
      if ((ending.outcome === 'mended' || ending.outcome === 'waits') && row.quiet?.includes(kind) !== true)
        expect(ending.said).toMatch(
          /^([a-z]+: )?([A-Z0-9].*\.|there is nothing|it is busy|the store is locked)$/,
        );
    },
  );
});

describe('an engine that dies', () => {
  test('without a word is told of within 15 s, also one whose sockets stay open', async () => {
    const desk = await openDesk();
    try {
      desk.sim.faults.silenceEvents();
      desk.sim.faults.add({ action: { kind: 'hang' } });
      await until('what is shown to be called old', () => desk.troubles.length > 0, 15_000);
      expect(desk.troubles[0]).toMatch(/^suspect: .* has not answered for \d+ s\.$/);
    } finally {
      await desk.close();
    }
  }, 30_000);

  test('and comes back changed is shown as it is within 5 s, without a ghost and without a double', async () => {
    const desk = await openDesk();
    try {
      const { sim, page, engineId } = desk;
      const rows = page.follow('containers.list', { engineId });
      await until('the list', () => rows.size === sim.engine.containers.size);
      await sim.faults.kill();
      await until('the loss', () => desk.troubles.length > 0);
      sim.engine.containers.delete(sim.engine.container('spare').id);
      sim.engine.addContainer(container({ name: 'new' }));
      startContainer(sim.engine, sim.engine.container('job'));
      await sim.faults.restart();
      await until('the first answer', () => sim.open().connections > 0, 40_000);
      const shown = (): string =>
        [...rows.values()]
          .map(({ name, state }) => `${name} ${state}`)
          .sort()
          .join();
      const wanted = [...sim.engine.containers.values()]
        .map(({ name, state }) => `${name} ${state}`)
        .sort()
        .join();
      await until('the right list', () => shown() === wanted, 5_000);
    } finally {
      await desk.close();
    }
  }, 60_000);
});
