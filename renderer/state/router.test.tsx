import { beforeEach, describe, expect, test } from 'vitest';
import { givenEngines, local, staging } from '#tests/support/engines';
import { chooseEngine } from './actions';
import { navigate, startRouter } from './router';
import { store } from './store';

/** What a browser does at Back, whose own history happy-dom does not keep. */
function backTo(step: { readonly hash: string; readonly state: unknown }): void {
  window.history.replaceState(step.state, '', step.hash);
  window.dispatchEvent(new PopStateEvent('popstate', { state: step.state }));
}
const here = () => ({ hash: window.location.hash, state: window.history.state as unknown });

beforeEach(() => {
  window.history.replaceState(null, '', '#/containers');
  givenEngines([local, staging]);
  return startRouter();
});

describe('the way back', () => {
  test('leads to an object on the engine that it is of', () => {
    navigate({ page: 'containers', id: 'abc', tab: 'logs' });
    const object = here();
    chooseEngine(staging.id);
    expect(store.getState()).toMatchObject({ engineId: staging.id, route: { page: 'containers' } });
    backTo(object);
    expect(store.getState()).toMatchObject({ engineId: local.id, route: { id: 'abc', tab: 'logs' } });
  });

  test('has a step between the lists of two engines', () => {
    chooseEngine(staging.id);
    expect(store.getState().canGoBack).toBe(true);
    const list = here();
    chooseEngine(local.id);
    backTo(list);
    expect(store.getState().engineId).toBe(staging.id);
  });

  test('stays with the engine that is looked at where the other one was removed', () => {
    backTo({ hash: '#/containers', state: { place: 0, engineId: 'e-gone' } });
    expect(store.getState().engineId).toBe(local.id);
  });
});
