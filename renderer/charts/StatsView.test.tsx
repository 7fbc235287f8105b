import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import { FakeMain } from '../logs/fake-client';
import { initialState, store } from '../state/store';
import { TooltipProvider } from '../ui/Tooltip';
import { StatsView } from './StatsView';

const engineId = 'e1' as EngineId;
const containerId = 'a'.repeat(64) as ContainerId;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let main: FakeMain;
const view = (active = true, running = true, machineBytes = 16 * 2 ** 30, waiting = false) => (
  <TooltipProvider>
    <StatsView
      client={main.client}
      engineId={engineId}
      containerId={containerId}
      containerName="api"
      active={active}
      running={running}
      machineBytes={machineBytes}
      machineCores={4}
      limits={{ cpus: 2, cpuset: '0' }}
      waiting={waiting}
    />
  </TooltipProvider>
);
const samples = (): StatsSample[] =>
  Array.from({ length: 30 }, (_unused, index) => ({
    containerId,
    at: Date.now() - (30 - index) * 1000,
    cpuPercent: index === 29 ? 72 : 10,
    cpuCores: 400,
    memoryBytes: 512 * 2 ** 20,
    memoryLimit: 2 ** 30,
    netRxRate: 1000,
    netTxRate: 2000,
    pids: 12,
  }));
const send = async (): Promise<void> => {
  await act(async () => {
    await wait(5);
    main.open('stats.samples')[0]!.send(samples());
    await wait(40);
  });
};

const columns = (times: readonly number[]) => ({
  at: Float64Array.from(times),
  cpu: Float32Array.from(times, () => 90),
  memory: Float64Array.from(times, () => 2 ** 20),
  memoryLimit: Float64Array.from(times, () => 0),
  netRx: Float32Array.from(times, () => Number.NaN),
  netTx: Float32Array.from(times, () => Number.NaN),
  blkRead: Float32Array.from(times, () => Number.NaN),
  blkWrite: Float32Array.from(times, () => Number.NaN),
  pids: Float32Array.from(times, () => 1),
});
let kept: readonly number[];

beforeEach(() => {
  kept = [];
  store.setState(initialState());
  main = new FakeMain();
  main.answer = (name) => (name === 'stats.history' ? columns(kept) : undefined);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(900);
});
afterEach(cleanup);

describe('StatsView', () => {
  it('has a named chart with a sentence for each resource and says what CPU is a share of', async () => {
    render(view());
    expect(screen.getByText('Waiting for the first sample')).toBeTruthy();
    await send();
    for (const name of ['CPU', 'Memory', 'Network', 'Block I/O', 'PIDs']) {
      expect(screen.getByRole('img', { name })).toBeTruthy();
    }
    const described = screen.getByRole('img', { name: 'CPU' }).getAttribute('aria-describedby') ?? '';
    expect(document.getElementById(described)?.textContent).toMatch(
      /^CPU: mean .* largest 72\.0 %\. In % of one core\.$/,
    );
    expect(screen.getByText('% of one core')).toBeTruthy();
    expect(screen.getByText('72.0 %')).toBeTruthy();
    expect(screen.getByText('not counted by this engine')).toBeTruthy();
    expect(screen.getByText('file cache not told by this engine')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Of machine' }));
    expect(screen.getByText('% of the machine, 4 cores')).toBeTruthy();
    expect(screen.getByText('18.0 %')).toBeTruthy();
  });

  it('does not call itself live while the engine does not answer', async () => {
    const { rerender } = render(view());
    await send();
    expect(screen.getByRole('button', { name: 'Live' })).toBeTruthy();
    rerender(view(true, true, 16 * 2 ** 30, true));
    expect(screen.queryByRole('button', { name: 'Live' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Waiting' })).toBeTruthy();
  });

  it('takes the memory of the machine for no limit', async () => {
    const { rerender } = render(view());
    await send();
    expect(screen.getAllByText('limit 1 GB').length).toBeGreaterThan(0);
    rerender(view(true, true, 2 ** 30));
    expect(screen.queryByText('limit 1 GB')).toBeNull();
  });

  it('shows a table instead', async () => {
    render(view());
    await send();
    fireEvent.click(screen.getByRole('button', { name: 'Show as table' }));
    expect(screen.getByRole('columnheader', { name: 'CPU, % of one core' })).toBeTruthy();
    expect(screen.getAllByText('not counted').length).toBeGreaterThan(0);
    expect(screen.getByRole('button', { name: 'Show as charts' })).toBeTruthy();
  });

  it('offers a share of the limit only where there is one, and says why', async () => {
    render(view());
    await send();
    const limit = screen.getByRole('button', { name: 'Of limit' });
    expect(limit.getAttribute('aria-description')).toBe('This container has no CPU limit to be a share of.');
    fireEvent.click(limit);
    expect(limit.getAttribute('aria-pressed')).toBe('false');
    await act(async () => {
      main.open('stats.samples')[0]!.send([{ ...samples()[29]!, at: Date.now() + 1, cpuLimit: 144 }]);
      await wait(1100);
    });
    fireEvent.click(screen.getByRole('button', { name: 'Of limit' }));
    expect(screen.getByText('% of the limit, 1.44 cores')).toBeTruthy();
    expect(screen.getByText('50.0 %')).toBeTruthy();
  });

  it('makes shares of what was kept of a container that does not run, by its machine and its limit', async () => {
    kept = [Date.now() - 60_000, Date.now() - 59_000];
    render(view(true, false));
    fireEvent.click(await screen.findByRole('button', { name: 'Of machine' }));
    expect(screen.getByText('% of the machine, 4 cores')).toBeTruthy();
    expect(screen.getByText('22.5 %')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Of limit' }));
    expect(screen.getByText('% of the limit, 1 core')).toBeTruthy();
    expect(screen.getByText('90.0 %')).toBeTruthy();
  });

  it('shows what was kept of a container that does not run, by the minute over a day', async () => {
    kept = [Date.now() - 30 * 60_000, Date.now() - 20 * 60_000];
    render(view(true, false));
    fireEvent.click(await screen.findByRole('button', { name: '24 h' }));
    await waitFor(() =>
      expect(main.calls.some(({ name, input }) => name === 'stats.history' && input['by'] === 'minute')).toBe(
        true,
      ),
    );
    await waitFor(() => expect(screen.getByText('90.0 %')).toBeTruthy());
    expect(screen.getByText(/^Not running\. The last sample is of /)).toBeTruthy();
    expect(main.open('stats.samples')).toHaveLength(0);
  });

  it('moves one cursor through all charts by the keyboard, and says what is there', async () => {
    render(view());
    await send();
    const charts = screen.getByRole('group', { name: 'Charts' });
    charts.focus();
    fireEvent.keyDown(charts, { key: 'ArrowLeft' });
    const said = (): string =>
      screen
        .getAllByRole('status')
        .map(({ textContent }) => textContent)
        .join(' ');
    expect(said()).toMatch(/: CPU [\d.]+ %; Memory 512 MB/);
    fireEvent.keyDown(charts, { key: 'Escape' });
    expect(said()).not.toMatch(/CPU/);
  });

  /** Saves what is shown; gives the lines. */
  async function saveCsv(): Promise<readonly string[]> {
    const saved: Blob[] = [];
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      saved.push(blob as Blob);
      return 'blob:x';
    });
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    fireEvent.keyDown(screen.getByRole('button', { name: 'Save' }), { key: 'Enter' });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Save as CSV' }));
    return (await saved[0]!.text()).trim().split('\r\n');
  }

  it('saves what is shown as CSV, with the very values', async () => {
    render(view());
    await send();
    const lines = await saveCsv();
    expect(lines).toHaveLength(31);
    expect(lines[30]).toMatch(/Z,72,,536870912,,1073741824,1000,2000,,,12$/);
  });

  describe('zoomed', () => {
    /** Minutes and seconds of the first and the last moment that are shown. */
    const shown = (): readonly [number, number] => {
      const [from = 0, to = 0] = [
        ...screen.getByText(/^1 s samples, /).textContent.matchAll(/(\d+):(\d+):(\d+)/g),
      ].map(([, hours, minutes, seconds]) => Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
      return [from, (to - from + 86_400) % 86_400];
    };

    it('by the keyboard, moves on, shows all again, and follows nothing meanwhile', async () => {
      render(view());
      await send();
      const charts = screen.getByRole('group', { name: 'Charts' });
      const [, whole] = shown();
      fireEvent.keyDown(charts, { key: '+' });
      const [from, span] = shown();
      expect(Math.abs(span - whole / 2)).toBeLessThanOrEqual(1);
      expect(screen.getByRole('button', { name: 'Zoomed', pressed: false })).toBeTruthy();
      fireEvent.keyDown(charts, { key: 'ArrowRight', shiftKey: true });
      const [later, same] = shown();
      expect(Math.abs(same - span)).toBeLessThanOrEqual(1);
      expect(Math.abs(((later - from + 86_400) % 86_400) - span / 4)).toBeLessThanOrEqual(1);
      fireEvent.keyDown(charts, { key: '-' });
      expect(screen.queryByRole('button', { name: 'Zoomed' })).toBeNull();
      fireEvent.keyDown(charts, { key: '=' });
      fireEvent.click(screen.getByRole('button', { name: 'Zoomed' }));
      expect(screen.getByRole('button', { name: 'Live', pressed: true })).toBeTruthy();
    });

    it('saves as CSV what is left in sight', async () => {
      render(view());
      await send();
      const charts = screen.getByRole('group', { name: 'Charts' });
      for (let round = 0; round < 8; round += 1) {
        fireEvent.keyDown(charts, { key: '+' });
        for (let step = 0; step < 3; step += 1)
          fireEvent.keyDown(charts, { key: 'ArrowRight', shiftKey: true });
      }
      const lines = await saveCsv();
      expect(lines.length).toBeGreaterThan(2);
      expect(lines.length).toBeLessThan(15);
      expect(lines.at(-1)).toMatch(/Z,72,,536870912,/);
    });

    it('by a drag, back by a double click, and a press still pins the cursor', async () => {
      render(view());
      await send();
      const charts = screen.getByRole('group', { name: 'Charts' });
      charts.setPointerCapture = () => undefined;
      const [, whole] = shown();
      // The plots are 550 px wide and begin at 154.
      const drag = (from: number, to: number): void => {
        fireEvent.pointerDown(charts, { clientX: from, button: 0, pointerId: 1 });
        fireEvent.pointerMove(charts, { clientX: to, pointerId: 1 });
        fireEvent.pointerUp(charts, { clientX: to, pointerId: 1 });
        fireEvent.click(charts, { clientX: to });
      };
      drag(154 + 440, 154 + 330);
      const [, span] = shown();
      expect(Math.abs(span - whole / 5)).toBeLessThanOrEqual(1);
      fireEvent.doubleClick(charts);
      expect(shown()[1]).toBe(whole);
      drag(300, 302);
      expect(screen.queryByRole('button', { name: 'Zoomed' })).toBeNull();
    });
  });

  it('records on request, by the name', async () => {
    render(view());
    await send();
    fireEvent.click(screen.getByRole('button', { name: 'Record' }));
    await waitFor(() =>
      expect(main.calls.find(({ name }) => name === 'stats.record')?.input).toEqual({
        engineId,
        containerName: 'api',
        on: true,
      }),
    );
  });

  it('reads only while active and running, and stops with the component', async () => {
    const { rerender, unmount } = render(view(true, false));
    await wait(20);
    expect(main.streams).toHaveLength(0);
    expect(screen.getByText('Not running')).toBeTruthy();
    rerender(view());
    await waitFor(() => expect(main.open('stats.samples')).toHaveLength(1));
    rerender(view(false));
    await waitFor(() => expect(main.open('stats.samples')).toHaveLength(0));
    rerender(view());
    await waitFor(() => expect(main.open('stats.samples')).toHaveLength(1));
    unmount();
    await waitFor(() => expect(main.open('stats.samples')).toHaveLength(0));
  });
});
