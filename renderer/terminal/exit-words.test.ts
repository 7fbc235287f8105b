import { describe, expect, it } from 'vitest';
import { exitMeaning, exitSentence } from './exit-words';

describe('exit codes', () => {
  it.each([
    [0, 'no error'],
    [126, 'the command could not be run'],
    [127, 'the command was not found'],
    [130, 'interrupted with Ctrl+C'],
    [137, 'killed by SIGKILL, by someone or for want of memory'],
    [143, 'ended by SIGTERM'],
    [139, 'ended by SIGSEGV'],
    [42, ''],
  ])('%i', (code, words) => {
    expect(exitMeaning(code)).toBe(words);
  });

  it('makes one sentence of what is known', () => {
    expect(exitSentence('bash', 42, undefined)).toBe('bash ended with exit code 42.');
    expect(exitSentence('bash', 3, 'The shell ended with exit code 3.')).toBe('bash ended with exit code 3.');
    expect(exitSentence('', undefined, 'The container stopped.')).toBe('The container stopped.');
    expect(exitSentence('sh', 137, 'The container stopped.')).toContain(
      'want of memory. The container stopped.',
    );
  });
});
