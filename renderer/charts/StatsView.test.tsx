import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import { FakeMain } from '../logs/fake-client';
import { StatsView } from './StatsView';

const engineId = 'e1' as EngineId;
const containerId = 'a'.repeat(64) as ContainerId;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let main: FakeMain;
const view = (active = true, running = true, machineBytes = 16 * 2 ** 30) => (
  <StatsView
    client={main.client}
    engineId={engineId}
    containerId={containerId}
    active={active}
    running={running}
    machineBytes={machineBytes}
  />
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

beforeEach(() => {
  main = new FakeMain();
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
    fireEvent.click(screen.getByRole('button', { name: 'Of machine' }));
    expect(screen.getByText('% of the machine, 4 cores')).toBeTruthy();
    expect(screen.getByText('18.0 %')).toBeTruthy();
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
