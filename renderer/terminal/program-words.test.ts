import { describe, expect, test } from 'vitest';
import { programWords, sessionWords } from './program-words';

const plain = { shell: '', settings: {} };

describe('what a session runs, in words', () => {
  test.each([
    [{ ...plain, program: { kind: 'shell' } }, ''],
    [{ ...plain, shell: 'bash', program: { kind: 'shell' } }, 'bash'],
    [{ ...plain, program: { kind: 'shell', path: '/bin/zsh' } }, 'zsh'],
    [{ ...plain, program: { kind: 'command', command: ['psql', '-U', 'x'] } }, 'psql'],
    [{ ...plain, program: { kind: 'attach' } }, 'main process'],
    [{ ...plain, shell: 'sh', program: { kind: 'debug', image: 'busybox:1.37' } }, 'busybox:1.37, debug'],
  ] as const)('%j', (session, words) => expect(programWords(session)).toBe(words));

  test('says how it is run, where that is not the container’s own way', () => {
    const session = { shell: 'bash', program: { kind: 'shell' } } as const;
    expect(sessionWords({ ...session, settings: {} })).toBe('bash');
    expect(
      sessionWords({ ...session, settings: { user: 'app', folder: '/srv/app', privileged: true } }),
    ).toBe('bash, user app, /srv/app, privileged');
  });
});
