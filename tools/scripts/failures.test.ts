import { describe, expect, it } from 'vitest';
import { describeFailures, type Failure } from './failures';

const failure = (name: string, message: string): Failure => ({
  where: 'tests/e2e/some.test.ts',
  name,
  message,
});

describe('what failed, at the end of a run', () => {
  it('names the file, the test and the reason, without colours', () => {
    const text = describeFailures([
      failure('the app > opens', '\u001b[31mError: no door\u001b[39m\n  at wall'),
    ]);
    expect(text).toBe('FAILED: tests/e2e/some.test.ts > the app > opens\n    Error: no door\n      at wall');
  });

  it('shows the beginning of a long reason', () => {
    const text = describeFailures([failure('opens', `why ${'x'.repeat(5000)} end`)]);
    expect(text).toContain('    why xxx');
    expect(text.length).toBeLessThan(700);
    expect(text).toMatch(/ \.\.\.$/);
  });

  it('says how many more there are than it shows', () => {
    const text = describeFailures(Array.from({ length: 25 }, (_, at) => failure(`test ${at}`, 'no')));
    expect(text.match(/^FAILED/gm)).toHaveLength(20);
    expect(text).toMatch(/and 5 more failed\.$/);
  });
});
