import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Pattern, PatternSnapshot } from '#shared/logs/patterns/pattern';
import { TooltipProvider } from '../../ui/Tooltip';
import { PatternsPanel, type PatternsPanelProps } from './PatternsPanel';

const pattern = (id: number, count: number, first: number, text: string, level = 0): Pattern => ({
  id,
  ids: [id, id + 1000],
  parts: [
    { kind: 'text', text },
    { kind: 'hole', hole: 'duration' },
  ],
  level,
  count,
  first,
  last: first + 10,
  trend: [0, count, 0, 2],
});

const snapshot: PatternSnapshot = {
  patterns: [pattern(1, 1200, 100, 'request took '), pattern(2, 3, 900, 'timeout after ', 5)],
  lines: 1210,
  other: 7,
  trendFrom: 0,
  trendWidth: 250,
};

const asked: string[] = [];
const panel = (given: Partial<PatternsPanelProps> = {}) => (
  <TooltipProvider>
    <PatternsPanel
      snapshot={snapshot}
      lastStart={500}
      only={undefined}
      muted={new Set()}
      onOnly={(chosen) => asked.push(`only ${chosen?.id}`)}
      onMute={(chosen, muted) => asked.push(`mute ${chosen.id} ${muted}`)}
      onClose={() => asked.push('close')}
      {...given}
    />
  </TooltipProvider>
);
const rows = (): readonly (string | null)[] =>
  screen.getAllByRole('listitem').map((row) => row.getAttribute('aria-label'));

afterEach(() => {
  cleanup();
  asked.length = 0;
});

describe('PatternsPanel', () => {
  it('lists patterns with their numbers, in either order', () => {
    render(panel());
    expect(rows()).toEqual([
      '1\u00a0200 lines: request took <duration>',
      '3 lines, error: timeout after <duration>',
    ]);
    expect(screen.getByText('ERR')).toBeTruthy();
    expect(screen.getByText('1 210 lines since the log was opened, 7 of no pattern')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Newest' }));
    expect(rows()[0]).toContain('timeout');
  });

  it('shows only these, mutes, and knows them by any of their ids', () => {
    const { rerender } = render(panel());
    const first = within(screen.getAllByRole('listitem')[0]!);
    fireEvent.click(first.getByRole('button', { name: 'Show only these lines' }));
    fireEvent.click(first.getByRole('button', { name: 'Mute these lines' }));
    rerender(panel({ only: 1001, muted: new Set([1002]) }));
    fireEvent.click(screen.getByRole('button', { name: 'Show all lines again' }));
    fireEvent.click(screen.getByRole('button', { name: 'Show these lines again' }));
    expect(asked).toEqual(['only 1', 'mute 1 true', 'only undefined', 'mute 2 false']);
  });

  it('shows what is new since the last start', () => {
    const { rerender } = render(panel());
    fireEvent.click(screen.getByRole('switch', { name: 'Only new since the last start' }));
    expect(rows()).toEqual(['3 lines, error: timeout after <duration>']);
    rerender(panel({ lastStart: 2000 }));
    expect(screen.getByText('Nothing new')).toBeTruthy();
    rerender(panel({ lastStart: undefined }));
    expect(screen.queryByRole('switch')).toBeNull();
    expect(rows()).toHaveLength(2);
  });

  it('is worked with keys', () => {
    render(panel());
    const [first, second] = screen.getAllByRole('listitem');
    first!.focus();
    fireEvent.keyDown(first!, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(second);
    expect(second!.tabIndex).toBe(0);
    expect(first!.tabIndex).toBe(-1);
    fireEvent.keyDown(second!, { key: 'Enter' });
    fireEvent.keyDown(second!, { key: 'm' });
    fireEvent.keyDown(second!, { key: 'Escape' });
    expect(asked).toEqual(['only 2', 'mute 2 true', 'close']);
  });

  it('says that there is nothing yet', () => {
    render(panel({ snapshot: undefined }));
    expect(screen.getByText('No patterns yet')).toBeTruthy();
  });

  it('draws a hundred of many', () => {
    const many = Array.from({ length: 250 }, (_unused, index) =>
      pattern(index + 1, 250 - index, 1, `line ${index} `),
    );
    render(panel({ snapshot: { ...snapshot, patterns: many } }));
    expect(screen.getAllByText('duration')).toHaveLength(100);
    fireEvent.click(screen.getByRole('button', { name: 'Show more of 250' }));
    expect(screen.getAllByText('duration')).toHaveLength(200);
  });
});
