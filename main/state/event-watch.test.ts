import { describe, expect, test } from 'vitest';
import type { Container, ContainerState } from '#shared/model/container';
import type { ContainerId } from '#shared/model/ids';
import { EventWatch } from './event-watch';

const id = (letter: string): ContainerId => letter.repeat(64) as ContainerId;
const row = (letter: string, state: ContainerState): Container =>
  ({ id: id(letter), state }) as unknown as Container;
const known = (...rows: Container[]): ReadonlyMap<string, Container> =>
  new Map(rows.map((each) => [each.id, each]));

describe('a list that is read while events flow', () => {
  test('raises no doubt where nothing changed', () => {
    expect(new EventWatch().compare(known(row('a', 'running')), [row('a', 'running')])).toBe(false);
  });

  test.each([
    ['another state', [row('a', 'exited')]],
    ['a new container', [row('a', 'running'), row('b', 'running')]],
  ])('proves by %s that the stream is dead, unless an event comes after all', (_what, rows) => {
    const watch = new EventWatch();
    expect(watch.compare(known(row('a', 'running')), rows)).toBe(true);
    expect(watch.confirm(0)).toBe(true);
    const other = new EventWatch();
    other.compare(known(row('a', 'running')), rows);
    other.tell(id('a'));
    other.tell(id('b'));
    expect(other.confirm(0)).toBe(false);
  });

  test('proves by a container that is gone, a list later: its volumes may take a while', () => {
    const watch = new EventWatch();
    expect(watch.compare(known(row('a', 'exited')), [])).toBe(false);
    expect(watch.compare(known(), [])).toBe(true);
    expect(watch.confirm(0)).toBe(true);
    const other = new EventWatch();
    other.compare(known(row('a', 'exited')), []);
    other.tell(id('a'));
    expect(other.compare(known(), [])).toBe(false);
  });

  test('proves nothing after an event of a container that nobody knows', () => {
    const watch = new EventWatch();
    watch.tellUnclear();
    expect(watch.compare(known(row('a', 'running')), [row('a', 'exited')])).toBe(false);
    expect(watch.compare(known(row('a', 'exited')), [row('a', 'running')])).toBe(true);
  });

  test('says nothing about what an event told of before', () => {
    const watch = new EventWatch();
    watch.tell(id('a'));
    expect(watch.compare(known(row('a', 'running')), [row('a', 'exited')])).toBe(false);
    expect(watch.compare(known(row('a', 'exited')), [row('a', 'running')])).toBe(true);
  });

  test.each(['removing', 'restarting', 'dead'] as const)(
    'says nothing by “%s”, of which no engine tells',
    (state) => {
      expect(new EventWatch().compare(known(row('a', 'exited')), [row('a', state)])).toBe(false);
    },
  );

  test('cries once in two minutes: an engine that never tells must not be connected to again and again', () => {
    const watch = new EventWatch();
    const change = (): void => {
      watch.compare(known(row('a', 'running')), [row('a', 'exited')]);
    };
    change();
    expect(watch.confirm(1_000)).toBe(true);
    change();
    expect(watch.confirm(60_000)).toBe(false);
    change();
    expect(watch.confirm(122_000)).toBe(true);
  });
});
