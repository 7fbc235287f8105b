import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TerminalOutput, type TerminalSink } from './terminal-output';

/** What a view that comes now is sent before anything new is written. */
async function replayed(output: TerminalOutput): Promise<string> {
  const leave = new AbortController();
  const items: Uint8Array[] = [];
  const sink: TerminalSink = {
    signal: leave.signal,
    writable: true,
    inFlight: 0,
    ready: () => Promise.resolve(true),
    send: (item) => void items.push(item),
    end: () => undefined,
    onCredit: () => undefined,
    onUpward: () => undefined,
  };
  const attached = output.attach(sink);
  leave.abort();
  await attached;
  return Buffer.concat(items).toString('latin1');
}

test('cleared output is not replayed, but for the line that is being written, and what follows is whole', async () => {
  const lines = fc.array(fc.integer({ min: 0, max: 120_000 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(lines, lines, async (before, after) => {
      const output = new TerminalOutput(() => undefined);
      for (const length of before) output.push(Buffer.from(`${'a'.repeat(length)}\n`));
      output.push(Buffer.from('prompt '));
      output.clear();
      expect(await replayed(output)).toBe('prompt ');
      const sent = after.map((length) => `${'b'.repeat(length)}\n`).join('');
      output.push(Buffer.from(sent));
      const shown = await replayed(output);
      if (sent.length < 250_000) expect(shown).toBe(`prompt ${sent}`);
      else expect(`prompt ${sent}`.endsWith(shown)).toBe(true);
    }),
    { numRuns: 50 },
  );
});
