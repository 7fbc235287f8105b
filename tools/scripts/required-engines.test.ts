import { describe, expect, test } from 'vitest';
import { type RequiredEngine, requiredEngines, undriven } from './required-engines';

const all = [
  'tests/real-engine/docker-20-10.test.ts Docker 20.10 at its socket lists its containers',
  'tests/real-engine/docker-20-10.test.ts Docker 20.10 over TCP with mutual TLS lists its containers',
  'tests/real-engine/docker-20-10.test.ts Docker 20.10 over ssh lists its containers',
  'tests/real-engine/docker-28-5.test.ts Docker 28.5 with overlay2 lists its containers',
  'tests/real-engine/podman.test.ts Podman lists its containers',
];
/** The same without a look at this machine. */
const required: readonly RequiredEngine[] = requiredEngines.map((each) => ({
  ...each,
  excuse: () => undefined,
}));

describe('a run that must drive every engine', () => {
  test('is whole where a test on each of them passed', () => {
    expect(undriven(all, required)).toEqual({ failures: [], notes: [] });
  });

  test.each(all)('fails without %s, whatever else passed', (missing) => {
    const rest = all.filter((each) => each !== missing);
    expect(undriven(rest, required).failures).toEqual([
      expect.stringMatching(/^.*: no test on it passed, and some must\.$/),
    ]);
  });

  test('names all of them where only the engine of this machine was tested', () => {
    const passed = ['tests/real-engine/engine.test.ts on a real engine lists its containers'];
    expect(undriven(passed, required).failures).toHaveLength(5);
  });

  test('says why one is excused that Debian no longer has', () => {
    const gone = required.map((each) =>
      each.name === 'Docker 28.5' ? { ...each, excuse: () => 'Debian has it no more.' } : each,
    );
    const rest = all.filter((each) => !each.includes('28.5'));
    expect(undriven(rest, gone)).toEqual({
      failures: [],
      notes: ['Docker 28.5: no test on it ran. Debian has it no more.'],
    });
  });
});
