import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LogFlag } from '#shared/model/log';
import { chunkOfLines } from '#tests/support/log-lines';
import { TooltipProvider } from '../../ui/Tooltip';
import { lineText } from '../line-text';
import { LogRow, type LogRowProps, type RowActions } from './LogRow';
import { NoticeRow } from './NoticeRow';
import { rowContent } from './row-content';

const asked: string[] = [];
const actions: RowActions = {
  onOpen: (sequence) => asked.push(`open ${sequence}`),
  onMark: (sequence) => asked.push(`mark ${sequence}`),
  onExpand: (sequence) => asked.push(`expand ${sequence}`),
  onLink: (url) => asked.push(`link ${url}`),
  onFilterField: (path, value) => asked.push(`filter ${path} ${value}`),
};

function row(text: string, change: Partial<LogRowProps> = {}) {
  const line = lineText(new TextEncoder().encode(text));
  return (
    <TooltipProvider>
      <LogRow
        sequence={7}
        line={line}
        content={rowContent(line, true)}
        time="14:31:02.118"
        at={Date.UTC(2026, 10, 20, 14, 31, 2, 118)}
        timeColumn="clock"
        marked={false}
        source={undefined}
        stderr={false}
        level={line.level}
        truncated={false}
        unfinished={false}
        isContext={false}
        wrap={false}
        ranges={[]}
        current={false}
        expanded={false}
        actions={actions}
        {...change}
      />
    </TooltipProvider>
  );
}

afterEach(() => {
  cleanup();
  asked.length = 0;
});

describe('LogRow', () => {
  it('shows a line as text, whatever it contains', () => {
    const { container } = render(
      row('<img src=x onerror=alert(1)> \u001b[31mred\u001b[0m \u001b]0;title\u0007end'),
    );
    expect(container.textContent).toContain('<img src=x onerror=alert(1)> red end');
    expect(container.querySelector('img')).toBeNull();
    expect(screen.getByText('red').className).toContain('fg1');
  });

  it('says time, container, stream and level', () => {
    const source = { name: 'shop-api', initials: 'AP', colour: 2, outlined: false };
    render(row('ERROR boom', { source, stderr: true, truncated: true, unfinished: true }));
    expect(screen.getByText('shop-api')).toBeTruthy();
    expect(screen.getByText('AP')).toBeTruthy();
    expect(screen.getByText('err')).toBeTruthy();
    expect(screen.getByText('ERR')).toBeTruthy();
    expect(screen.getByText('line cut at 1 MB')).toBeTruthy();
    expect(screen.getByText('line unfinished')).toBeTruthy();
    fireEvent.click(screen.getByTitle('2026-11-20T14:31:02.118Z'));
    expect(asked).toEqual(['mark 7']);
  });

  it('highlights over the borders of styles', () => {
    const { container } = render(
      row('ab\u001b[31mcd\u001b[0mef', {
        ranges: [
          { from: 1, to: 3 },
          { from: 3, to: 5 },
        ],
        current: true,
      }),
    );
    expect([...container.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual([
      'b',
      'c',
      'd',
      'e',
    ]);
    expect(container.textContent).toContain('abcdef');
  });

  it('shows where find stands, also where no text of the line is what is found', () => {
    const { container, rerender } = render(row('ERROR boom', { current: true }));
    expect(container.querySelector('[aria-current]')?.textContent).toContain('boom');
    rerender(row('ERROR boom'));
    expect(container.querySelector('[aria-current]')).toBeNull();
  });

  it('opens no address by a click alone', () => {
    render(row('see https://a.example/x, please'));
    const link = screen.getByText('https://a.example/x');
    expect(link.closest('a')).toBeNull();
    fireEvent.click(link);
    expect(asked).toEqual([]);
    fireEvent.click(link, { ctrlKey: true });
    expect(asked).toEqual(['link https://a.example/x']);
  });

  it('opens into a tree whose values can be filtered by', () => {
    const line = '{"level":"error","msg":"failed","err":{"code":"ECONNRESET","deep":{"x":1}},"job":48211}';
    const { container, rerender } = render(row(line));
    expect(container.textContent).toContain('failed err={2} job=48211');
    fireEvent.click(screen.getByRole('button', { name: 'Show fields' }));
    rerender(row(line, { expanded: true, ranges: [{ from: 0, to: 6 }] }));
    expect(screen.getByText('"ECONNRESET"')).toBeTruthy();
    expect([...container.querySelectorAll('li mark')].map((mark) => mark.textContent)).toEqual(['failed']);
    expect(screen.queryByText('x')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Open deep' }));
    expect(screen.getByText('x')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Filter on err.code' }));
    expect(asked).toEqual(['expand 7', 'filter err.code ECONNRESET']);
    expect(screen.getByRole('button', { name: 'Copy JSON' })).toBeTruthy();
  });

  it('is drawn again only when something of it changed', () => {
    const line = lineText(new TextEncoder().encode('abc'));
    const { segments, text } = rowContent(line, true);
    const read = vi.fn(() => segments);
    const content = Object.defineProperty({ text, fields: undefined, segments }, 'segments', { get: read });
    const { container, rerender } = render(row('', { line, content, ranges: [{ from: 0, to: 1 }] }));
    rerender(row('', { line, content, ranges: [{ from: 0, to: 1 }] }));
    expect(read).toHaveBeenCalledTimes(1);
    rerender(row('', { line, content, ranges: [{ from: 1, to: 3 }] }));
    expect(read).toHaveBeenCalledTimes(2);
    expect(container.querySelector('mark')?.textContent).toBe('bc');
  });

  it('says how much of a long line is not laid out', () => {
    render(row('x'.repeat(12_000)));
    fireEvent.click(screen.getByRole('button', { name: /2.000 more characters/ }));
    expect(asked).toEqual(['open 7']);
  });

  it('says of a line that was cut at 1 MiB both what is not laid out and what is not there', () => {
    const { bytes, flags } = chunkOfLines([{ ms: 0, nanos: 0, stderr: false, text: 'x'.repeat(1_200_000) }])!;
    expect(bytes.byteLength).toBe(1024 * 1024);
    const line = lineText(bytes);
    render(row('', { line, content: rowContent(line, true), truncated: flags[0] === LogFlag.truncated }));
    expect(screen.getByRole('button', { name: /1.038.576 more characters/ })).toBeTruthy();
    expect(screen.getByText('line cut at 1 MB')).toBeTruthy();
  });
});

describe('NoticeRow', () => {
  it('says what happened, with the shape of the state', () => {
    const notice = { what: 'ended', at: 0, text: 'The container exited (137).' } as const;
    const { container } = render(<NoticeRow sequence={1} notice={notice} time="14:31" source={undefined} />);
    expect(container.textContent).toContain('The container exited (137).');
    expect(container.querySelector('[data-glyph="exited"]')).not.toBeNull();
  });
});
