import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Client } from '../../bridge/client';
import { fakeClient, type MadeCall } from '#tests/support/fake-client';
import { connection, container, engineId } from '#tests/support/models';
import { App } from '../../app/App';
import { setClient } from '../../state/client';
import { applySnapshot } from '../../state/entities';
import { navigate } from '../../state/router';
import { initialState, store } from '../../state/store';

vi.mock('../../ui/use-virtual-rows', () => import('#tests/support/all-rows'));

const exec = 'Exec needs Docker 1.3 or newer; this engine is 1.2.';
const stats = 'Statistics need Docker 1.5 or newer; this engine is 1.2.';
const pause = 'Pausing a container needs Docker 1.0 or newer; this engine is 0.9.';
const labels = 'Labels of containers need Docker 1.6 or newer; this engine is 1.2.';
const facts = connection().facts!;
const web = container({ name: 'web' });
let calls: readonly MadeCall[] = [];
let opened: ReturnType<typeof vi.fn>;

beforeEach(() => {
  const fake = fakeClient();
  ({ calls } = fake);
  opened = vi.fn(() => ({ close: () => undefined, grant: () => undefined, closed: false }));
  setClient(Object.assign(Object.create(fake.client) as Client, { open: opened }));
  const empty = initialState();
  store.setState({
    ...empty,
    engineId,
    connections: applySnapshot(empty.connections, '', [
      [
        engineId,
        connection({ facts: { ...facts, missing: { exec, stats, pause, 'container-labels': labels } } }),
      ],
    ]),
    containers: applySnapshot(empty.containers, engineId, [[web.id, web]]),
    images: applySnapshot(empty.images, engineId, []),
    sessions: applySnapshot(empty.sessions, '', []),
  });
});
afterEach(cleanup);

const show = (tab?: 'shell' | 'stats'): void => {
  act(() => navigate({ page: 'containers', ...(tab !== undefined && { id: web.id, tab }) }));
  render(<App />);
};
const streams = (): readonly unknown[] => opened.mock.calls.map(([name]) => name as unknown);

describe('what an engine cannot do', () => {
  test.each([
    ['shell', exec],
    ['stats', stats],
  ] as const)('is said in place of the %s, and not tried', async (tab, sentence) => {
    vi.useFakeTimers();
    try {
      show(tab);
      expect(screen.getByText(sentence)).toBeTruthy();
      await act(() => vi.advanceTimersByTimeAsync(5000));
      expect(calls.map(({ name }) => name)).not.toContain('terminals.start');
      expect(streams()).not.toContain('stats.samples');
    } finally {
      vi.useRealTimers();
    }
  });

  test('leaves the columns of numbers empty, with the reason, and asks for none', async () => {
    vi.useFakeTimers();
    try {
      show();
      for (const name of ['CPU, of one core', 'Memory']) {
        const head = screen.getByRole('columnheader', { name });
        expect(head.getAttribute('aria-description')).toBe(stats);
      }
      await act(() => vi.advanceTimersByTimeAsync(5000));
      expect(streams()).not.toContain('stats.samples');
      act(() =>
        store.setState(({ connections }) => ({
          connections: applySnapshot(connections, '', [[engineId, connection()]]),
        })),
      );
      await act(() => vi.advanceTimersByTimeAsync(5000));
      expect(streams()).toContain('stats.samples');
    } finally {
      vi.useRealTimers();
    }
  });

  test('is why all containers stand under no project', () => {
    show();
    const group = screen.getByRole('row', { name: /^No project, / });
    expect(within(group).getByText(labels)).toBeTruthy();
    act(() =>
      store.setState(({ connections }) => ({
        connections: applySnapshot(connections, '', [[engineId, connection()]]),
      })),
    );
    expect(screen.queryByText(labels)).toBeNull();
  });

  test('is off in menus with its reason, and answered with it when a key asks', async () => {
    show();
    fireEvent.click(screen.getByRole('button', { name: 'Actions for web' }));
    const entry = await screen.findByRole('menuitem', { name: 'Pause' });
    expect(entry.getAttribute('aria-disabled')).toBe('true');
    expect(entry.getAttribute('aria-description')).toBe(pause);
    fireEvent.keyDown(entry, { key: 'Escape' });
    const row = screen.getByRole('row', { name: 'web' });
    act(() => store.setState({ currentContainer: web.id }));
    fireEvent.keyDown(row, { key: 'p' });
    const notes = screen.getByRole('region', { name: 'Notifications' });
    expect(within(notes).getByText(pause)).toBeTruthy();
    expect(calls.map(({ name }) => name)).not.toContain('containers.act');
  });

  test('is not among the actions of the palette', async () => {
    show();
    act(() => store.setState({ currentContainer: web.id, selectedContainers: new Set([web.id]) }));
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    await screen.findByRole('option', { name: /^Stop web/ });
    expect(screen.queryByRole('option', { name: /^Pause web/ })).toBeNull();
    expect(screen.queryByRole('option', { name: /^Shell in web/ })).toBeNull();
  });
});
