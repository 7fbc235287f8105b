import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { ProcessList } from '#shared/model/processes';
import { FakeMain } from '../logs/fake-client';
import { initialState, store } from '../state/store';
import { TooltipProvider } from '../ui/Tooltip';
import { ProcessesView } from './ProcessesView';

vi.mock('../ui/use-virtual-rows', () => import('#tests/support/all-rows'));

const engineId = 'e1' as EngineId;
const containerId = 'a'.repeat(64) as ContainerId;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let main: FakeMain;
let list: ProcessList;
const reads = (): number => main.calls.filter(({ name }) => name === 'processes.list').length;
const process = (pid: number, parent: number, cpu: string, command: string) => ({
  pid,
  parent,
  cells: [String(pid), String(parent), cpu, command],
});
const view = (running = true, blocked?: string) => (
  <TooltipProvider>
    <ProcessesView
      client={main.client}
      engineId={engineId}
      containerId={containerId}
      containerName="api"
      active
      running={running}
      blocked={blocked}
    />
  </TooltipProvider>
);
const rows = (): (string | null)[] =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.getAttribute('aria-label'));

beforeEach(() => {
  store.setState(initialState());
  main = new FakeMain();
  list = {
    at: Date.now(),
    titles: ['PID', 'PPID', '%CPU', 'CMD'],
    processes: [
      process(100, 9, '0.0', 'sh -c run'),
      process(120, 100, '7.5', 'worker'),
      process(110, 100, '20.0', 'sleep 3600'),
    ],
  };
  main.answer = (name) => (name === 'processes.list' ? list : undefined);
});
afterEach(cleanup);

describe('ProcessesView', () => {
  it('shows a tree, and a table that is sorted by a column', async () => {
    render(view());
    await screen.findByRole('treegrid', { name: 'Processes' });
    expect(rows()).toEqual(['sh -c run, PID 100', 'worker, PID 120', 'sleep 3600, PID 110']);
    expect(screen.getAllByRole('row')[2]?.getAttribute('aria-level')).toBe('2');
    fireEvent.click(screen.getByRole('button', { name: 'Table' }));
    fireEvent.click(screen.getByRole('button', { name: 'CPU, lifetime' }));
    await waitFor(() =>
      expect(rows()).toEqual(['sleep 3600, PID 110', 'worker, PID 120', 'sh -c run, PID 100']),
    );
    expect(screen.getByRole('columnheader', { name: 'CPU, lifetime' }).getAttribute('aria-sort')).toBe(
      'descending',
    );
  });

  it('moves, folds and searches by the keyboard', async () => {
    render(view());
    await screen.findByRole('treegrid');
    const first = screen.getAllByRole('row')[1]!;
    first.focus();
    fireEvent.keyDown(first, { key: 'ArrowLeft' });
    expect(rows()).toEqual(['sh -c run, PID 100']);
    fireEvent.keyDown(first, { key: 's' });
    const field = screen.getByRole('textbox', { name: 'Find processes' });
    expect(document.activeElement).toBe(field);
    fireEvent.change(field, { target: { value: 'sleep' } });
    expect(rows()).toEqual(['sh -c run, PID 100', 'sleep 3600, PID 110']);
    fireEvent.change(field, { target: { value: 'nowhere' } });
    expect(screen.getByText('No process matches “nowhere”')).toBeTruthy();
  });

  it('keeps order and what went while the pointer is in the list', async () => {
    render(view());
    const grid = await screen.findByRole('treegrid');
    fireEvent.pointerEnter(grid);
    list = { ...list, processes: [process(130, 100, '1.0', 'late'), ...list.processes.slice(0, 2)] };
    await waitFor(() => expect(rows()).toHaveLength(4), { timeout: 4000 });
    expect(rows()).toEqual(['sh -c run, PID 100', 'worker, PID 120', 'sleep 3600, PID 110', 'late, PID 130']);
    expect(screen.getByRole('row', { name: 'sleep 3600, PID 110' }).getAttribute('aria-description')).toBe(
      'Ended',
    );
    fireEvent.click(screen.getByRole('button', { name: 'Sort now' }));
    expect(rows()).toHaveLength(3);
  });

  it('asks before it kills, sends other signals at once, and reads again', async () => {
    render(view());
    await screen.findByRole('treegrid');
    const send = async (signal: RegExp): Promise<void> => {
      fireEvent.contextMenu(screen.getByRole('row', { name: 'sleep 3600, PID 110' }));
      const open = await screen.findByRole('menuitem', { name: /^Send signal/ });
      fireEvent.keyDown(open, { key: 'ArrowRight' });
      fireEvent.click(await screen.findByRole('menuitem', { name: signal }));
    };
    const sent = (): unknown[] =>
      main.calls.filter(({ name }) => name === 'processes.signal').map(({ input }) => input['signal']);
    await send(/^TERM/);
    await waitFor(() => expect(sent()).toEqual(['TERM']));
    await send(/^KILL/);
    expect(sent()).toEqual(['TERM']);
    fireEvent.click(await screen.findByRole('button', { name: 'Kill process' }));
    await waitFor(() => expect(sent()).toEqual(['TERM', 'KILL']));
  });

  it('does not read while a menu is open or the window is hidden, nor after it went', async () => {
    const { unmount } = render(view());
    await screen.findByRole('treegrid');
    fireEvent.contextMenu(screen.getByRole('row', { name: 'worker, PID 120' }));
    await screen.findByRole('menu');
    const before = reads();
    await act(() => wait(2300));
    expect(reads()).toBe(before);
    fireEvent.keyDown(screen.getByRole('menu'), { key: 'Escape' });
    await waitFor(() => expect(reads()).toBe(before + 1));
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    const hidden = reads();
    await act(() => wait(2300));
    expect(reads()).toBe(hidden);
    unmount();
  });

  it('says why no signal can be sent, and that nothing runs', async () => {
    list = { ...list, withoutSignals: 'This engine has no exec.' };
    const { rerender } = render(view());
    await screen.findByRole('treegrid');
    fireEvent.contextMenu(screen.getByRole('row', { name: 'worker, PID 120' }));
    const item = await screen.findByRole('menuitem', { name: /^Send signal/ });
    expect(item.getAttribute('aria-description')).toBe('This engine has no exec.');
    expect(screen.getByRole('menuitem', { name: 'Copy PID' })).toBeTruthy();
    rerender(view(false));
    expect(screen.getByText('Not running')).toBeTruthy();
  });
});
