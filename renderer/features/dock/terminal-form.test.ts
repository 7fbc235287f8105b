import { describe, expect, test } from 'vitest';
import { debugImages, defaultsOf, emptyForm, problemsOf, wishOf, withDefaults } from './terminal-form';

describe('how a terminal is to be started', () => {
  test('asks for nothing but the best shell unless something is said', () => {
    expect(wishOf(emptyForm('shell'))).toEqual({ program: { kind: 'shell' }, settings: {} });
  });

  test('gives a command its arguments, user, folder, environment and privileges', () => {
    const form = {
      ...emptyForm('command'),
      command: 'psql -c "select 1"',
      user: ' app ',
      folder: '/srv',
      privileged: true,
      variables: [
        { id: 1, name: 'TOKEN', value: 'a=b c' },
        { id: 2, name: '', value: '' },
      ],
    };
    expect(problemsOf(form)).toEqual({});
    expect(wishOf(form)).toEqual({
      program: { kind: 'command', command: ['psql', '-c', 'select 1'] },
      settings: { user: 'app', folder: '/srv', privileged: true },
      environment: ['TOKEN=a=b c'],
    });
    expect(JSON.stringify(defaultsOf(form))).not.toContain('TOKEN');
  });

  test('says what is missing', () => {
    expect(problemsOf(emptyForm('command')).command).toBeDefined();
    expect(problemsOf({ ...emptyForm('command'), command: 'echo "' }).command).toBeDefined();
    expect(problemsOf(emptyForm('debug')).image).toBeDefined();
    expect(problemsOf({ ...emptyForm('shell'), folder: 'srv' }).folder).toBeDefined();
    const variables = [{ id: 1, name: 'A B', value: 'x' }];
    expect(problemsOf({ ...emptyForm('shell'), variables }).variables).toBeDefined();
  });

  test('takes what was kept for the image, not over what was typed', () => {
    const kept = { defaults: { shell: '/bin/zsh', command: 'psql -U app', user: 'app', folder: '/srv' } };
    const form = withDefaults({ ...emptyForm('shell'), user: 'root' }, kept);
    expect(form).toMatchObject({ shell: '/bin/zsh', user: 'root', folder: '/srv', privileged: false });
    expect(form.command).toBe('psql -U app');
    expect(withDefaults({ ...emptyForm('command'), command: 'top' }, kept).command).toBe('top');
  });

  test('keeps shell and command beside each other, but no command that is not whole', () => {
    const form = { ...emptyForm('command'), shell: '/bin/zsh', command: ' psql -c "select 1" ', user: 'app' };
    expect(defaultsOf(form)).toEqual({ shell: '/bin/zsh', command: 'psql -c "select 1"', user: 'app' });
    expect(defaultsOf({ ...form, kind: 'shell', command: 'echo "' })).toEqual({
      shell: '/bin/zsh',
      user: 'app',
    });
  });

  test('offers busybox first for a debug shell', () => {
    expect(debugImages(['web:1', 'alpine:3', 'registry:5000/tools/busybox:1.37', 'web:1', 'api:2'])).toEqual([
      'registry:5000/tools/busybox:1.37',
      'alpine:3',
      'api:2',
      'web:1',
    ]);
  });
});
