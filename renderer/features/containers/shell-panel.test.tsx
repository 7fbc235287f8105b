import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import { ok } from '#shared/result';
import { givenEngines, local } from '#tests/support/engines';
import { fakeClient, type MadeCall } from '#tests/support/fake-client';
import { container } from '#tests/support/models';
import { setClient } from '../../state/client';
import { followSessions } from '../../state/dock/dock';
import { applySnapshot } from '../../state/entities';
import { navigate } from '../../state/router';
import { initialState, store } from '../../state/store';
import { splitCurrentShell, goToShellPane } from '../../terminal/shell-tab-actions';
import type { MenuEntry } from '../../ui/Menu';
import { TooltipProvider } from '../../ui/Tooltip';
import { ShellPanel } from './ShellPanel';

/** happy-dom lays nothing out and has no canvas: the terminal itself is tried in Chromium. */
vi.mock('../../terminal/ShellPane', () => ({
  ShellPane: (props: { readonly session: TerminalSession; readonly menu: readonly MenuEntry[] }) => (
    <>
      <textarea className="xterm-helper-textarea" aria-label={`Terminal ${props.session.id}`} />
      {props.menu.map((entry) =>
        entry.kind === 'item' ? (
          <button
            key={entry.id}
            type="button"
            aria-disabled={entry.disabledReason !== undefined}
            onClick={entry.onSelect}
          >
            {`${entry.label} of ${props.session.id}`}
          </button>
        ) : null,
      )}
    </>
  ),
}));

const web = container({ name: 'web' });
const session = (name: string): TerminalSession => ({
  id: name as SessionId,
  engineId: local.id,
  containerId: web.id,
  containerName: 'web',
  program: { kind: 'shell' },
  settings: {},
  ownEnvironment: false,
  tty: true,
  takesInput: true,
  shell: 'bash',
  status: 'running',
  startedAt: Number(name.slice(1)),
});
const told = (...names: readonly string[]): void =>
  act(() =>
    store.setState({
      sessions: applySnapshot(
        initialState().sessions,
        '',
        names.map((name) => [name, session(name)]),
      ),
    }),
  );

let stop: () => void;
let calls: readonly MadeCall[];
function show(...names: readonly string[]): void {
  told(...names);
  render(
    <TooltipProvider>
      <ShellPanel engine={local} container={web} running />
    </TooltipProvider>,
  );
}
const terminal = (name: string): HTMLElement => screen.getByRole('textbox', { name: `Terminal ${name}` });
const terminals = (): readonly (string | null)[] =>
  screen.getAllByRole('textbox').map((each) => each.getAttribute('aria-label'));
const tabs = (): readonly (string | null)[] =>
  screen.getAllByRole('tab').map((each) => each.getAttribute('aria-label'));
const focused = (name: string): HTMLElement => {
  const tab = screen.getByRole('tab', { name });
  act(() => tab.focus());
  return tab;
};
const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }));

beforeEach(() => {
  act(() => {
    store.setState(initialState());
    givenEngines([local]);
    navigate({ page: 'containers', id: web.id, tab: 'shell' });
  });
  const fake = fakeClient({ 'terminals.start': () => ok({ sessionId: 's9' as SessionId }) });
  calls = fake.calls;
  setClient(fake.client);
  stop = followSessions();
});
afterEach(() => {
  cleanup();
  stop();
});

describe('the Shell tab of a container', () => {
  test('splits a pane from its menu, and the new one has the focus', async () => {
    show('s1');
    expect(screen.queryByRole('tab')).toBeNull();
    act(() => terminal('s1').focus());
    press('Split right of s1');
    await screen.findByText('Starting');
    expect(calls).toMatchObject([
      { name: 'terminals.start', input: { containerId: web.id, program: { kind: 'shell' } } },
    ]);
    told('s1', 's9');
    expect(terminals()).toEqual(['Terminal s1', 'Terminal s9']);
    expect(screen.getByRole('separator', { name: 'Width of the pane' })).toBeTruthy();
    expect(tabs()).toEqual(['bash, 2 panes']);
    await waitFor(() => expect(document.activeElement).toBe(terminal('s9')));
    press('Move to a tab of its own of s9');
    expect(tabs()).toEqual(['bash', 'bash 2']);
  });

  test('splits with the keys and the buttons of its bar, and the keys go from pane to pane', async () => {
    show('s1', 's2');
    press('Split down');
    await waitFor(() => expect(calls).toHaveLength(1));
    told('s1', 's2', 's9');
    expect(screen.getByRole('separator', { name: 'Height of the pane' })).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(terminal('s9')));
    act(() => expect(goToShellPane(1)).toBe(true));
    await waitFor(() => expect(document.activeElement).toBe(terminal('s2')));
    setClient(fakeClient({ 'terminals.start': () => ok({ sessionId: 's10' as SessionId }) }).client);
    act(() => expect(splitCurrentShell('right')).toBe(true));
    await screen.findByText('Starting');
    told('s1', 's2', 's9', 's10');
    expect(tabs()).toEqual(['bash', 'bash 2, 3 panes']);
    expect(screen.getAllByRole('separator')).toHaveLength(2);
  });

  test('a border moves with the arrow keys', async () => {
    show('s1');
    press('Split right of s1');
    await screen.findByText('Starting');
    const border = screen.getByRole('separator', { name: 'Width of the pane' });
    fireEvent.keyDown(border, { key: 'ArrowRight', ctrlKey: true, altKey: true });
    expect(border.getAttribute('aria-valuenow')).toBe('53');
    fireEvent.keyDown(border, { key: 'ArrowLeft' });
    expect(border.getAttribute('aria-valuenow')).toBe('50');
  });

  test('tabs are put in order with the keys, keep it when the tab is left, and can be named', () => {
    show('s1', 's2');
    const second = screen.getByRole('tab', { name: 'bash 2' });
    second.focus();
    fireEvent.keyDown(second, { key: 'ArrowLeft', ctrlKey: true, shiftKey: true });
    expect(tabs()).toEqual(['bash 2', 'bash']);
    cleanup();
    show('s1', 's2');
    expect(tabs()).toEqual(['bash 2', 'bash']);
    fireEvent.doubleClick(screen.getByRole('tab', { name: 'bash' }));
    const field = screen.getByRole('textbox', { name: 'Name of the tab bash' });
    fireEvent.change(field, { target: { value: 'migration' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(tabs()).toEqual(['bash 2', 'migration, bash']);
  });

  test('a pane that is closed gives the focus to the one that is left, and asks before', async () => {
    show('s1');
    press('Split right of s1');
    await screen.findByText('Starting');
    told('s1', 's9');
    act(() => terminal('s9').focus());
    press('Close pane of s9');
    expect(store.getState().dialog).toEqual({ kind: 'close-sessions', sessionIds: ['s9'] });
    told('s1');
    expect(terminals()).toEqual(['Terminal s1']);
    await waitFor(() => expect(document.activeElement).toBe(terminal('s1')));
  });

  test('Delete on a tab closes all of its panes', async () => {
    show('s1', 's2');
    press('Split right of s2');
    await waitFor(() => expect(calls).toHaveLength(1));
    told('s1', 's2', 's9');
    fireEvent.keyDown(focused('bash 2, 2 panes'), { key: 'Delete' });
    expect(store.getState().dialog).toEqual({ kind: 'close-sessions', sessionIds: ['s2', 's9'] });
    fireEvent.keyDown(focused('bash'), { key: 'Delete' });
    expect(store.getState().dialog).toEqual({ kind: 'close-sessions', sessionIds: ['s1'] });
  });

  describe('with the pointer', () => {
    const under = (element: Element | null): void => {
      document.elementsFromPoint = () => (element === null ? [] : [element]);
    };
    const drag = (from: Element, to: Element | null): void => {
      under(to);
      fireEvent.pointerDown(from, { button: 0, clientX: 0, clientY: 0 });
      fireEvent.pointerMove(window, { clientX: 40, clientY: 40 });
      fireEvent.pointerUp(window, { clientX: 40, clientY: 40 });
    };

    test('a tab is dragged beside a pane, and to the end of the tabs', () => {
      show('s1', 's2');
      drag(screen.getByRole('tab', { name: 'bash' }), terminal('s2'));
      expect(tabs()).toEqual(['bash 2, 2 panes']);
      cleanup();
      show('s1', 's2', 's3');
      expect(tabs()).toEqual(['bash 2, 2 panes', 'bash 3']);
      drag(screen.getByRole('tab', { name: 'bash 2, 2 panes' }), screen.getByRole('tablist'));
      expect(tabs()).toEqual(['bash 3', 'bash 2, 2 panes']);
    });

    test('what is dropped on the panes of the dock stays where it is', () => {
      show('s1', 's2');
      const dock = document.body.appendChild(document.createElement('div'));
      dock.setAttribute('data-pane-key', 'shell s2');
      drag(screen.getByRole('tab', { name: 'bash' }), dock);
      expect(tabs()).toEqual(['bash', 'bash 2']);
      dock.remove();
    });
  });
});
