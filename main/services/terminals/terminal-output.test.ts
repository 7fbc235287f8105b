import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ByteRing } from './byte-ring';
import { TerminalOutput, type TerminalSink } from './terminal-output';

afterEach(() => {
  vi.useRealTimers();
});

describe('the last bytes of a stream', () => {
  test('are what was given last, from any place that is held', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 40 });
    fc.assert(
      fc.property(sizes, fc.nat(100), fc.nat(30), (pieces, skip, max) => {
        const ring = new ByteRing(32);
        const all: number[] = [];
        for (const size of pieces) {
          const bytes = Uint8Array.from({ length: size }, (_, i) => (all.length + i) % 251);
          all.push(...bytes);
          ring.push(bytes);
          bytes.fill(255);
        }
        expect(ring.end).toBe(all.length);
        expect(ring.end - ring.start).toBe(Math.min(32, all.length));
        const place = ring.start + Math.min(skip, ring.end - ring.start);
        expect([...ring.read(place, max)]).toEqual(all.slice(place, place + max));
      }),
    );
  });
});

/** A view whose window opens when the test says so. */
function view(windowBytes: number) {
  const controller = new AbortController();
  let left = windowBytes;
  let waiting: ((open: boolean) => void)[] = [];
  const items: Uint8Array[] = [];
  const wake = (open: boolean): void => {
    for (const each of waiting.splice(0)) each(open);
  };
  const sink: TerminalSink = {
    signal: controller.signal,
    get writable() {
      return left > 0;
    },
    ready: () => (left > 0 ? Promise.resolve(true) : new Promise((resolve) => waiting.push(resolve))),
    send: (item, cost) => {
      if (left <= 0) throw new Error('Sent without credit.');
      left -= cost;
      items.push(item);
    },
    end: () => undefined,
    onUpward: () => undefined,
  };
  return {
    sink,
    text: () => Buffer.concat(items).toString('latin1'),
    grant: (bytes: number) => {
      left += bytes;
      if (left > 0) wake(true);
    },
    leave: () => {
      controller.abort();
      wake(false);
      waiting = [];
    },
  };
}

describe('the output of a shell', () => {
  test('waits two seconds for a view that stands still, then runs on, and says what was skipped', async () => {
    vi.useFakeTimers();
    const pauses: boolean[] = [];
    const output = new TerminalOutput((paused) => pauses.push(paused));
    const still = view(1024);
    void output.attach(still.sink);
    output.push(Buffer.alloc(230 * 1024, 'a'));
    await vi.advanceTimersByTimeAsync(0);
    expect(pauses).toEqual([true]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(pauses).toEqual([true, false]);
    output.push(Buffer.alloc(300 * 1024, 'b'));
    output.push(Buffer.from('end'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(pauses).toEqual([true, false]);
    // Credit for one item only: the mark must not go out beside it.
    still.grant(31 * 1024 + 10);
    await vi.advanceTimersByTimeAsync(0);
    still.grant(10_000_000);
    await vi.advanceTimersByTimeAsync(0);
    const text = still.text();
    const skipped = /\[(\d+) bytes of output skipped\]/.exec(text);
    const shown = text.replace(/[^abend]/g, '');
    expect(text.endsWith('end')).toBe(true);
    expect(skipped).not.toBeNull();
    expect(text.split('[')[0]).toMatch(/^a+/);
    expect(shown.length).toBeGreaterThan(0);
  });

  test('goes on at once when the view that stood still leaves', async () => {
    vi.useFakeTimers();
    const pauses: boolean[] = [];
    const output = new TerminalOutput((paused) => pauses.push(paused));
    const still = view(1024);
    void output.attach(still.sink);
    output.push(Buffer.alloc(250 * 1024, 'a'));
    await vi.advanceTimersByTimeAsync(0);
    still.leave();
    await vi.advanceTimersByTimeAsync(0);
    expect(pauses).toEqual([true, false]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('gives a view that keeps up what comes at once, and a later one whole lines', async () => {
    const output = new TerminalOutput(() => undefined);
    const early = view(10_000_000);
    void output.attach(early.sink);
    const line = (n: number): Buffer => Buffer.from(`${String(n).padStart(99, '0')}\n`);
    const sent: string[] = [];
    for (let n = 0; n < 5_000; n += 1) {
      output.push(line(n));
      sent.push(line(n).toString());
      if (n === 0) expect(early.text()).toBe(sent[0]);
    }
    expect(early.text()).toBe(sent.join(''));
    const late = view(10_000_000);
    void output.attach(late.sink);
    await vi.waitFor(() => expect(late.text().endsWith(sent.at(-1) ?? '')).toBe(true));
    expect(sent.join('').endsWith(late.text())).toBe(true);
    expect(late.text()).toMatch(/^0{90,}\d+\n/);
    expect(late.text().length).toBe(2621 * 100);
  });

  test('follows again after its end, for the next program', () => {
    const pauses: boolean[] = [];
    const output = new TerminalOutput((paused) => pauses.push(paused));
    const only = view(10_000);
    void output.attach(only.sink);
    output.push(Buffer.from('one\n'));
    output.finish();
    output.begin();
    output.push(Buffer.from('two\n'));
    expect(only.text()).toBe('one\ntwo\n');
    expect(output.latest(4)).toBe('two\n');
    expect(pauses).toEqual([]);
  });
});
