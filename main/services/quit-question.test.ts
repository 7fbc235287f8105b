import { describe, expect, it } from 'vitest';
import type { ContainerId, EngineId, SessionId } from '#shared/model/ids';
import type { TerminalProgram, TerminalSession, TerminalStatus } from '#shared/model/terminal';
import { quitQuestion } from './quit-question';

const session = (
  name: string,
  status: TerminalStatus,
  program: TerminalProgram = { kind: 'shell' },
): TerminalSession => ({
  id: name as SessionId,
  engineId: 'e' as EngineId,
  containerId: 'c' as ContainerId,
  containerName: name,
  program,
  settings: {},
  ownEnvironment: false,
  shell: 'bash',
  tty: true,
  takesInput: true,
  status,
  startedAt: 0,
});

describe('the question before quitting', () => {
  it('is not asked where nothing is lost', () => {
    expect(quitQuestion([])).toBeUndefined();
    const harmless = [
      session('a', 'ended'),
      session('b', 'saved'),
      session('c', 'running', { kind: 'attach' }),
    ];
    expect(quitQuestion(harmless)).toBeUndefined();
  });

  it('lists what would end', () => {
    const one = quitQuestion([session('api', 'running'), session('db', 'ended')]);
    expect(one?.message).toBe('Quit and end the open shell?');
    expect(one?.detail.split('\n')[0]).toBe('bash in api');
    const many = quitQuestion(Array.from({ length: 15 }, (_, at) => session(`web${at}`, 'starting')));
    expect(many?.message).toBe('Quit and end 15 open shells?');
    expect(many?.detail).toContain('bash in web11\nand 3 more\n');
  });

  it('shows names as text, whatever they hold', () => {
    expect(quitQuestion([session('a\u202eb\n', 'running')])?.detail).not.toMatch(/\u202e|b\n\n\n/);
  });
});
