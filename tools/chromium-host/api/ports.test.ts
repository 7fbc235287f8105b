import { describe, expect, it } from 'vitest';
import { until } from '#tests/support/wait';
import { Half, MessagePortMain } from './ports';

/** What a port tells, in order. */
function heard(port: MessagePortMain): string[] {
  const all: string[] = [];
  port.on('message', (event: { readonly data: unknown }) => void all.push(String(event.data)));
  port.on('close', () => void all.push('closed'));
  port.start();
  return all;
}

describe('a port of the host', () => {
  it('tells of the end of a channel after what was sent before', async () => {
    const [far, near] = Half.pair();
    const told = heard(new MessagePortMain(near));
    far.post('one', []);
    far.close();
    await until('the end', () => told.includes('closed'));
    expect(told).toEqual(['one', 'closed']);
  });

  it('tells of the end of a channel that was closed while its port was on its way', async () => {
    const [far, near] = Half.pair();
    far.post('one', []);
    far.close();
    const told = heard(new MessagePortMain(near));
    await until('the end', () => told.includes('closed'));
    expect(told).toEqual(['one', 'closed']);
  });

  it('tells its own side, too, once', async () => {
    const [far, near] = Half.pair();
    const port = new MessagePortMain(near);
    const [told, other] = [heard(port), heard(new MessagePortMain(far))];
    port.close();
    port.close();
    await until('both', () => told.includes('closed') && other.includes('closed'));
    expect([told, other]).toEqual([['closed'], ['closed']]);
  });
});
