import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CreditWindow } from '#shared/protocol/credit';
import { InputPump, mostWaiting } from './input-pump';

function channelOf(window: CreditWindow) {
  const sent: Uint8Array[] = [];
  return {
    sent,
    get writable() {
      return window.open;
    },
    ready: () => window.ready(),
    send: (item: Uint8Array, cost: number) => {
      window.spend(cost);
      sent.push(item);
      return true;
    },
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('InputPump', () => {
  it('keeps order and every byte under any credit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 30 }),
        async (parts, grants) => {
          const window = new CreditWindow(0);
          const channel = channelOf(window);
          const pump = new InputPump(channel);
          for (const part of parts) pump.send(part);
          for (const grant of grants) {
            window.grant(grant);
            await Promise.resolve();
          }
          window.grant(1_000_000);
          await settle();
          expect(channel.sent.flatMap((bytes) => [...bytes])).toEqual(parts.flatMap((bytes) => [...bytes]));
          expect(pump.waiting).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('sends a key at once and cuts a paste to 64 KiB', async () => {
    const window = new CreditWindow(1_000_000);
    const channel = channelOf(window);
    const pump = new InputPump(channel);
    pump.send(Uint8Array.of(97));
    expect(channel.sent).toHaveLength(1);
    pump.send(new Uint8Array(150_000));
    await settle();
    expect(channel.sent.slice(1).map((bytes) => bytes.byteLength)).toEqual([65_536, 65_536, 18_928]);
  });

  it('refuses what is too much and ends with its stream', async () => {
    const window = new CreditWindow(0);
    const pump = new InputPump(channelOf(window));
    expect(pump.send(new Uint8Array(mostWaiting))).toBe(true);
    expect(pump.send(Uint8Array.of(1))).toBe(false);
    window.close();
    await settle();
    expect(pump.waiting).toBe(0);
    expect(pump.send(Uint8Array.of(1))).toBe(false);
  });
});
