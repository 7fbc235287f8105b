import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TooltipProvider } from '../../ui/Tooltip';
import { FakeModel } from '../fake-model';
import { LogView } from './LogView';

let model: FakeModel;

function show(): void {
  render(
    <TooltipProvider>
      <LogView model={model} name="api" active />
    </TooltipProvider>,
  );
}

const log = (): HTMLElement => screen.getByRole('log', { name: 'Logs' });
const lines = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `line ${at}`);
const shown = (): readonly string[] =>
  [...log().querySelectorAll(':scope [data-selectable]')].map((each) => each.textContent);

beforeEach(() => {
  model = new FakeModel();
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(408);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(20);
});

afterEach(cleanup);

describe('lines', () => {
  test('whose newest were let go do not end with them: the way to the end is offered, and scrolling there is none', () => {
    show();
    act(() => model.add(...lines(100)));
    fireEvent.wheel(log(), { deltaY: -400 });
    act(() => model.set({ older: { ...model.older, letGo: 1200 } }));
    expect(screen.getByText(/Newer lines made room for older ones\./)).toBeTruthy();
    expect(screen.getByText(/1.200 dropped/)).toBeTruthy();
    fireEvent.wheel(log(), { deltaY: 5000 });
    expect(model.paused).toBe('scroll');
    expect(shown().at(-1)).toBe('line 99');
    fireEvent.click(screen.getByRole('button', { name: /Back to the newest lines/ }));
    expect(model.paused).toBeUndefined();
  });

  test('that reached the bound of what is held are loaded on with a button', () => {
    show();
    act(() => model.add(...lines(100)));
    act(() =>
      model.set({ older: { ...model.older, problem: 'The limit of held lines is reached.', atLimit: true } }),
    );
    fireEvent.keyDown(log(), { key: 'Home' });
    fireEvent.click(screen.getByRole('button', { name: 'Load older' }));
    expect(model.calls.at(-1)).toBe('older');
  });
});
