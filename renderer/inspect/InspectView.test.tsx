import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TooltipProvider } from '../ui/Tooltip';
import { InspectView } from './InspectView';

const value: unknown = JSON.parse(
  '{"Config":{"User":"<b>app</b>"},"HostConfig":{"Memory":1073741824,"Deep":{"Needle":true}},"__proto__":{"a":1}}',
);
const view = () => (
  <TooltipProvider>
    <InspectView value={value} title="api" />
  </TooltipProvider>
);

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
});
afterEach(cleanup);

describe('InspectView', () => {
  it('is a tree that the keyboard opens and closes', () => {
    const { container } = render(view());
    const tree = screen.getByRole('tree', { name: 'Inspect api' });
    expect(screen.getByRole('treeitem', { name: 'Memory: 1073741824, 1 GB' })).toBeTruthy();
    expect(container.querySelector('b b')).toBeNull();
    fireEvent.keyDown(tree, { key: 'ArrowLeft' });
    expect(screen.queryByRole('treeitem', { name: /^User/ })).toBeNull();
    fireEvent.keyDown(tree, { key: 'ArrowRight' });
    fireEvent.keyDown(tree, { key: 'ArrowRight' });
    const selected = screen.getByRole('treeitem', { selected: true });
    expect(selected.getAttribute('aria-label')).toBe('User: "<b>app</b>"');
    expect(tree.getAttribute('aria-activedescendant')).toBe(selected.id);
    expect(selected.getAttribute('aria-level')).toBe('2');
  });

  it('searches keys and values and opens the way to them', () => {
    render(view());
    const input = screen.getByRole('textbox', { name: 'Search keys and values' });
    fireEvent.change(input, { target: { value: 'needle' } });
    expect(screen.getByRole('status').textContent).toBe('1 of 1');
    expect(screen.getByRole('treeitem', { selected: true }).getAttribute('aria-label')).toBe('Needle: true');
    fireEvent.change(input, { target: { value: 'nothing of the sort' } });
    expect(screen.getByRole('status').textContent).toBe('No match');
  });

  it('copies values and paths', async () => {
    const written: string[] = [];
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
      written.push(text);
      return Promise.resolve();
    });
    render(view());
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Copy value of Memory', hidden: true }));
      fireEvent.click(screen.getByRole('button', { name: 'Copy path of Memory', hidden: true }));
      await Promise.resolve();
    });
    expect(written).toEqual(['1073741824', 'HostConfig.Memory']);
  });

  it('masks secrets on screen, in the text and in copies until they are revealed', async () => {
    const written: string[] = [];
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
      written.push(text);
      return Promise.resolve();
    });
    const { container } = render(
      <TooltipProvider>
        <InspectView value={{ Env: ['A=1', 'B=2', 'C=3', 'D=4', 'DB_PASSWORD=hunter2'] }} title="api" />
      </TooltipProvider>,
    );
    const copy = async (name: string): Promise<void> =>
      act(async () => {
        fireEvent.click(screen.getByRole('button', { name, hidden: true }));
        await Promise.resolve();
      });
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'hunter2' } });
    expect(screen.getByRole('status').textContent).toBe('No match');
    fireEvent.change(screen.getByRole('textbox'), { target: { value: '' } });
    await copy('Copy value of 4');
    await copy('Copy all as JSON, secrets masked');
    fireEvent.click(screen.getByRole('button', { name: 'Raw' }));
    expect(new XMLSerializer().serializeToString(container) + written.join()).not.toContain('hunter2');
    fireEvent.click(screen.getByRole('button', { name: 'Tree' }));
    fireEvent.click(screen.getByRole('button', { name: 'Reveal secret of 4', hidden: true }));
    expect(screen.getByRole('treeitem', { name: '4: "DB_PASSWORD=hunter2"' })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Hide secrets' }));
    expect(new XMLSerializer().serializeToString(container)).not.toContain('hunter2');
    fireEvent.click(screen.getByRole('button', { name: 'Reveal 1 secret' }));
    expect(new XMLSerializer().serializeToString(container)).toContain('hunter2');
  });

  it('shows the text', () => {
    render(view());
    fireEvent.click(screen.getByRole('button', { name: 'Raw' }));
    expect(screen.getByRole('region', { name: 'Inspect api as JSON' }).textContent).toContain('"__proto__"');
  });
});
