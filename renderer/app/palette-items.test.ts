// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { givenEngines, local } from '#tests/support/engines';
import { container } from '#tests/support/models';
import { applySnapshot } from '../state/entities';
import { initialState, store } from '../state/store';
import { paletteGroups } from './palette-items';

const api = container({ id: 'a1' as never, name: 'api' });
const web = container({ id: 'w1' as never, name: 'web' });

beforeEach(() => {
  givenEngines([local], {});
  store.setState({
    containers: applySnapshot(
      initialState().containers,
      local.id,
      [api, web].map((each) => [each.id, each]),
    ),
  });
});
afterEach(() => store.setState(initialState(), true));

const found = (text: string): readonly string[] =>
  paletteGroups(store.getState(), text).flatMap(({ items }) => items.map(({ label }) => label));

describe('a verb or a view with a name', () => {
  test('reaches a container that is neither current nor selected', () => {
    expect(found('restart api')).toEqual(['Restart api']);
    expect(found('logs web')).toEqual(['Logs of web']);
    const [group] = paletteGroups(store.getState(), 'logs web');
    group?.items[0]?.run();
    expect(window.location.hash).toContain(web.id);
  });

  test('is there once, with its key, for the current one', () => {
    store.setState({ currentContainer: api.id });
    const groups = paletteGroups(store.getState(), 'logs api');
    expect(groups.map(({ title, items }) => [title, items.length])).toEqual([['Actions on api', 1]]);
    expect(groups[0]?.items[0]?.keys).toEqual(['L']);
    expect(paletteGroups(store.getState(), 'logs web')[0]?.items[0]?.keys).toBeUndefined();
  });
});
