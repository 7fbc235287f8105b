import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findInside, type Inner, type Outer, readInside, toOuter } from './inside';

/** A process seen from both sides: outside under a number of its own. */
function both(pid: number, parent: number, command: string, age: number): readonly [Outer, Inner] {
  const out: Outer = { pid: pid + 1000, parent: parent + 1000, command, age };
  return [out, { pid, parent, command, age: age + 0.4, startedAt: String(10_000 - age), ended: false }];
}

const shell = both(1, 0, 'sh', 100);
const server = both(7, 1, 'server --port 80', 90);
const worker = both(9, 7, 'worker', 50);

function find(target: Outer, ...rows: readonly (readonly [Outer, Inner])[]) {
  const outer = rows.map(([each]) => each);
  return findInside(
    target,
    { before: outer, after: outer },
    rows.map(([, inner]) => inner),
  );
}

describe('the process inside', () => {
  test('is the one with the same arguments, ancestors and age', () => {
    expect(find(worker[0], shell, server, worker)).toEqual({ kind: 'one', process: worker[1] });
    // Another of the same name, below another, or of another age, is not it.
    const elsewhere = both(20, 1, 'worker', 50);
    expect(find(worker[0], shell, server, worker, elsewhere)).toMatchObject({ process: { pid: 9 } });
    const younger = both(21, 7, 'worker', 10);
    expect(find(worker[0], shell, server, worker, younger)).toMatchObject({ process: { pid: 9 } });
  });

  test('is not chosen where another looks the same, on either side', () => {
    const twin = both(10, 7, 'worker', 51);
    expect(find(worker[0], shell, server, worker, twin)).toEqual({ kind: 'alike', count: 2 });
    // One of two ended between both looks: which of them is left is not known.
    const outer = [shell[0], server[0], worker[0], twin[0]];
    expect(findInside(worker[0], { before: outer, after: outer }, [shell[1], server[1], twin[1]])).toEqual({
      kind: 'alike',
      count: 2,
    });
  });

  test('is none where it ended', () => {
    expect(
      findInside(worker[0], { before: [shell[0], server[0], worker[0]], after: [shell[0], server[0]] }, [
        shell[1],
        server[1],
      ]),
    ).toEqual({
      kind: 'none',
    });
    const zombie: Inner = { ...worker[1], ended: true };
    const outer = [shell[0], server[0], worker[0]];
    expect(findInside(worker[0], { before: outer, after: outer }, [shell[1], server[1], zombie])).toEqual({
      kind: 'none',
    });
  });

  test('is found without parents and ages, by arguments that nothing else has', () => {
    const bare: Outer = { ...worker[0], parent: Number.NaN, age: undefined };
    expect(
      findInside(bare, { before: [bare], after: [bare] }, [shell[1], server[1], worker[1]]),
    ).toMatchObject({ kind: 'one' });
    const twin = both(10, 1, 'worker', 5)[1];
    expect(findInside(bare, { before: [bare], after: [bare] }, [worker[1], twin])).toMatchObject({
      kind: 'alike',
    });
  });

  test('is never another one, however many look alike', () => {
    const row = fc.record({
      parent: fc.nat(5),
      command: fc.constantFrom('a', 'b'),
      age: fc.constantFrom(1, 2, 60),
      // Ends before the look inside, between that and the second list, or not.
      ends: fc.constantFrom(1, 2, 3),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), fc.nat(), (rows, chosen) => {
        const all = rows.map(({ parent, command, age }, i) => both(i + 1, parent, command, age));
        const alive = (time: number) => all.filter((_, i) => (rows[i]?.ends ?? 0) > time);
        const [target, own] = all[chosen % all.length]!;
        const listed = { before: alive(0).map(([outer]) => outer), after: alive(2).map(([outer]) => outer) };
        const found = findInside(
          target,
          listed,
          alive(1).map(([, inner]) => inner),
        );
        if (found.kind === 'one') expect(found.process.pid).toBe(own.pid);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what is compared', () => {
  test('is read from the script, with arguments that hold anything', () => {
    const text = [
      'up 1000.50',
      '1 (sh) S 0 1 1 0 -1 4194560 1 1 1 1 1 1 1 1 20 0 1 0 90000 1 1',
      'args 1 sh -c echo  (a) b ',
      '8 (a) b (c) Z 1 8 1 0 -1 4194560 1 1 1 1 1 1 1 1 20 0 1 0 99000 1 1',
      'args 8 ',
      'end',
      '',
    ].join('\n');
    expect(readInside(text)).toEqual([
      { pid: 1, parent: 0, command: 'sh -c echo (a) b', age: 100.5, startedAt: '90000', ended: false },
      { pid: 8, parent: 1, command: '[a) b (c]', age: 10.5, startedAt: '99000', ended: true },
    ]);
    expect(readInside(text.replace('end', ''))).toBeUndefined();
    expect(readInside('')).toBeUndefined();
  });

  test('is read from any columns that an engine gives', () => {
    const process = (cells: readonly string[]) => ({ pid: 5, parent: 4, cells });
    expect(toOuter(['PID', 'ELAPSED', 'COMMAND'], [process(['5', '2-03:04:05', 'sleep  9'])])).toEqual([
      { pid: 5, parent: 4, command: 'sleep 9', age: 183_845 },
    ]);
    expect(toOuter(['PID', 'ELAPSED', 'CMD'], [process(['5', '01:02', 'x'])])[0]?.age).toBe(62);
    expect(toOuter(['PID', 'TIME', 'CMD'], [process(['5', '00:00:01', 'x'])])[0]?.age).toBeUndefined();
  });
});
