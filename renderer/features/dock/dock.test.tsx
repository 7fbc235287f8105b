import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineConnection } from '#shared/model/engine';
import type { SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import { cancelled } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import { givenEngines, local, production } from '#tests/support/engines';
import { fakeClient } from '#tests/support/fake-client';
import { container } from '#tests/support/models';
import { chooseEngine } from '../../state/actions';
import { applySnapshot } from '../../state/entities';
import { navigate } from '../../state/router';
import { initialState, store } from '../../state/store';
import { setClient } from '../../state/client';
import { changeLayout, followSessions } from '../../state/dock/dock';
import { focusPane, shellPane, toEdge, toOwnTab } from '../../state/dock/layout';
import { closeSessions, startShellInDock } from '../../state/terminals';
import { setDock } from '../../state/ui-actions';
import { TooltipProvider } from '../../ui/Tooltip';
import { Dock } from './Dock';

/** happy-dom lays nothing out and has no canvas: the terminal itself is tried in Chromium. */
vi.mock('../../terminal/ShellPane', () => ({
  ShellPane: (props: {
    readonly session: TerminalSession;
    readonly place?: string;
    readonly blocked?: string;
  }) => (
    <>
      <p>{`Pane of ${props.session.containerName}, ${props.place ?? 'here'}, ${props.blocked ?? 'free'}`}</p>
      <textarea className="xterm-helper-textarea" aria-label={`Terminal of ${props.session.containerName}`} />
    </>
  ),
}));

const web = container({ name: 'web' });
const session = (engine: EngineConnection): TerminalSession => ({
  id: 's1' as SessionId,
  engineId: engine.id,
  containerId: web.id,
  containerName: 'web',
  program: { kind: 'shell' },
  settings: {},
  ownEnvironment: false,
  tty: true,
  takesInput: true,
  shell: 'bash',
  status: 'running',
  startedAt: 1,
});

function show(engine: EngineConnection): void {
  givenEngines([local, production]);
  act(() => {
    store.setState({ sessions: applySnapshot(initialState().sessions, '', [['s1', session(engine)]]) });
    setDock({ open: true });
  });
  render(
    <TooltipProvider>
      <Dock />
    </TooltipProvider>,
  );
}

let stop: () => void;
beforeEach(() => {
  stop = followSessions();
  act(() => navigate({ page: 'containers' }));
});
afterEach(() => {
  cleanup();
  stop();
});

describe('the dock', () => {
  test('says no place for a shell of the engine that is looked at', () => {
    show(local);
    expect(screen.getByRole('tab', { name: 'web, bash' })).toBeTruthy();
    expect(screen.getByText('Pane of web, here, free')).toBeTruthy();
  });

  test('names the other engine that a shell runs on, with its band, and starts none while that is off', () => {
    show(production);
    const tab = screen.getByRole('tab', { name: 'web, bash, on production' });
    expect(within(tab).getByText('Production')).toBeTruthy();
    expect(
      screen.getByText('Pane of web, on production, Actions are off until production is connected'),
    ).toBeTruthy();
  });

  test('leaves a shell to its tab above, and not to that of the same id on another engine', () => {
    const above = 'The shell in web is shown above';
    show(local);
    act(() => navigate({ page: 'containers', id: web.id, tab: 'shell' }));
    expect(screen.getByText(above)).toBeTruthy();
    cleanup();
    show(production);
    expect(screen.queryByText(above)).toBeNull();
    expect(screen.getByText(/^Pane of web, on production/)).toBeTruthy();
  });

  test('stays open when another engine is looked at', () => {
    show(local);
    act(() => chooseEngine(production.id));
    expect(screen.getByRole('tab', { name: 'web, bash, on Local Docker' })).toBeTruthy();
  });

  describe('with several shells', () => {
    const several = (...names: readonly string[]): void => {
      givenEngines([local]);
      act(() => {
        store.setState({
          sessions: applySnapshot(
            initialState().sessions,
            '',
            names.map((name, at) => {
              const id = `s${at}` as SessionId;
              return [id, { ...session(local), id, containerName: name, startedAt: at }];
            }),
          ),
        });
        setDock({ open: true });
      });
      render(
        <TooltipProvider>
          <Dock />
        </TooltipProvider>,
      );
    };
    const beside = (moved: number, target: number): void =>
      act(() =>
        changeLayout((layout) =>
          toEdge(layout, shellPane(`s${moved}` as SessionId), `shell s${target}`, 'right'),
        ),
      );

    test('shows the panes of one tab at a time, and a split in one tab', () => {
      several('web', 'api', 'db');
      expect(screen.getAllByRole('tab').map((tab) => tab.getAttribute('aria-label'))).toEqual([
        'web, bash',
        'api, bash',
        'db, bash',
      ]);
      expect(screen.getAllByText(/^Pane of/)).toHaveLength(1);
      beside(1, 0);
      expect(screen.getByRole('tab', { name: 'web, 2 panes', selected: true })).toBeTruthy();
      expect(screen.getAllByText(/^Pane of/)).toHaveLength(2);
      expect(screen.getByRole('separator', { name: 'Width of the pane' })).toBeTruthy();
    });

    test('types into all panes of a tab until it is left or gets another pane', () => {
      several('web', 'api', 'db');
      beside(1, 0);
      fireEvent.click(screen.getByRole('button', { name: 'Type into all panes' }));
      expect(screen.getByRole('button', { name: 'Typing into 2 panes', pressed: true })).toBeTruthy();
      beside(2, 1);
      expect(screen.getByRole('button', { name: 'Type into all panes', pressed: false })).toBeTruthy();
      act(() => changeLayout((layout) => toOwnTab(layout, shellPane('s2' as SessionId))));
      act(() => changeLayout((layout) => focusPane(layout, 'shell s0')));
      fireEvent.click(screen.getByRole('button', { name: 'Type into all panes' }));
      fireEvent.click(screen.getByRole('tab', { name: 'db, bash' }));
      expect(store.getState().broadcastTab).toBeUndefined();
    });

    test('asks once before a tab with several running shells is closed, and says what goes on', async () => {
      several('web', 'api');
      beside(1, 0);
      fireEvent.click(screen.getByRole('button', { name: 'Close 2 shells of web' }));
      expect(store.getState().dialog).toEqual({ kind: 'close-sessions', sessionIds: ['s0', 's1'] });
      const left = 'The process 7 in web cannot be ended.';
      const { client, calls } = fakeClient({ 'terminals.close': () => ok({ left }) });
      setClient(client);
      await act(() => closeSessions(['s0' as SessionId]));
      expect(calls).toEqual([{ name: 'terminals.close', input: { sessionId: 's0' } }]);
      expect(store.getState().toasts.at(-1)).toMatchObject({ title: 'Something goes on in web', text: left });
    });

    test('has the focus while a shell starts, so that no key acts on a row, and gives it back when none comes', async () => {
      several('web');
      let answer = (_result: Result<never>): void => undefined;
      const asked = new Promise<Result<never>>((resolve) => {
        answer = resolve;
      });
      const { client } = fakeClient({ 'terminals.start': () => asked });
      setClient(client);
      const row = document.body.appendChild(document.createElement('button'));
      const letters: string[] = [];
      const listen = ({ key }: KeyboardEvent): unknown => letters.push(key);
      window.addEventListener('keydown', listen);
      row.focus();
      const starting = startShellInDock(local.id, web);
      await waitFor(() => expect(document.activeElement).not.toBe(row));
      const holder = document.activeElement ?? document.body;
      expect(screen.getByRole('region', { name: 'Dock' }).contains(holder)).toBe(true);
      fireEvent.keyDown(holder, { key: 's' });
      fireEvent.keyDown(holder, { key: 'F6' });
      expect(letters).toEqual(['F6']);
      answer(fail(cancelled('Starting a shell')));
      await act(() => starting);
      expect(document.activeElement).toBe(row);
      window.removeEventListener('keydown', listen);
      row.remove();
    });

    const over = (...gone: readonly string[]): void =>
      act(() =>
        store.setState(({ sessions }) => ({
          sessions: applySnapshot(
            sessions,
            '',
            [...sessions.byKey].filter(([id]) => !gone.includes(id)),
          ),
        })),
      );
    const terminalOf = (name: string): HTMLElement =>
      screen.getByRole('textbox', { name: `Terminal of ${name}` });

    test('a pane that is closed gives the focus to the one that is left, and then to the next tab', async () => {
      several('web', 'api', 'db');
      beside(1, 0);
      act(() => terminalOf('api').focus());
      over('s1');
      await waitFor(() => expect(document.activeElement).toBe(terminalOf('web')));
      over('s1', 's0');
      await waitFor(() => expect(document.activeElement).toBe(terminalOf('db')));
    });

    test('a pane that is closed takes no focus from where the person is', async () => {
      several('web', 'api');
      beside(1, 0);
      act(() => terminalOf('api').focus());
      const elsewhere = screen.getByRole('button', { name: 'Hide dock' });
      act(() => elsewhere.focus());
      over('s1');
      expect(screen.queryByRole('textbox', { name: 'Terminal of api' })).toBeNull();
      await act(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      expect(document.activeElement).toBe(elsewhere);
    });

    test('a tab is named by a double press, and forgets its name when that is cleared', async () => {
      several('web');
      fireEvent.doubleClick(screen.getByRole('tab', { name: 'web, bash' }));
      const field = screen.getByRole('textbox', { name: 'Name of the tab web' });
      fireEvent.change(field, { target: { value: 'payments debug' } });
      fireEvent.keyDown(field, { key: 'Enter' });
      const named = screen.getByRole('tab', { name: 'payments debug, bash' });
      await waitFor(() => expect(document.activeElement).toBe(named));
      fireEvent.keyDown(named, { key: 'F2' });
      const again = screen.getByRole('textbox', { name: 'Name of the tab payments debug' });
      fireEvent.change(again, { target: { value: ' ' } });
      fireEvent.blur(again);
      expect(screen.getByRole('tab', { name: 'web, bash' })).toBeTruthy();
    });

    test('a session of an earlier run keeps its place and says that it is not started', () => {
      several('web', 'api');
      beside(1, 0);
      act(() =>
        store.setState(({ sessions }) => ({
          sessions: applySnapshot(
            sessions,
            '',
            [...sessions.byKey].map(([id, each]) => [id, { ...each, status: 'saved' as const }]),
          ),
        })),
      );
      expect(screen.getByRole('tab', { name: 'web, 2 panes' })).toBeTruthy();
      act(() => changeLayout((layout) => toOwnTab(layout, shellPane('s1' as SessionId))));
      expect(screen.getByRole('tab', { name: 'api, bash, not started' })).toBeTruthy();
    });
  });
});
