import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { initialState, store } from '../../state/store';
import { TooltipProvider } from '../../ui/Tooltip';
import { SettingsPage } from './SettingsPage';

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
