import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContainerId, EngineId, SessionId } from '#shared/model/ids';
import { emptyMemory, memoryLimits, readMemory, type SavedSession, writeMemory } from './memory-file';

const session = (id: string): SavedSession => ({
  id: id as SessionId,
  engineId: 'e' as EngineId,
  containerId: 'a'.repeat(64) as ContainerId,
  containerName: 'web',
  program: { kind: 'command', command: ['top', '-d', '1'] },
  settings: { user: '1000', folder: '/srv' },
  ownEnvironment: true,
  shell: 'top',
  tty: true,
  startedAt: 1,
});

describe('the file of terminals', () => {
  it('gives back what was written', () => {
    const memory = {
      shells: new Map([['sha256:1', ['/bin/bash', '/bin/sh']]]),
      defaults: new Map([['nginx', { shell: '/bin/bash', command: 'psql -U app', user: 'www' }]]),
      sessions: [session('1'), session('2')],
    };
    expect(readMemory(writeMemory(memory))).toEqual(memory);
    expect(readMemory(writeMemory(emptyMemory))).toEqual(emptyMemory);
  });

  it('drops a session that is odd, and environment that somebody wrote into one', () => {
    const odd = { ...session('3'), containerId: '../../etc' };
    const rich = { ...session('4'), environment: ['SECRET=hush'] };
    const text = JSON.stringify({
      version: 1,
      shells: [],
      defaults: [],
      sessions: [odd, rich, 7, session('5')],
    });
    const read = readMemory(text);
    expect(read?.sessions.map(({ id }) => id)).toEqual(['4', '5']);
    expect(JSON.stringify(read?.sessions)).not.toContain('hush');
  });

  it('is bounded, and is nothing where it is broken or of another version', () => {
    const many = Array.from({ length: 200 }, (_, i) => session(String(i)));
    const text = writeMemory({ ...emptyMemory, sessions: many });
    expect(readMemory(text)?.sessions).toHaveLength(memoryLimits.sessions);
    expect(readMemory(text.replace('"version":1', '"version":2'))).toBeUndefined();
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, noise) => {
        expect(() => [readMemory(noise), readMemory(JSON.stringify(value))]).not.toThrow();
      }),
    );
  });
});
