import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EngineConnection } from '#shared/model/engine';
import { fail, ok } from '#shared/result';
import { type Answers, fakeClient, type MadeCall } from '#tests/support/fake-client';
import { connection, container, engineId, image, task } from '#tests/support/models';
import { setClient } from '../state/client';
import { applySnapshot } from '../state/entities';
import { navigate } from '../state/router';
import { initialState, store } from '../state/store';
import { showToast } from '../state/ui-actions';
import { App } from './App';
import { ErrorBoundary } from './ErrorBoundary';

vi.mock('../ui/use-virtual-rows', () => import('#tests/support/all-rows'));

const empty = initialState();

function open(engine: EngineConnection | undefined, answers: Answers = {}): readonly MadeCall[] {
  const { client, calls } = fakeClient(answers);
  setClient(client);
  const web = container({ name: 'web' });
  const nginx = image();
  store.setState({
    ...empty,
    engineId: engine?.id,
    facts: { version: '0.1.0', platform: 'linux', host: 'chromium', demoAvailable: true },
    connections: applySnapshot(empty.connections, '', engine === undefined ? [] : [[engine.id, engine]]),
    containers: applySnapshot(empty.containers, engineId, [[web.id, web]]),
    images: applySnapshot(empty.images, engineId, [[nginx.id, nginx]]),
  });
  act(() => navigate({ page: 'containers' }));
  render(<App />);
  return calls;
}

afterEach(cleanup);

describe('the frame', () => {
  test('names engine, landmarks and status in words', () => {
    open(connection({ roundTripMs: 3.2, eventLagMs: 40 }));
    expect(screen.getByRole('button', { name: 'Engine: Local Docker, Connected, API 1.48' })).toBeTruthy();
    for (const name of ['Resources', 'Engine', 'Application', 'Breadcrumb']) {
      expect(screen.getByRole('navigation', { name })).toBeTruthy();
    }
    expect(screen.getByRole('main', { name: 'Containers' })).toBeTruthy();
    const status = screen.getByRole('status', { name: 'Engine status' });
    expect(status.textContent).toContain('Connected to Local Docker');
    expect(status.textContent).toContain('live, 40 ms behind');
  });

  test.each([
    ['its button', () => fireEvent.click(screen.getByRole('button', { name: 'Hide dock', expanded: true }))],
    ['the keyboard', () => fireEvent.keyDown(document.body, { key: 'j', ctrlKey: true })],
  ])(
    'hiding a maximised dock by %s gives the page its room and shows a small dock next time',
    (_by, hide) => {
      open(connection());
      const toggle = (): void => void fireEvent.keyDown(document.body, { key: 'j', ctrlKey: true });
      toggle();
      fireEvent.click(screen.getByRole('button', { name: 'Maximise dock' }));
      hide();
      expect(screen.queryByRole('region', { name: 'Dock' })).toBeNull();
      expect(store.getState().dockMaximised).toBe(false);
      toggle();
      expect(screen.getByRole('button', { name: 'Maximise dock', pressed: false })).toBeTruthy();
    },
  );

  test('shows only what works, and no buttons of a window that has its own', () => {
    open(connection());
    for (const name of ['Volumes', 'Networks', 'System', 'Run container', 'Close window']) {
      expect(screen.queryByRole('link', { name })).toBeNull();
      expect(screen.queryByRole('button', { name })).toBeNull();
    }
  });

  test('says that a demo is one', () => {
    open(connection({ demo: true, name: 'Harbour' }));
    expect(screen.getByRole('button', { name: 'Engine: Harbour, Demo, Connected, API 1.48' })).toBeTruthy();
    expect(document.title).toContain('Demo');
  });

  test('counts failures at Activity', () => {
    open(connection());
    act(() => store.setState({ tasks: applySnapshot(empty.tasks, '', [['t', task({ status: 'failed' })]]) }));
    expect(screen.getByRole('link', { name: 'Activity, 1 failed' })).toBeTruthy();
  });
});

describe('without an engine', () => {
  test('where it was looked, why not, and what to do', () => {
    const calls = open(undefined);
    act(() =>
      store.setState({
        discovery: applySnapshot(empty.discovery, '', [
          [
            '00',
            {
              name: 'Docker',
              address: 'unix:///var/run/docker.sock',
              source: 'well-known socket',
              outcome: 'failed',
              message: 'The socket belongs to group docker and this user is not in it.',
              command: 'sudo usermod -aG docker $USER',
            },
          ],
        ]),
      }),
    );
    expect(screen.getByRole('main', { name: 'Welcome' })).toBeTruthy();
    expect(screen.getByText(/belongs to group docker/)).toBeTruthy();
    expect(screen.getByText('sudo usermod -aG docker $USER')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Look again' }));
    expect(calls.at(-1)?.name).toBe('engines.retry');
    fireEvent.click(screen.getByRole('button', { name: 'Start the demo engine' }));
    expect(calls.at(-1)?.name).toBe('engines.startDemo');
    fireEvent.click(screen.getByRole('button', { name: 'Add a connection' }));
    expect(screen.getByRole('dialog', { name: 'Add connection' })).toBeTruthy();
  });
});

describe('with a lost engine', () => {
  test('the age of the list and the next try stand in words', () => {
    const now = Date.now();
    const calls = open(connection({ phase: 'reconnecting', trueAt: now - 12_000, retryAt: now + 4000 }));
    expect(
      screen.getByText(/^Lost Local Docker 12 s ago\. The list is as of \d\d:\d\d:\d\d\.$/),
    ).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Try again now' }));
    expect(calls.at(-1)).toEqual({ name: 'engines.retry', input: { engineId } });
    expect(screen.getByRole('status', { name: 'Engine status' }).textContent).toContain(
      'did not answer for 12 s',
    );
  });
});

describe('pulling', () => {
  test('a refusal stands beside the field and nothing typed is lost', async () => {
    open(connection(), {
      'images.pull': () =>
        fail({
          kind: 'invalid-input',
          message: 'No.',
          issues: [{ path: 'reference', message: 'A tag may not be empty.' }],
        }),
    });
    act(() => navigate({ page: 'images' }));
    fireEvent.click(screen.getByRole('button', { name: 'Pull image' }));
    const field = screen.getByRole('textbox', { name: 'Image' });
    fireEvent.change(field, { target: { value: 'nginx:' } });
    fireEvent.click(screen.getByRole('button', { name: 'Pull' }));
    expect((await screen.findByRole('alert')).textContent).toBe('A tag may not be empty.');
    expect((field as HTMLInputElement).value).toBe('nginx:');
    expect(field.getAttribute('aria-invalid')).toBe('true');
  });
});

describe('outcomes', () => {
  test('a success goes by itself, a failure stays with the engine’s words and a retry', async () => {
    vi.useFakeTimers();
    try {
      const calls = open(connection(), { 'tasks.retry': () => ok({ taskId: 't2' as never }) });
      const failed = task({ status: 'failed' });
      act(() => {
        showToast({ outcome: 'done', title: 'Stopped web', retry: [] });
        showToast({
          outcome: 'failed',
          title: 'Could not start db',
          text: 'port is taken',
          retry: [failed.id],
        });
      });
      const notes = screen.getByRole('region', { name: 'Notifications' });
      expect(within(notes).getByRole('alert').textContent).toContain('port is taken');
      expect(screen.getByRole('status', { name: 'Announcements' }).textContent).toBe('Stopped web');
      await act(() => vi.advanceTimersByTimeAsync(60_000));
      expect(within(notes).queryByText('Stopped web')).toBeNull();
      expect(within(notes).getByText('Could not start db')).toBeTruthy();
      fireEvent.click(within(notes).getByRole('button', { name: 'Retry' }));
      expect(calls.at(-1)).toEqual({ name: 'tasks.retry', input: { taskId: failed.id } });
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('keys of the window', () => {
  test('G then I goes to the images, ? lists what there is, Esc closes it', async () => {
    open(connection());
    fireEvent.keyDown(document.body, { key: 'g' });
    fireEvent.keyDown(document.body, { key: 'i' });
    expect(await screen.findByRole('main', { name: 'Images' })).toBeTruthy();
    fireEvent.keyDown(document.body, { key: '?' });
    const dialog = await screen.findByRole('dialog', { name: 'Shortcuts' });
    fireEvent.keyDown(dialog, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  test('the palette does with the connection that is looked at what its menu does', async () => {
    const calls = open(connection());
    const find = async (text: string): Promise<readonly (string | null)[]> => {
      fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
      fireEvent.change(await screen.findByRole('combobox'), { target: { value: text } });
      return screen.getAllByRole('option').map((option) => option.textContent);
    };
    expect(await find('connection')).toEqual(
      expect.arrayContaining([
        'Check connection to Local Docker',
        'Edit connection to Local Docker…',
        'Remove connection to Local Docker…',
      ]),
    );
    fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Escape' });
    await find('disconnect');
    fireEvent.click(screen.getByRole('option', { name: /Disconnect Local Docker/ }));
    await waitFor(() => expect(calls.at(-1)?.name).toBe('engines.disconnect'));
  });

  test('the palette finds an action on a container by verb and name', async () => {
    const calls = open(connection());
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    const input = await screen.findByRole('combobox');
    fireEvent.change(input, { target: { value: 'stop web' } });
    fireEvent.click(await screen.findByRole('option', { name: /Stop web/ }));
    await waitFor(() =>
      expect(calls.at(-1)?.input).toMatchObject({ action: 'stop', targets: [{ name: 'web' }] }),
    );
  });
});

describe('the last net', () => {
  test('a bug of ours ends in a sentence and a way on', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const Broken = (): never => {
      throw new Error('bug');
    };
    render(
      <ErrorBoundary>
        <Broken />
      </ErrorBoundary>,
    );
    expect(screen.getByRole('alert').textContent).toContain('This window stopped working');
    expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy();
  });
});
