import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toFileChange, toFileStat, toProcessTable, toWaitOutcome } from './container-answers';
import { toProgressError } from './progress-error';
import { toPruned, toRemovedImages } from './pruned';

describe('processes', () => {
  it('are a list of objects at API 1.3 and a table from 1.4 on', () => {
    expect(toProcessTable([{ PID: '1', Tty: '?', Time: '00:00', Cmd: 'sh' }])).toEqual({
      titles: ['PID', 'Tty', 'Time', 'Cmd'],
      rows: [['1', '?', '00:00', 'sh']],
    });
    expect(toProcessTable({ Titles: ['PID', 'CMD'], Processes: [['1', 'sh']] })).toEqual({
      titles: ['PID', 'CMD'],
      rows: [['1', 'sh']],
    });
  });

  it('keep the blanks of a command in its own column', () => {
    const raw = { Titles: ['PID', 'CMD'], Processes: [['1', 'sleep', '10', 's']] };
    expect(toProcessTable(raw).rows).toEqual([['1', 'sleep 10 s']]);
    expect(toProcessTable({ Titles: null, Processes: null })).toEqual({ titles: [], rows: [] });
  });
});

describe('changes, waits and removals', () => {
  it('are read with the engine’s numbers put into words', () => {
    expect([0, 1, 2].map((Kind) => toFileChange({ Path: '/a', Kind })?.kind)).toEqual([
      'modified',
      'added',
      'deleted',
    ]);
    expect(toFileChange({ Path: '/a', Kind: 7 })).toBeUndefined();
    expect(toWaitOutcome({ StatusCode: 137, Error: { Message: 'no' } })).toEqual({
      exitCode: 137,
      error: 'no',
    });
    expect(toWaitOutcome({ StatusCode: 0, Error: null })).toEqual({ exitCode: 0, error: '' });
    expect(toWaitOutcome(undefined)).toEqual({ error: '' });
  });

  it('may have null for what is empty', () => {
    expect(toPruned({ ContainersDeleted: null, SpaceReclaimed: 0 })).toEqual({
      removed: [],
      spaceReclaimed: 0,
    });
    expect(
      toPruned({ ImagesDeleted: [{ Untagged: 'a:1' }, { Deleted: 'sha256:2' }], SpaceReclaimed: 5 }),
    ).toEqual({
      removed: ['a:1', 'sha256:2'],
      spaceReclaimed: 5,
    });
    expect(toPruned({ NetworksDeleted: ['n'] })).toEqual({ removed: ['n'], spaceReclaimed: 0 });
    expect(toRemovedImages(undefined)).toEqual({ untagged: [], deleted: [] });
  });
});

describe('what stands at a path', () => {
  const header = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

  it('is told by the bits of Go, not by those of Unix', () => {
    const etc = {
      name: 'etc',
      size: 4096,
      mode: 2 ** 31 + 0o755,
      mtime: '2024-05-01T10:00:00Z',
      linkTarget: '',
    };
    expect(toFileStat(header(etc))).toEqual({
      name: 'etc',
      size: 4096,
      kind: 'directory',
      permissions: 0o755,
      modifiedAt: Date.UTC(2024, 4, 1, 10),
      linkTarget: '',
    });
    expect(toFileStat(header({ ...etc, mode: 2 ** 27 + 0o777, linkTarget: '/x' }))).toMatchObject({
      kind: 'link',
      linkTarget: '/x',
    });
    expect(toFileStat(header({ ...etc, mode: 0o644, linkTarget: '/etc' }))).toMatchObject({
      kind: 'file',
      permissions: 0o644,
      linkTarget: '',
    });
  });

  it('is nothing where the header is none', () => {
    fc.assert(fc.property(fc.option(fc.string(), { nil: undefined }), (text) => void toFileStat(text)));
    expect(toFileStat(undefined)).toBeUndefined();
    expect(toFileStat('???')).toBeUndefined();
  });
});

describe('a failure in a stream of progress', () => {
  it('is told by either key, and by neither for all else', () => {
    expect(toProgressError({ error: 'a' })).toEqual({ kind: 'engine-error', status: 200, message: 'a' });
    expect(toProgressError({ errorDetail: { message: 'a' } })).toMatchObject({ message: 'a' });
    expect(toProgressError({ errorDetail: { code: 401, message: 'a' }, error: 'a' })).toEqual({
      kind: 'denied',
      message: 'a',
    });
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        const plain = typeof raw !== 'object' || raw === null || !('error' in raw || 'errorDetail' in raw);
        if (plain) expect(toProgressError(raw)).toBeUndefined();
      }),
    );
  });
});
