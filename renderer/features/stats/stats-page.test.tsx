import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Container } from '#shared/model/container';
import type { EngineId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import { connection, container, engineId } from '#tests/support/models';
import { FakeMain } from '../../logs/fake-client';
import { setClient } from '../../state/client';
import { applySnapshot } from '../../state/entities';
import { navigate, startRouter } from '../../state/router';
import { initialState, store } from '../../state/store';
import { setStatsView } from '../../state/ui-actions';
import { TooltipProvider } from '../../ui/Tooltip';
import { StatsPage } from './StatsPage';

vi.mock('../../ui/use-virtual-rows', () => import('#tests/support/all-rows'));

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const empty = initialState();
let main: FakeMain;
let small: Container;
let large: Container;
let off: Container;

const sample = (of: Container, at: number, cpuPercent: number): StatsSample => ({
  containerId: of.id,
  at,
  cpuPercent,
  cpuCores: 800,
  memoryBytes: 100 * 2 ** 20,
  memoryLimit: 2 ** 30,
  netRxRate: 1000,
  pids: 3,
});
const given = (containers: readonly Container[]): void =>
  store.setState({
    containers: applySnapshot(
      empty.containers,
      engineId,
      containers.map((each) => [each.id, each]),
    ),
  });
const send = async (pairs: readonly (readonly [Container, number])[]): Promise<void> => {
  await act(async () => {
    await waitFor(() => expect(main.open('stats.samples')).toHaveLength(1));
    const now = Date.now();
    main.open('stats.samples')[0]!.send(pairs.map(([of, cpu]) => sample(of, now, cpu)));
    await wait(1100);
  });
};
const rows = (): (string | null)[] =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.getAttribute('aria-label'));
const show = () =>
  render(
    <TooltipProvider>
      <StatsPage banner={null} />
    </TooltipProvider>,
  );

beforeEach(() => {
  main = new FakeMain();
  setClient(main.client);
  const engine = connection();
  small = container({ name: 'a-small', project: 'shop' });
  large = container({ name: 'b-large', project: 'shop' });
  off = container({ name: 'off', state: 'exited' });
  store.setState({
    ...empty,
    engineId: engine.id,
    connections: applySnapshot(empty.connections, '', [[engine.id, engine]]),
  });
  given([small, large, off]);
});
afterEach(cleanup);

describe('the overview', () => {
  it('asks for what runs in one stream, shows figures and sums, and sorts by them', async () => {
    show();
    await send([
      [small, 5],
      [large, 60],
    ]);
    expect(main.open('stats.samples')[0]?.input['ids']).toEqual([small.id, large.id]);
    expect(rows()).toEqual(['Project shop, 2 running', 'b-large', 'a-small']);
    const row = screen.getByRole('row', { name: 'b-large' });
    expect(row.textContent).toContain('60.0 %');
    expect(row.textContent).toContain('100 MB / 1 GB');
    expect(row.textContent).toContain('1 kB/s');
    expect(screen.getByRole('row', { name: 'Project shop, 2 running' }).textContent).toContain('65.0 %');
    const legend = screen.getByRole('list', { name: 'CPU, the largest' });
    expect(legend.parentElement?.parentElement?.textContent).toContain('of one core65.0 %');
    expect(legend.textContent).toBe('b-large60.0 %a-small5.0 %All others0.0 %');
    expect(screen.getByRole('columnheader', { name: 'CPU, of one core' }).getAttribute('aria-sort')).toBe(
      'descending',
    );
    act(() => setStatsView({ basis: 'machine' }));
    expect(row.textContent).toContain('7.5 %');
    expect(screen.getByRole('columnheader', { name: 'CPU, of the machine' })).toBeTruthy();
  });

  it('has the row that was left as the current one when a person comes back to it', async () => {
    const stop = startRouter();
    act(() => navigate({ page: 'stats' }));
    const left = { hash: window.location.hash, state: window.history.state as unknown };
    const { unmount } = show();
    await send([
      [small, 5],
      [large, 60],
    ]);
    act(() => screen.getByRole('row', { name: 'a-small' }).focus());
    unmount();
    act(() => navigate({ page: 'containers', id: small.id }));
    // What a browser does at Back, whose own history happy-dom does not keep.
    act(() => {
      window.history.replaceState(left.state, '', left.hash);
      window.dispatchEvent(new PopStateEvent('popstate', { state: left.state }));
    });
    const back = show();
    expect(screen.getByRole('row', { name: 'a-small' }).tabIndex).toBe(0);
    back.unmount();
    act(() => navigate({ page: 'containers' }));
    act(() => navigate({ page: 'stats' }));
    show();
    expect(screen.getByRole('row', { name: 'Project shop, 2 running' }).tabIndex).toBe(0);
    stop();
  });

  it('does not move a row while the pointer is in the list, unless asked to', async () => {
    show();
    await send([
      [small, 5],
      [large, 60],
    ]);
    fireEvent.pointerEnter(screen.getByRole('grid'));
    await send([
      [small, 500],
      [large, 1],
    ]);
    await act(() => wait(4500));
    expect(rows()).toEqual(['Project shop, 2 running', 'b-large', 'a-small']);
    fireEvent.click(screen.getByRole('button', { name: 'Sort now' }));
    expect(rows()).toEqual(['Project shop, 2 running', 'a-small', 'b-large']);
  });

  it('keeps a stopped container struck out while a hand is on the list', async () => {
    show();
    await send([
      [small, 5],
      [large, 60],
    ]);
    fireEvent.pointerEnter(screen.getByRole('grid'));
    act(() => given([small, off]));
    expect(rows()).toEqual(['Project shop, 1 running', 'b-large', 'a-small']);
    expect(screen.getByRole('row', { name: 'b-large' }).getAttribute('aria-description')).toBe('Stopped');
  });

  it('opens a container at its charts, folds and filters', async () => {
    show();
    await send([
      [small, 5],
      [large, 60],
    ]);
    fireEvent.change(screen.getByRole('combobox', { name: 'Filter stats' }), {
      target: { value: 'small' },
    });
    expect(rows()).toEqual(['Project shop, 1 running', 'a-small']);
    fireEvent.keyDown(screen.getByRole('row', { name: 'Project shop, 1 running' }), { key: 'ArrowLeft' });
    expect(rows()).toEqual(['Project shop, 1 running']);
    fireEvent.keyDown(screen.getByRole('row', { name: 'Project shop, 1 running' }), { key: 'Enter' });
    const row = screen.getByRole('row', { name: 'a-small' });
    act(() => row.focus());
    fireEvent.keyDown(row, { key: 'Enter' });
    expect(store.getState().route).toEqual({ page: 'containers', id: small.id, tab: 'stats' });
  });

  it('shows all engines that answer, and goes to the one whose container is opened', async () => {
    const other = connection({ id: 'e2' as EngineId, name: 'staging', order: 1 });
    const remote = container({ name: 'far', project: 'shop' });
    store.setState(({ connections }) => ({
      connections: applySnapshot(connections, '', [
        [engineId, connection()],
        [other.id, other],
      ]),
    }));
    show();
    fireEvent.click(screen.getByRole('button', { name: 'All engines' }));
    await waitFor(() => expect(main.watches.some(({ name }) => name === 'containers.list')).toBe(true));
    const watch = main.watches.find(({ name }) => name === 'containers.list');
    expect(watch?.input).toEqual({ engineId: 'e2' });
    act(() => watch?.snapshot([[remote.id, remote]]));
    await waitFor(() =>
      expect(rows()).toEqual([
        'Project shop, 2 running, Local Docker',
        'a-small',
        'b-large',
        'Project shop, 1 running, staging',
        'far',
      ]),
    );
    await waitFor(() =>
      expect(main.open('stats.samples').map(({ input }) => input['engineId'])).toEqual(['e1', 'e2']),
    );
    fireEvent.click(screen.getByRole('link', { name: 'far' }));
    expect(store.getState().engineId).toBe('e2');
    expect(store.getState().route).toEqual({ page: 'containers', id: remote.id, tab: 'stats' });
  });

  it('reads nothing while hidden or gone', async () => {
    const { unmount } = show();
    await send([[small, 5]]);
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    await waitFor(() => expect(main.open('stats.samples')).toHaveLength(0));
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible');
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    await waitFor(() => expect(main.open('stats.samples')).toHaveLength(1));
    unmount();
    await waitFor(() => expect(main.open('stats.samples')).toHaveLength(0));
  });

  it('says why an engine has no statistics, and that nothing runs', () => {
    const engine = connection();
    given([off]);
    const { unmount } = show();
    expect(screen.getByText('Nothing runs on Local Docker')).toBeTruthy();
    unmount();
    const old = {
      ...engine,
      facts: { ...engine.facts!, missing: { stats: 'It is too old for statistics.' } },
    };
    store.setState({ connections: applySnapshot(empty.connections, '', [[old.id, old]]) });
    show();
    expect(screen.getByText('It is too old for statistics.')).toBeTruthy();
    expect(main.streams).toHaveLength(0);
  });
});
