import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { TooltipProvider } from '../ui/Tooltip';
import { FakeMain } from './fake-client';
import { logModel } from './log-models';
import { LogView } from './LogView';
import { chunkOf } from './test-chunks';

const engineId = 'e1' as EngineId;
const containerId = 'a'.repeat(64) as ContainerId;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let main: FakeMain;
const view = (active = true) => (
  <TooltipProvider>
    <LogView
      client={main.client}
      engineId={engineId}
      containerId={containerId}
      containerName="api"
      active={active}
    />
  </TooltipProvider>
);
const send = async (texts: readonly string[], flags = 0): Promise<void> => {
  await act(async () => {
    await wait(5);
    const lines = texts.map((text, index) => ({ text, time: 1_800_000_000_000 + index, flags }));
    main.open('containers.logs')[0]!.send({ kind: 'lines', chunk: chunkOf(lines) });
    await wait(40);
  });
};

beforeEach(() => {
  main = new FakeMain();
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
});

afterEach(cleanup);

describe('LogView', () => {
  it('shows lines as text, whatever they contain', async () => {
    const { container } = render(view());
    expect(await screen.findByText('No lines yet')).toBeTruthy();
    await send(
      ['<img src=x onerror=alert(1)> \u001b[31mred\u001b[0m \u001b]0;title\u0007end', 'ERROR boom'],
      1,
    );
    const log = screen.getByRole('log', { name: 'Logs' });
    expect(log.getAttribute('aria-live')).toBe('off');
    expect(log.textContent).toContain('<img src=x onerror=alert(1)> red end');
    expect(container.querySelector('img')).toBeNull();
    expect(screen.getByText('ERR')).toBeTruthy();
    expect(screen.getAllByText('err')).toHaveLength(2);
    expect(screen.getByText('red').className).toContain('fg1');
    expect(container.textContent).toContain('2 lines held, 0 of 256 MB, 0 dropped');
  });

  it('finds, counts, pauses and follows again', async () => {
    render(view());
    await send(Array.from({ length: 50 }, (_unused, index) => `line ${index}`));
    fireEvent.keyDown(screen.getByRole('log'), { key: 'f', ctrlKey: true });
    const input = screen.getByRole('textbox', { name: 'Find in logs' });
    expect(document.activeElement).toBe(input);
    await act(async () => {
      fireEvent.change(input, { target: { value: 'LINE 4' } });
      await wait(60);
    });
    expect(screen.getByTitle('Lines that match').textContent).toBe('11 of 11');
    expect(screen.getByText('Paused').parentElement?.textContent).toBe('Paused by find. Reading continues.');
    await send(['line 50', 'line 51']);
    const pill = screen.getByRole('button', { name: /2 new lines/ });
    fireEvent.click(screen.getByRole('button', { name: 'Match case' }));
    await act(() => wait(40));
    expect(screen.getByTitle('Lines that match').textContent).toBe('No lines');
    fireEvent.click(pill);
    expect(screen.getByText('Following')).toBeTruthy();
    fireEvent.keyDown(screen.getByRole('log'), { key: ' ' });
    expect(screen.getByText('Paused').parentElement?.textContent).toBe('Paused by you. Reading continues.');
  });

  it('says why a log cannot be read and tries again', async () => {
    render(view());
    await act(async () => {
      await wait(5);
      const message = 'configured logging driver does not support reading';
      main.open('containers.logs')[0]!.end({ kind: 'engine-error', status: 500, message });
      await wait(40);
    });
    expect(screen.getByRole('alert').textContent).toContain('does not support reading');
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
      await wait(5);
    });
    expect(main.open('containers.logs')).toHaveLength(1);
  });

  it('reads nothing while inactive and leaves no listener behind', async () => {
    const added = vi.spyOn(document, 'addEventListener');
    const removed = vi.spyOn(document, 'removeEventListener');
    const visibility = (spy: typeof added): number =>
      spy.mock.calls.filter(([name]) => name === 'visibilitychange').length;
    const { rerender, unmount } = render(view());
    await send(['a']);
    rerender(view(false));
    await waitFor(() => expect(main.open('containers.logs')).toHaveLength(0));
    expect(screen.getByText('a')).toBeTruthy();
    rerender(view());
    await waitFor(() => expect(main.open('containers.logs')).toHaveLength(1));
    unmount();
    await waitFor(() => expect(main.open('containers.logs')).toHaveLength(0));
    expect(visibility(removed as unknown as typeof added)).toBe(visibility(added));
    expect(logModel(main.client, engineId, containerId).store.listeners).toBe(0);
  });
});
