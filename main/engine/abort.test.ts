import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { withDeadline } from './abort';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Resolves when the signal aborts; nobody else keeps it. */
function abortOf(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

describe('a deadline', () => {
  test('comes although garbage was collected meanwhile', async () => {
    const owner = new AbortController();
    const aborted = abortOf(withDeadline(300, owner.signal));
    const collecting = setInterval(collectGarbage, 20);
    await aborted;
    clearInterval(collecting);
    expect(owner.signal.aborted).toBe(false);
  });

  test('is not waited for where the owner gives up before', async () => {
    const owner = new AbortController();
    const aborted = abortOf(withDeadline(60_000, owner.signal));
    owner.abort();
    await aborted;
    expect(withDeadline(60_000, owner.signal).aborted).toBe(true);
  });
});
