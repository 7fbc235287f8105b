import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectLevel } from './level';

describe('detectLevel', () => {
  it.each([
    ['{"level":"error","msg":"x"}', 'error'],
    ['{"time":1,"lvl":30}', 'info'],
    ['{"level":60}', 'fatal'],
    ['  {"severity": "WARNING"}', 'warn'],
    ['time=2026-11-20T14:31:02Z level=warn msg="slow"', 'warn'],
    ['lvl="dbug" x', undefined],
    ['[ERROR] boom', 'error'],
    ['2026/11/20 14:31:02 [error] 7#7: *1 open() failed', 'error'],
    ['2026-11-20 14:31:02.118 UTC [1] LOG:  checkpoint', 'info'],
    ['2026-11-20 14:31:02.118 UTC [1] FATAL:  no', 'fatal'],
    ['INFO  started in 3 s', 'info'],
    ['info: started', 'info'],
    ['14:31:02 | DEBUG | x', 'debug'],
    ['E1120 14:31:02.118 1 main.go:1] x', 'error'],
    ['panic: runtime error', 'fatal'],
    ['[14:31:02 INF] Now listening', 'info'],
    ['10 changes in 300 seconds. Saving...', undefined],
    ['GET /error/log 200', undefined],
    ['', undefined],
  ])('%s', (line, level) => {
    expect(detectLevel(line)).toBe(level);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1000 }), (line) => {
        detectLevel(line);
      }),
    );
  });
});
