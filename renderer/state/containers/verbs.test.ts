import { describe, expect, test } from 'vitest';
import { bulkVerbs, dockerCommand, stateSummary } from './verbs';

const of = (...states: readonly ('running' | 'exited' | 'paused' | 'created' | 'dead')[]) =>
  states.map((state) => ({ state }));

describe('bulk verbs', () => {
  test('count what each would reach in a mixed selection', () => {
    const words = bulkVerbs(of('running', 'running', 'exited')).map(
      ({ verb, count }) => `${verb.label} ${count}`,
    );
    expect(words).toEqual(['Stop 2', 'Start 1', 'Restart 3', 'Pause 2', 'Kill 2', 'Remove 3']);
  });

  test('leave out what reaches none', () => {
    expect(bulkVerbs(of('paused')).map(({ verb }) => verb.action)).toEqual([
      'stop',
      'unpause',
      'kill',
      'remove',
    ]);
    expect(bulkVerbs(of('dead')).map(({ verb }) => verb.action)).toEqual(['remove']);
    expect(bulkVerbs([])).toEqual([]);
  });

  test('say the states in words', () => {
    expect(stateSummary(of('exited', 'running', 'running'))).toBe('2 running, 1 exited');
  });
});

describe('the same action for a terminal', () => {
  test('names the command and quotes what a shell would read otherwise', () => {
    expect(dockerCommand('stop', ['web', 'api'])).toBe('docker stop web api');
    expect(dockerCommand('remove', ["it's; rm -rf /"])).toBe(`docker rm 'it'\\''s; rm -rf /'`);
    expect(dockerCommand('kill', ['web'], 'HUP')).toBe('docker kill --signal HUP web');
  });
});
