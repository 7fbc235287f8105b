import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogNotice } from '#shared/model/log';
import { TooltipProvider } from '../../ui/Tooltip';
import { VolumeHistogram } from './histogram';
import { type StripRange, VolumeStrip } from './VolumeStrip';

const start = Date.UTC(2026, 10, 20, 14, 0, 0);
const minute = 60_000;

let volume: VolumeHistogram;
let asked: string[];
const strip = (zoomed = false, marks: readonly LogNotice[] = []) => {
  const range: StripRange = volume.range ?? { from: start, to: start };
  return (
    <TooltipProvider>
      <VolumeStrip
        volume={volume}
        version={volume.version}
        range={range}
        zoomed={zoomed}
        inView={{ from: start + 5 * minute, to: start + 6 * minute }}
        marks={marks}
        utc
        onZoom={({ from, to }) => asked.push(`zoom ${clock(from)} ${clock(to)}`)}
        onWhole={() => asked.push('whole')}
        onJump={(time) => asked.push(`jump ${clock(time)}`)}
      />
    </TooltipProvider>
  );
};
const clock = (time: number): string => new Date(time).toISOString().slice(11, 16);
const slider = (): HTMLElement => screen.getByRole('slider', { name: 'Log volume' });

beforeEach(() => {
  asked = [];
  volume = new VolumeHistogram();
  // Ten minutes, a line each second; in the sixth minute an error and two warnings.
  for (let second = 0; second < 600; second++) volume.add(start + second * 1000, 3);
  volume.add(start + 5 * minute + 1000, 5);
  volume.add(start + 5 * minute + 1000, 4, 2);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
});

afterEach(cleanup);

describe('VolumeStrip', () => {
  it('says in words what it draws', () => {
    const marks = [{ what: 'ended', at: start + 5 * minute, text: 'The container exited (1).' }] as const;
    const { container } = render(strip(false, marks));
    const words = slider().getAttribute('aria-valuetext') ?? '';
    expect(words).toContain('603 lines, 1 error, 2 warnings');
    expect(words).toContain('The container exited (1).');
    expect(container.querySelectorAll('path').length).toBeLessThan(10);
    expect(container.querySelector('[data-glyph="exited"]')).not.toBeNull();
    expect(screen.getByText('14:04')).toBeTruthy();
  });

  it('shows lines that come, in a moment', async () => {
    const { rerender } = render(strip());
    volume.add(start + 9 * minute, 6, 1000);
    rerender(strip());
    await waitFor(() => expect(slider().getAttribute('aria-valuetext')).toContain('1\u00a0603 lines'));
  });

  it('is worked with keys: arrows and Enter jump, Shift picks, Escape shows all', () => {
    const { rerender } = render(strip());
    const { from, to } = volume.range ?? { from: 0, to: 0 };
    fireEvent.keyDown(slider(), { key: 'Home' });
    expect(slider().getAttribute('aria-valuenow')).toBe('0');
    fireEvent.keyDown(slider(), { key: 'Enter' });
    fireEvent.keyDown(slider(), { key: 'End', shiftKey: true });
    fireEvent.keyDown(slider(), { key: 'Enter' });
    expect(asked).toEqual([`jump ${clock(from)}`, `zoom ${clock(from)} ${clock(to)}`]);
    rerender(strip(true));
    fireEvent.keyDown(slider(), { key: 'Escape' });
    fireEvent.click(screen.getByRole('button', { name: 'Whole range' }));
    expect(asked.slice(2)).toEqual(['whole', 'whole']);
  });

  it('zooms on a drag and jumps on a click', () => {
    render(strip());
    const plot = slider();
    plot.setPointerCapture = vi.fn();
    vi.spyOn(plot, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 800, 34));
    fireEvent.pointerDown(plot, { button: 0, clientX: 400, pointerId: 1 });
    fireEvent.pointerUp(plot, { clientX: 401, pointerId: 1 });
    fireEvent.pointerDown(plot, { button: 0, clientX: 160, pointerId: 1 });
    fireEvent.pointerMove(plot, { clientX: 320, pointerId: 1 });
    fireEvent.pointerUp(plot, { clientX: 320, pointerId: 1 });
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatch(/^jump 14:0[45]$/);
    expect(asked[1]).toMatch(/^zoom 14:0[12] 14:0[345]$/);
  });
});
