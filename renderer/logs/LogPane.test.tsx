import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { target } from '#tests/support/log-models';
import { TooltipProvider } from '../ui/Tooltip';
import { LogPane } from './LogPane';
import { LogMain } from './model/test-log-main';

vi.mock('./work/page-worker', async () => {
  const { TestWorkers } = await import('./work/test-worker');
  return { spawnPageWorker: new TestWorkers().spawn };
});

afterEach(cleanup);

test('keeps the focus and what is typed when another container of its project comes', () => {
  const { client } = new LogMain();
  const pane = (...names: readonly string[]) => (
    <TooltipProvider>
      <LogPane client={client} targets={names.map(target)} name="shop" rememberAs="project/shop" active />
    </TooltipProvider>
  );
  const { rerender } = render(pane('web'));
  const field = screen.getByRole('combobox', { name: 'Find in logs' });
  act(() => field.focus());
  fireEvent.change(field, { target: { value: 'needle' } });
  rerender(pane('api', 'web'));
  expect(screen.getByRole('group', { name: 'Source api' })).toBeTruthy();
  expect(document.activeElement).toBe(field);
  expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Find in logs' }).value).toBe('needle');
});
