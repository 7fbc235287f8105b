import { describe, expect, test } from 'vitest';
import { errorText } from '#shared/errors';
import { DialError } from './dialer';
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
    [
      'ENAMETOOLONG',
      'The path of unix:///var/run/docker.sock is longer than a socket’s can be, about 100 characters. Use a shorter path, such as a link to it.',
    ],
    ['ECONNRESET', 'The connection to unix:///var/run/docker.sock broke off (ECONNRESET).'],
  ])('with %s says so in a sentence', (code, sentence) => {
    expect(because(code)).toBe(sentence);
  });

  test.each([
    [
      'ENOENT',
      'There is no pipe at npipe:////./pipe/docker_engine. Start the engine, such as Docker Desktop',
    ],
    ['EBUSY', 'All instances of the pipe npipe:////./pipe/docker_engine are in use. Wait a moment'],
    ['EACCES', 'You may not open the pipe npipe:////./pipe/docker_engine. Join the group docker-users'],
    ['EPIPE', 'The connection to npipe:////./pipe/docker_engine broke off (EPIPE).'],
  ])('to a Windows pipe with %s says so in a sentence', (code, sentence) => {
    const pipe = { kind: 'npipe', path: '\\\\.\\pipe\\docker_engine' } as const;
    expect(errorText(connectionFailure(pipe, { code }))).toContain(sentence);
  });

  test('for a reason that is known already keeps it', () => {
    const error = { kind: 'engine-unreachable', reason: 'certificate', message: 'It expired.' } as const;
    expect(connectionFailure(address, new DialError(error))).toBe(error);
  });

  test('finds the name of a group by its number', () => {
    const groups = 'root:x:0:\ndocker:x:998:me,you\nbroken\n';
    expect(groupName(groups, 998)).toBe('docker');
    expect(groupName(groups, 5)).toBeUndefined();
  });
});
