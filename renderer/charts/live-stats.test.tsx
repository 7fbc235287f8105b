import { act, cleanup, render } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import { FakeMain } from '../logs/fake-client';
import { LiveStats, sparkSamples, useLiveSeries, useLiveStats } from './live-stats';
import { Sparkline, sparkPath } from './Sparkline';

const engineId = 'e1' as EngineId;
const id = (at: number): ContainerId => `${at}`.padStart(64, 'a') as ContainerId;
const sample = (at: number, container = 1): StatsSample => ({
  containerId: id(container),
  at,
  cpuPercent: at,
  cpuCores: 400,
  memoryBytes: at * 10,
  memoryLimit: 0,
});
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let main: FakeMain;
beforeEach(() => {
  main = new FakeMain();
});
afterEach(cleanup);

function setVisible(visible: boolean): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visible ? 'visible' : 'hidden');
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('LiveStats', () => {
  it('opens one stream after things settle and keeps 48 samples of each container', async () => {
    const live = new LiveStats(main.client, engineId);
    live.resume();
    for (let at = 1; at <= 5; at++) live.setVisible([id(1), id(at)]);
    await wait(260);
    expect(main.streams).toHaveLength(1);
    const stream = main.open('stats.samples')[0]!;
    expect(stream.input['ids']).toEqual([id(1), id(5)]);
    stream.send(Array.from({ length: 60 }, (_unused, index) => sample(index + 1)));
    stream.send([sample(3), sample(61)]);
    await wait(30);
    const series = live.of(id(1));
    expect(series.latest?.at).toBe(61);
    expect(series.cpu).toHaveLength(sparkSamples);
    expect(series.cpu[0]).toBe(14);
    expect(live.of(id(1))).toBe(series);
    live.suspend();
  });

  it('leaves the stream as it is when containers only leave the view, and takes 256 at most', async () => {
    const live = new LiveStats(main.client, engineId);
    live.resume();
    live.setVisible([id(1), id(2), id(3)]);
    await wait(230);
    live.setVisible([id(2)]);
    await wait(230);
    expect(main.streams).toHaveLength(1);
    live.setVisible(Array.from({ length: 300 }, (_unused, at) => id(at)));
    await wait(230);
    expect(main.open('stats.samples')).toHaveLength(1);
    expect(main.open('stats.samples')[0]?.input['ids']).toHaveLength(256);
    live.setVisible([]);
    await wait(230);
    expect(main.open('stats.samples')).toHaveLength(0);
    live.suspend();
  });

  it('has no stream while the window is hidden', async () => {
    const live = new LiveStats(main.client, engineId);
    live.resume();
    live.setVisible([id(1)]);
    await wait(230);
    setVisible(false);
    await wait(20);
    expect(main.open('stats.samples')).toHaveLength(0);
    setVisible(true);
    await wait(20);
    expect(main.open('stats.samples')).toHaveLength(1);
    live.suspend();
    await wait(20);
    expect(main.open('stats.samples')).toHaveLength(0);
  });
});

describe('useLiveStats', () => {
  it('renders a row anew only for its own samples and ends with the component', async () => {
    const renders = [0, 0];
    function Row({ live, at }: { readonly live: LiveStats; readonly at: number }) {
      const series = useLiveSeries(live, id(at));
      renders[at] = (renders[at] ?? 0) + 1;
      return <Sparkline values={series.cpu} max={0} tone="cpu" />;
    }
    function List() {
      const live = useLiveStats(main.client, engineId, [id(0), id(1)]);
      return (
        <>
          <Row live={live} at={0} />
          <Row live={live} at={1} />
        </>
      );
    }
    const { unmount } = render(<List />);
    await wait(230);
    const before = [...renders];
    await act(async () => {
      main.open('stats.samples')[0]!.send([sample(1, 1), sample(2, 1)]);
      await wait(40);
    });
    expect(renders[0]).toBe(before[0]);
    expect(renders[1]).toBe((before[1] ?? 0) + 1);
    unmount();
    await wait(20);
    expect(main.open('stats.samples')).toHaveLength(0);
  });
});

describe('sparkPath', () => {
  it('stays in its box for any values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true })), fc.nat(), (values, max) => {
        const { line } = sparkPath(values, max);
        for (const match of line.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)) {
          expect(Number(match[1])).toBeGreaterThanOrEqual(0);
          expect(Number(match[1])).toBeLessThanOrEqual(54);
          expect(Number(match[2])).toBeGreaterThanOrEqual(1);
          expect(Number(match[2])).toBeLessThanOrEqual(18);
        }
      }),
    );
  });
});
