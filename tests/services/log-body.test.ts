import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { EngineClient } from '#main/engine/client';
import { apiVersion } from '#main/engine/compat/version';
import { HttpTransport } from '#main/engine/transport/http';
import { readLogBody } from '#main/services/log-body';
import { until } from '../support/wait';

const client = new EngineClient(new HttpTransport({ kind: 'unix', path: '/nowhere.sock' }), {
  api: apiVersion(1, 48),
  release: '28.0.0',
  flavour: 'docker',
  os: 'linux',
});

describe('a log that a view does not take yet', () => {
  test.each(['', 'x'.repeat(60)])('is not read on, also where its lines are “%s”', async (line) => {
    const total = 400;
    let made = 0;
    const body = Readable.from(
      (function* () {
        for (; made < total; made += 1) yield Buffer.from(`${line}\n`.repeat(4096));
      })(),
      { highWaterMark: 1 },
    );
    let open: (writable: boolean) => void = () => undefined;
    const opened = new Promise<boolean>((resolve) => {
      open = resolve;
    });
    let writable = false;
    let taken = 0;
    const log = { body, framed: false, timestamps: false, attached: false };
    const reading = readLogBody(
      client,
      log,
      {
        get writable() {
          return writable;
        },
        ready: () => opened,
        take: (lines) => {
          taken += lines.ends.length;
        },
        leaveOut: () => expect.unreachable('Only what holds a container up is left out.'),
      },
      new AbortController().signal,
    );
    let before = -1;
    await until('the reading to stand still', () => {
      const still = made === before;
      before = made;
      return still;
    });
    expect(made).toBeLessThan(20);
    expect(taken).toBe(0);
    writable = true;
    open(true);
    expect(await reading).toBeUndefined();
    expect(taken).toBe(total * 4096);
  });
});
