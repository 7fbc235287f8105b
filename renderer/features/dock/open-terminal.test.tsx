import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SessionId, TaskId } from '#shared/model/ids';
import type { Task } from '#shared/model/task';
import type { TerminalChoices } from '#shared/model/terminal';
import { ok } from '#shared/result';
import type { MadeCall } from '#tests/support/fake-client';
import { givenEngines, local } from '#tests/support/engines';
import { container, image, task } from '#tests/support/models';
import { ownTab } from '../../state/dock/place';
import { applySnapshot } from '../../state/entities';
import { initialState, store } from '../../state/store';
import { TooltipProvider } from '../../ui/Tooltip';
import { OpenTerminalDialog } from './OpenTerminalDialog';

/** happy-dom lays nothing out and has no canvas. */
vi.mock('../../terminal/make-terminal', () => ({ measureTerminal: () => Promise.resolve(undefined) }));

const api = container({ name: 'api' });
const pullTask = 'pull' as TaskId;
const choices: TerminalChoices = {
  shells: ['/bin/bash', '/bin/sh'],
  defaults: {},
  user: 'app',
  folder: '/srv/app',
  stdin: true,
  tty: true,
};

async function show(
  found: Partial<TerminalChoices> = {},
  tags: readonly string[] = [],
): Promise<readonly MadeCall[]> {
  const calls = givenEngines([local], {
    'terminals.choices': () => ok({ ...choices, ...found }),
    'terminals.start': () => ok({ sessionId: 's1' as SessionId }),
    'terminals.setDefaults': () => ok({}),
    'images.pull': () => ok({ taskId: pullTask }),
  });
  act(() =>
    store.setState({
      images: applySnapshot(
        initialState().images,
        local.id,
        tags.map((tag) => {
          const each = image({ tags: [tag] });
          return [each.id, each];
        }),
      ),
    }),
  );
  render(
    <TooltipProvider>
      <OpenTerminalDialog engineId={local.id} container={api} place={ownTab} />
    </TooltipProvider>,
  );
  await waitFor(() => expect(screen.queryByText('Looking for shells…')).toBeNull());
  return calls;
}

/** How the pull stands. */
function giveTask(change: Partial<Task>): void {
  const kind = { type: 'pull', reference: 'busybox' } as const;
  const pull = task({ id: pullTask, engineId: local.id, kind, status: 'running', ...change });
  store.setState({ tasks: { ...initialState().tasks, byKey: new Map([[pullTask, pull]]) } });
}

const choose = (name: string): void => {
  fireEvent.click(screen.getByRole('button', { name }));
};
const fill = (label: string, value: string): void => {
  fireEvent.change(screen.getByLabelText(label, { exact: true }), { target: { value } });
};
const started = (calls: readonly MadeCall[]): unknown =>
  calls.find(({ name }) => name === 'terminals.start')?.input;

afterEach(cleanup);

describe('opening a terminal', () => {
  test('starts the chosen shell as a user with an environment, and keeps all but that as the default', async () => {
    const calls = await show();
    choose('sh');
    fill('User', 'root');
    choose('Add variable');
    fill('Name of variable 1', 'TOKEN');
    const value = screen.getByLabelText('Value of variable 1', { exact: true });
    expect(value.getAttribute('type')).toBe('password');
    fill('Value of variable 1', 'secret');
    fireEvent.click(screen.getByRole('checkbox', { name: 'Keep as the default for this image' }));
    choose('Open terminal');
    await waitFor(() => expect(calls.some(({ name }) => name === 'terminals.setDefaults')).toBe(true));
    expect(started(calls)).toMatchObject({
      containerId: api.id,
      program: { kind: 'shell', path: '/bin/sh' },
      settings: { user: 'root' },
      environment: ['TOKEN=secret'],
    });
    const kept = calls.find(({ name }) => name === 'terminals.setDefaults')?.input;
    expect(kept).toMatchObject({ defaults: { shell: '/bin/sh', user: 'root' } });
    expect(JSON.stringify(kept)).not.toContain('secret');
    expect(store.getState().dockLayout.tabs).toHaveLength(1);
  });

  test('offers the command that was kept for the image, and keeps another one', async () => {
    const calls = await show({ defaults: { command: 'psql -U app' } });
    choose('Command');
    expect(screen.getByLabelText<HTMLInputElement>('Command', { selector: 'input' }).value).toBe(
      'psql -U app',
    );
    fireEvent.change(screen.getByLabelText('Command', { selector: 'input' }), {
      target: { value: 'redis-cli' },
    });
    fireEvent.click(screen.getByRole('checkbox', { name: 'Keep as the default for this image' }));
    choose('Open terminal');
    await waitFor(() =>
      expect(calls.find(({ name }) => name === 'terminals.setDefaults')?.input).toMatchObject({
        defaults: { command: 'redis-cli' },
      }),
    );
    expect(started(calls)).toMatchObject({ program: { kind: 'command', command: ['redis-cli'] } });
  });

  test('warns that what is typed reaches the main process, and about privileges', async () => {
    const calls = await show({ stdin: false, tty: false });
    fireEvent.click(screen.getByRole('checkbox', { name: 'Privileged' }));
    expect(screen.getByText(/whatever its administrator can/)).toBeTruthy();
    choose('Attach');
    expect(
      screen.getByText(/Ctrl\+C, too: it may end the container.*hears nothing.*lines are sent whole/),
    ).toBeTruthy();
    choose('Open terminal');
    await waitFor(() => expect(started(calls)).toMatchObject({ program: { kind: 'attach' } }));
    expect(started(calls)).not.toHaveProperty('settings');
  });

  test('leads from a container without a shell to a debug shell of a local image', async () => {
    const calls = await show({ shells: [], problem: 'It has no shell.' }, ['web:1', 'busybox:1.37']);
    choose('Debug shell…');
    const images = screen.getByRole('group', { name: 'Images on this engine' }).textContent;
    expect(images).toBe('busybox:1.37web:1');
    expect(screen.getByRole('button', { name: 'busybox:1.37', pressed: true })).toBeTruthy();
    choose('Open terminal');
    await waitFor(() =>
      expect(started(calls)).toMatchObject({ program: { kind: 'debug', image: 'busybox:1.37' } }),
    );
  });

  test.each([
    ['other images', ['web:1']],
    ['no image at all', []],
  ])(
    'offers busybox where the engine has %s, and pulls it only when that is asked for',
    async (_has, tags) => {
      // Whether there is a shell in any other image, nobody knows.
      const calls = await show({ shells: [] }, tags);
      choose('Debug shell');
      expect(screen.getByLabelText<HTMLInputElement>('Image of the debug shell').value).toBe('busybox');
      expect(screen.getByText('busybox is not on this engine.')).toBeTruthy();
      expect(calls.map(({ name }) => name)).toEqual(['terminals.choices']);
      fill('User', 'root');
      choose('Pull busybox');
      await screen.findByText('Pulling busybox');
      expect(calls.at(-1)).toMatchObject({
        name: 'images.pull',
        input: { engineId: local.id, reference: 'busybox' },
      });
      // What was typed is still there, while it is pulled and where it could not be.
      const error = { kind: 'engine-error', status: 500, message: 'The registry did not answer.' } as const;
      await screen.findByRole('progressbar', { name: 'Pulling busybox' });
      act(() => giveTask({ status: 'failed', error }));
      expect(screen.getByText(/The registry did not answer\./)).toBeTruthy();
      choose('Try again');
      await screen.findByText('Pulling busybox');
      expect(calls.filter(({ name }) => name === 'images.pull')).toHaveLength(2);
      act(() => giveTask({ status: 'done' }));
      expect(await screen.findByText('busybox was pulled.')).toBeTruthy();
      expect(screen.getByLabelText<HTMLInputElement>('User').value).toBe('root');
    },
  );

  test('takes any image for a debug shell, by any name that the engine knows it by', async () => {
    const calls = await show({}, ['docker.io/library/busybox:latest', 'shop/tools:2']);
    choose('Debug shell');
    fill('Image of the debug shell', 'busybox');
    expect(screen.queryByText(/not on this engine/)).toBeNull();
    fill('Image of the debug shell', 'shop/tools:3');
    expect(screen.getByText('shop/tools:3 is not on this engine.')).toBeTruthy();
    fill('Image of the debug shell', '');
    choose('Open terminal');
    expect(screen.getByText('Name an image for the debug shell, such as busybox.')).toBeTruthy();
    fill('Image of the debug shell', ' shop/tools:2 ');
    choose('Open terminal');
    await waitFor(() =>
      expect(started(calls)).toMatchObject({ program: { kind: 'debug', image: 'shop/tools:2' } }),
    );
  });

  test('starts nothing while something is wrong, and says what', async () => {
    const calls = await show();
    choose('Command');
    fill('Command', 'echo "x');
    fill('Folder', 'srv');
    choose('Open terminal');
    expect(screen.getByText('A quote is not closed.')).toBeTruthy();
    expect(screen.getByText('Give a whole path, such as /srv/app.')).toBeTruthy();
    expect(started(calls)).toBeUndefined();
  });
});
