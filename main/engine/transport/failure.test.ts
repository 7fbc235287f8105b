import { describe, expect, test } from 'vitest';
import { errorText } from '#shared/errors';
import { connectionFailure } from './failure';
import { groupName } from './socket-group';

const address = { kind: 'unix', path: '/var/run/docker.sock' } as const;
const because = (code: string, group?: string): string =>
  errorText(connectionFailure(address, Object.assign(new Error(code), { code }), group));

describe('a connection that fails', () => {
  test('for lack of permission names the group to join', () => {
    expect(because('EACCES', 'docker')).toBe(
      'You may not open unix:///var/run/docker.sock: it belongs to the group “docker” and you are not in it. Join the group, then log out and in again.',
    );
    expect(because('EACCES')).toContain('group');
  });

  test.each([
    ['ENOENT', 'There is no socket at unix:///var/run/docker.sock. Start the engine, or correct the path.'],
    ['ECONNREFUSED', 'Nothing listens at unix:///var/run/docker.sock. Start the engine.'],
    ['ENOTSOCK', 'unix:///var/run/docker.sock is a file, not a socket. Correct the path.'],
    [
      'HPE_INVALID_CONSTANT',
      'What answers at unix:///var/run/docker.sock is no container engine. Correct the address.',
    ],
    ['ECONNRESET', 'The connection to unix:///var/run/docker.sock broke off (ECONNRESET).'],
  ])('with %s says so in a sentence', (code, sentence) => {
    expect(because(code)).toBe(sentence);
  });

  test('finds the name of a group by its number', () => {
    const groups = 'root:x:0:\ndocker:x:998:me,you\nbroken\n';
    expect(groupName(groups, 998)).toBe('docker');
    expect(groupName(groups, 5)).toBeUndefined();
  });
});
