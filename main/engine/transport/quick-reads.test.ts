import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { QuickReads } from './quick-reads';

describe('quick reads', () => {
  test('that were closed while their connection was made give nothing, instead of never answering', async () => {
    const socket = new PassThrough();
    let connected: (socket: PassThrough) => void = () => undefined;
    const dialled = new Promise<PassThrough>((resolve) => {
      connected = resolve;
    });
    const reads = new QuickReads(() => dialled, 'docker', 1);
    const read = reads.get('/containers/x/stats');
    reads.close();
    connected(socket);
    expect(await read).toBeUndefined();
    expect(socket.destroyed).toBe(true);
  });
});
