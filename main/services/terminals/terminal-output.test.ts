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

/** A view that consumes when the test says so, or at once where `quick`. */
function view(windowBytes: number, quick = false) {
  const controller = new AbortController();
  let left = windowBytes;
  let inFlight = 0;
  let onCredit = (): void => undefined;
  const items: Uint8Array[] = [];
  const consume = (bytes: number): void => {
    left += bytes;
    inFlight = Math.max(0, inFlight - bytes);
    onCredit();
  };
  const sink: TerminalSink = {
    signal: controller.signal,
    get writable() {
      return left > 0;
    },
    get inFlight() {
      return inFlight;
    },
    ready: () => Promise.resolve(left > 0),
    send: (item, cost) => {
      if (left <= 0) throw new Error('Sent without credit.');
      left -= cost;
      inFlight += cost;
      items.push(item);
      if (quick) queueMicrotask(() => consume(cost));
    },
    end: () => undefined,
    onCredit: (handler) => {
      onCredit = handler;
    },
    onUpward: () => undefined,
  };
  return {
    sink,
    consume,
    text: () => Buffer.concat(items).toString('latin1'),
    items: () => items.length,
    leave: () => controller.abort(),
  };
}

describe('the output of a shell', () => {
  test('waits two seconds for a view that stands still, then runs on, and says what was skipped', async () => {
    vi.useFakeTimers();
    const pauses: boolean[] = [];
    const output = new TerminalOutput((paused) => pauses.push(paused));
    const still = view(1024);
    void output.attach(still.sink);
    output.push(Buffer.alloc(256 * 1024, 'a'));
    await vi.advanceTimersByTimeAsync(0);
    expect(pauses).toEqual([true]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(pauses).toEqual([true, false]);
    output.push(Buffer.alloc(300 * 1024, 'b'));
    output.push(Buffer.from('end'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(pauses).toEqual([true, false]);
    // Credit for one item only: the mark must not go out beside it.
    still.consume(63 * 1024 + 10);
    for (let round = 0; round < 20; round += 1) still.consume(64 * 1024);
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
    output.push(Buffer.alloc(256 * 1024, 'a'));
    await vi.advanceTimersByTimeAsync(0);
    still.leave();
    await vi.advanceTimersByTimeAsync(0);
    expect(pauses).toEqual([true, false]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('gives a view that keeps up what comes at once, and a later one whole lines', async () => {
    const output = new TerminalOutput(() => undefined);
    const early = view(10_000_000, true);
    void output.attach(early.sink);
    const line = (n: number): Buffer => Buffer.from(`${String(n).padStart(99, '0')}\n`);
    const sent: string[] = [];
    for (let n = 0; n < 5_000; n += 1) {
      output.push(line(n));
      sent.push(line(n).toString());
      if (n === 0) expect(early.text()).toBe(sent[0]);
      await Promise.resolve();
    }
    await vi.waitFor(() => expect(early.text()).toBe(sent.join('')));
    const late = view(10_000_000, true);
    void output.attach(late.sink);
    await vi.waitFor(() => expect(late.text().endsWith(sent.at(-1) ?? '')).toBe(true));
    expect(sent.join('').endsWith(late.text())).toBe(true);
    expect(late.text()).toMatch(/^0{90,}\d+\n/);
    expect(late.text().length).toBe(2621 * 100);
  });

  test('stops the process where a view is far behind, and lets it go on once that has nearly caught up', () => {
    const pauses: boolean[] = [];
    const output = new TerminalOutput((paused) => pauses.push(paused));
    const slow = view(256 * 1024);
    void output.attach(slow.sink);
    let pushed = 0;
    while (pauses.length === 0) {
      output.push(Buffer.alloc(8 * 1024, 'a'));
      pushed += 8 * 1024;
    }
    // What is on its way to the view, and what waits for it.
    expect(pushed).toBeLessThanOrEqual((256 + 192) * 1024);
    const before = slow.items();
    slow.consume(100 * 1024);
    expect(pauses).toEqual([true]);
    for (let round = 0; round < 20; round += 1) slow.consume(64 * 1024);
    expect(pauses).toEqual([true, false]);
    expect(slow.text().length).toBe(pushed);
    // In pieces that are worth a message, not as it came.
    expect(slow.items() - before).toBeLessThan(12);
    output.finish();
  });

  test('an interrupt in a flood skips what is on its way, and the end of it is there at once', async () => {
    vi.useFakeTimers();
    const pauses: boolean[] = [];
    const output = new TerminalOutput((paused) => pauses.push(paused));
    const slow = view(256 * 1024);
    void output.attach(slow.sink);
    const line = `${'a'.repeat(99)}\n`;
    while (pauses.length === 0) output.push(Buffer.from(line.repeat(80)));
    output.interrupt();
    expect(pauses).toEqual([true, false]);
    // What the engine still has.
    for (let i = 0; i < 100; i += 1) output.push(Buffer.from(line.repeat(80)));
    output.push(Buffer.from('^C\r\n$ '));
    const sent = slow.text().length;
    slow.consume(sent);
    expect(slow.text().length).toBe(sent);
    await vi.advanceTimersByTimeAsync(30);
    const after = slow.text().slice(sent);
    expect(after).toMatch(/^\x18\x1b\[0m\r\n\[\d+ bytes of output skipped\]\r\na{99}\n/);
    expect(after.endsWith('^C\r\n$ ')).toBe(true);
    expect(after.length).toBeLessThan(17 * 1024);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('an interrupt skips nothing where a view keeps up', () => {
    const output = new TerminalOutput(() => undefined);
    const only = view(10_000, true);
    void output.attach(only.sink);
    output.push(Buffer.from('one\n'));
    output.interrupt();
    output.push(Buffer.from('^C\n'));
    return vi.waitFor(() => expect(only.text()).toBe('one\n^C\n'));
  });

  test('a program that goes on after an interrupt is followed again', async () => {
    vi.useFakeTimers();
    const output = new TerminalOutput(() => undefined);
    const slow = view(256 * 1024);
    void output.attach(slow.sink);
    for (let i = 0; i < 40; i += 1) output.push(Buffer.alloc(8 * 1024, 'a'));
    output.interrupt();
    for (let ms = 0; ms < 600; ms += 10) {
      output.push(Buffer.alloc(1024, 'b'));
      await vi.advanceTimersByTimeAsync(10);
      slow.consume(64 * 1024);
    }
    output.push(Buffer.from('end'));
    slow.consume(64 * 1024);
    expect(slow.text().match(/skipped/g)).toHaveLength(1);
    expect(slow.text().endsWith('bbbend')).toBe(true);
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
