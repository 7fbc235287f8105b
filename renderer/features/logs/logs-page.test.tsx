import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Container } from '#shared/model/container';
import type { ContainerId } from '#shared/model/ids';
import { givenEngines, local } from '#tests/support/engines';
import { container } from '#tests/support/models';
import { paletteGroups } from '../../app/palette-items';
import type { LogPaneProps } from '../../logs/LogPane';
import { applySnapshot } from '../../state/entities';
import { someContainers } from '../../state/log-set';
import { navigate } from '../../state/router';
import { initialState, store } from '../../state/store';
import { selectView } from '../../state/ui-actions';
import { TooltipProvider } from '../../ui/Tooltip';
import { LogsPage } from './LogsPage';

vi.mock('../../logs/LogPane', () => ({
  LogPane: ({ targets, name, onTargets }: LogPaneProps) => (
    <div>
      <p>{`${name}: ${targets.map((each) => each.name).join(', ')}`}</p>
      <button type="button" onClick={() => onTargets?.(targets.slice(0, 1))}>
        Only the first
      </button>
    </div>
  ),
}));

const shop = { project: 'shop' };
const id = (digit: string): ContainerId => digit.repeat(64) as ContainerId;
const api = container({ id: id('a'), name: 'api', ...shop });
const web = container({ id: id('b'), name: 'web', ...shop });
const old = container({ name: 'an-old-one', state: 'exited', ...shop });
const other = container({ id: id('c'), name: 'other' });

function given(...containers: readonly Container[]): void {
  act(() =>
    store.setState({
      containers: applySnapshot(
        initialState().containers,
        local.id,
        containers.map((each) => [each.id, each]),
      ),
    }),
  );
}

const show = () =>
  render(
    <TooltipProvider>
      <LogsPage banner={null} />
    </TooltipProvider>,
  );

beforeEach(() => {
  givenEngines([local]);
  given(api, web, old, other);
});
afterEach(cleanup);

describe('logs read together', () => {
  test('are those of a project, the running ones first, and stay when one is removed', () => {
    act(() => navigate({ page: 'logs', set: { kind: 'project', project: 'shop' } }));
    show();
    expect(screen.getByText('shop: api, web, an-old-one')).toBeTruthy();
    expect(screen.getByText('shop, 3 containers')).toBeTruthy();
    const late = container({ name: 'late', ...shop });
    given(api, old, other, late);
    expect(screen.getByText('shop: api, web, an-old-one, late')).toBeTruthy();
  });

  test('are remembered for the engine', () => {
    act(() => navigate({ page: 'logs', set: someContainers([web.id, other.id]) }));
    show();
    expect(screen.getByText('2 containers: other, web')).toBeTruthy();
    expect(selectView(store.getState()).logs.kind).toBe('some');
    act(() => navigate({ page: 'logs' }));
    expect(screen.getByText('2 containers: other, web')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Only the first' }));
    expect(screen.getByText('1 container: other')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Everything on this engine' }));
    expect(screen.getByText(/^Everything on .*: api, other, web, an-old-one$/)).toBeTruthy();
  });

  test('are a hundred at most, and the page says so', () => {
    given(...Array.from({ length: 130 }, (_, at) => container({ name: `c${String(at).padStart(3, '0')}` })));
    act(() => navigate({ page: 'logs', set: { kind: 'all' } }));
    show();
    expect(screen.getByText(/c099$/)).toBeTruthy();
    expect(
      screen.getByText(/, 100 containers\. At most 100 are read together: 30 others are left out\.$/),
    ).toBeTruthy();
  });

  test('give the place of a removed one to a new one, once all places are taken', () => {
    const many = Array.from({ length: 100 }, (_, at) =>
      container({ name: `c${String(at).padStart(3, '0')}` }),
    );
    given(...many);
    act(() => navigate({ page: 'logs', set: { kind: 'all' } }));
    show();
    given(...many.slice(2));
    expect(screen.getByText(/: c000, c001, c002, .*, c099$/)).toBeTruthy();
    const late = container({ name: 'a-late-one' });
    given(...many.slice(2), late);
    expect(screen.getByText(/: c001, c002, .*, c099, a-late-one$/)).toBeTruthy();
    expect(screen.getByText(/, 100 containers$/)).toBeTruthy();
    given(...many.slice(2), late, container({ name: 'later' }), container({ name: 'latest' }));
    expect(screen.getByText(/: c002, .*, c099, a-late-one, later$/)).toBeTruthy();
    expect(screen.getByText(/At most 100 are read together: 1 other is left out\.$/)).toBeTruthy();
  });

  test('say where there is nothing', () => {
    act(() => navigate({ page: 'logs', set: { kind: 'project', project: 'gone' } }));
    show();
    expect(screen.getByText('No container of gone is there any more')).toBeTruthy();
  });

  test('are found in the palette, by project and for the whole engine', () => {
    const labels = (text: string): readonly string[] =>
      paletteGroups(store.getState(), text).flatMap(({ items }) => items.map(({ label }) => label));
    expect(labels('logs of')).toContain('Logs of project shop');
    expect(labels('logs everything')).toContain(`Logs of everything on ${local.name}`);
    act(() => store.setState({ selectedContainers: new Set([api.id, web.id]) }));
    expect(labels('logs together')).toContain('Logs of 2 containers together');
  });
});
