import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { givenEngines, local } from '#tests/support/engines';
import { FakeMain } from '../../logs/fake-client';
import { setClient } from '../../state/client';
import { initialState, store } from '../../state/store';
import { lookOptions } from '../../terminal/make-terminal';
import { TooltipProvider } from '../../ui/Tooltip';
import { SettingsPage } from './SettingsPage';

let main: FakeMain;
beforeEach(() => {
  givenEngines([local]);
  main = new FakeMain();
  setClient(main.client);
});
afterEach(() => {
  cleanup();
  act(() => store.setState(initialState(), true));
});

describe('the bounds of logs', () => {
  test('are taken when they are left, and refused beside the field with what was typed', () => {
    render(
      <TooltipProvider>
        <SettingsPage />
      </TooltipProvider>,
    );
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Lines held' });
    fireEvent.change(field, { target: { value: '250 000' } });
    expect(store.getState().preferences.logLines).toBe(1_000_000);
    fireEvent.blur(field);
    expect(store.getState().preferences.logLines).toBe(250_000);
    fireEvent.change(field, { target: { value: '12' } });
    fireEvent.blur(field);
    expect(screen.getByRole('alert').textContent).toContain('Give a whole number from');
    expect(field.value).toBe('12');
    expect(store.getState().preferences.logLines).toBe(250_000);
  });
});

describe('the font of terminals', () => {
  test('is the bundled one until another is chosen, and what terminals are drawn with', () => {
    render(
      <TooltipProvider>
        <SettingsPage />
      </TooltipProvider>,
    );
    const fonts = within(screen.getByRole('group', { name: 'Font of terminals' }));
    expect(fonts.getByRole('button', { name: 'JetBrains Mono', pressed: true })).toBeTruthy();
    expect(lookOptions(store.getState().preferences.terminal).fontFamily).not.toContain('ui-monospace');
    fireEvent.click(fonts.getByRole('button', { name: 'System' }));
    expect(lookOptions(store.getState().preferences.terminal).fontFamily).toMatch(/^ui-monospace, /);
  });
});

describe('recordings', () => {
  test('of containers and engines that are gone can be stopped and deleted', async () => {
    render(
      <TooltipProvider>
        <SettingsPage />
      </TooltipProvider>,
    );
    const section = within(screen.getByRole('region', { name: 'Stats' }));
    expect(section.getByText(/^None\./)).toBeTruthy();
    await waitFor(() => expect(main.watches.some(({ name }) => name === 'stats.recordings')).toBe(true));
    const since = Date.now() - 60_000;
    const gone = { engineId: 'gone', containerName: 'db', since };
    const entries = [
      ['old', { engineId: local.id, containerName: 'old', since, stoppedAt: since }],
      ['web', { engineId: local.id, containerName: 'web', since }],
      ['db', { ...gone, problem: 'Its engine is not among the connections.' }],
    ] as const;
    act(() => main.watches.find(({ name }) => name === 'stats.recordings')?.snapshot(entries));
    const list = await section.findByRole('list', { name: 'Recordings' });
    expect(
      within(list)
        .getAllByRole('listitem')
        .map((each) => each.querySelector('b')?.textContent),
    ).toEqual(['db', 'web', 'old']);
    expect(
      section.getByText('2 containers recorded, of 100 at most. What was stopped is kept for a day.'),
    ).toBeTruthy();
    expect(section.getByText(/on a connection that was removed\. Its engine is not among/)).toBeTruthy();
    expect(section.getByText(/^Stopped .*, on Local Docker\.$/)).toBeTruthy();
    expect(section.queryByRole('button', { name: 'Stop recording old' })).toBeNull();
    fireEvent.click(section.getByRole('button', { name: 'Stop recording db' }));
    fireEvent.click(section.getByRole('button', { name: 'Delete the recording of old' }));
    await waitFor(() =>
      expect(main.calls.filter(({ name }) => name === 'stats.record').map(({ input }) => input)).toEqual([
        { engineId: 'gone', containerName: 'db', on: false },
        { engineId: local.id, containerName: 'old', on: false, forget: true },
      ]),
    );
  });
});
