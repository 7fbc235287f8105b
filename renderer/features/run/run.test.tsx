import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import type { ContainerId } from '#shared/model/ids';
import { givenEngines, local } from '#tests/support/engines';
import { container } from '#tests/support/models';
import { FakeMain } from '../../logs/fake-client';
import { setClient } from '../../state/client';
import { applySnapshot } from '../../state/entities';
import { openRun } from '../../state/run-targets';
import { initialState, store } from '../../state/store';
import { TooltipProvider } from '../../ui/Tooltip';
import { RunPage } from './RunPage';

const running = ['one', 'two', 'three'].map((name) => container({ name }));
const stopped = container({ name: 'off', state: 'exited' });

function show(): FakeMain {
  givenEngines([local]);
  const main = new FakeMain();
  setClient(main.client);
  act(() => {
    store.setState({
      containers: applySnapshot(
        initialState().containers,
        local.id,
        [...running, stopped].map((each) => [each.id, each]),
      ),
    });
    openRun(local.id, [...running, stopped]);
  });
  render(
    <TooltipProvider>
      <RunPage banner={null} />
    </TooltipProvider>,
  );
  return main;
}

/** What main says beside the code of a command that a shell did not find. */
const notFound = 'The command ended with exit code 127: the command was not found.';
const answer = (id: ContainerId, text: string, exitCode = 0) => ({
  containerId: id,
  exitCode,
  output: new TextEncoder().encode(text),
  cut: false,
  ms: 12,
});

afterEach(cleanup);

describe('one command in several containers', () => {
  test('puts same answers together, marks others, folds long ones, and runs again', async () => {
    const main = show();
    expect(screen.getByRole('button', { name: 'Leave off out, it is not running' })).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox', { name: 'Command' }), { target: { value: 'cat /etc/x' } });
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    await waitFor(() => expect(main.open('terminals.run')).toHaveLength(1));
    const stream = main.open('terminals.run')[0];
    expect(stream?.input).toMatchObject({
      ids: running.map(({ id }) => id),
      command: { line: 'cat /etc/x' },
      seconds: 30,
    });
    const [one, two, three] = running.map(({ id }) => id) as [ContainerId, ContainerId, ContainerId];
    act(() => {
      stream?.send(answer(two, 'a\nb\n'));
      stream?.send({ ...answer(three, 'gone\u0007', 127), problem: notFound });
      stream?.send(answer(one, 'a\nb\n'));
      stream?.end();
    });
    await screen.findByText('Done: 3 of 3 containers answered, 2 different answers');
    const [, same, other] = screen.getAllByRole('row');
    expect(same?.textContent).toContain('2 containers said the sameone, two');
    expect(other?.textContent).toContain('differs');
    expect(other?.textContent).toContain('127the command was not found');
    expect(other?.textContent).toContain(notFound);
    expect(other?.textContent).toContain('gone\u2407');
    expect(within(same as HTMLElement).queryByText(/b/, { selector: 'pre' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Show the output of 2 containers said the same' }));
    expect(within(same as HTMLElement).getByText(/b/, { selector: 'pre' })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'One by one' }));
    expect(screen.getAllByRole('row')).toHaveLength(4);
    fireEvent.click(screen.getByRole('button', { name: 'Run again' }));
    await waitFor(() => expect(main.open('terminals.run')).toHaveLength(1));
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await screen.findByText(/^Cancelled: 0 of 3 containers answered, 3 did not/);
    await waitFor(() => expect(main.open('terminals.run')).toHaveLength(0));
    expect(JSON.stringify(store.getState().views)).not.toContain('/etc/x');
  });
});
