import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerId, EngineId, SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import { FakeMain } from '../logs/fake-client';
import { TooltipProvider } from '../ui/Tooltip';
import { ShellTab } from './ShellTab';

const engineId = 'e1' as EngineId;
const containerId = 'a'.repeat(64) as ContainerId;

/** happy-dom lays nothing out and has no canvas: the terminal itself is tried in Chromium. */
const { made } = vi.hoisted(() => ({
  made: [] as { disposed: boolean; ended: boolean; written: Uint8Array[] }[],
}));
vi.mock('./shell-terminal', () => ({
  measureTerminal: () => Promise.resolve({ columns: 101, rows: 33 }),
  ShellTerminal: class {
    readonly state = { disposed: false, ended: false, written: [] as Uint8Array[] };
    size = { columns: 101, rows: 33 };
    constructor() {
      made.push(this.state);
    }
    open() {
      return Promise.resolve(this.size);
    }
    write(bytes: Uint8Array, done: () => void) {
      this.state.written.push(bytes);
      done();
    }
    ended = false;
    setReplaying() {}
    setShown() {}
    setEnded(ended: boolean) {
      this.ended = ended;
      this.state.ended = ended;
    }
    focus() {}
    dispose() {
      this.state.disposed = true;
    }
  },
}));

function sessionOf(extra: Partial<TerminalSession>): TerminalSession {
  return {
    id: 's1' as SessionId,
    engineId,
    containerId,
    containerName: 'api',
    shell: 'bash',
    status: 'running',
    startedAt: 1,
    ...extra,
  };
}

let main: FakeMain;
const tab = (sessions: readonly TerminalSession[] | undefined, running = true, active = true) => (
  <TooltipProvider>
    <ShellTab
      client={main.client}
      engineId={engineId}
      containerId={containerId}
      containerName="api"
      running={running}
      active={active}
      sessions={sessions}
    />
  </TooltipProvider>
);

beforeEach(() => {
  main = new FakeMain();
  main.answer = (name) => (name === 'terminals.start' ? { sessionId: 's1' } : {});
  made.length = 0;
});

afterEach(cleanup);

describe('ShellTab', () => {
  it('starts one shell with the measured size and shows it', async () => {
    const { rerender } = render(tab([]));
    await waitFor(() => expect(main.calls).toHaveLength(1));
    expect(main.calls[0]).toMatchObject({
      name: 'terminals.start',
      input: { containerName: 'api', columns: 101, rows: 33 },
    });
    rerender(tab([sessionOf({})]));
    await waitFor(() => expect(main.open('terminals.attach')).toHaveLength(1));
    expect(screen.getByRole('group', { name: 'Shell in api' })).toBeTruthy();
    expect(screen.getByText('101 × 33')).toBeTruthy();
    rerender(tab([]));
    expect(screen.getByText('No shell runs in api now.')).toBeTruthy();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(main.calls.filter(({ name }) => name === 'terminals.start')).toHaveLength(1);
  });

  it('starts nothing while hidden or for a container that does not run', async () => {
    render(tab([], true, false));
    render(tab([], false, true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(main.calls).toHaveLength(0);
    expect(screen.getByText('api is not running')).toBeTruthy();
  });

  it('starts nothing until it is known which shells run already, as after a reload', async () => {
    const { rerender } = render(tab(undefined));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(main.calls).toHaveLength(0);
    rerender(tab([sessionOf({})]));
    await waitFor(() => expect(main.open('terminals.attach')).toHaveLength(1));
    expect(main.calls.some(({ name }) => name === 'terminals.start')).toBe(false);
  });

  it('keeps the text of an ended shell, says why, and starts again in its place', async () => {
    render(tab([sessionOf({ status: 'ended', exitCode: 137 })]));
    await waitFor(() => expect(made[0]?.ended).toBe(true));
    expect(screen.getByText(/exit code 137, killed by SIGKILL/)).toBeTruthy();
    main.answer = () => ({ sessionId: 's2' });
    screen.getByRole('button', { name: 'Start again' }).click();
    await waitFor(() =>
      expect(main.calls.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['terminals.start', 'terminals.close']),
      ),
    );
  });

  it('gives credit after parsing, holds output while inactive, and lets go when unmounted', async () => {
    const session = sessionOf({});
    const { rerender, unmount } = render(tab([session]));
    await waitFor(() => expect(main.open('terminals.attach')).toHaveLength(1));
    const stream = main.open('terminals.attach')[0]!;
    stream.send(Uint8Array.of(1, 2), 2);
    await waitFor(() => expect(stream.consumed()).toBe(2));
    rerender(tab([session], true, false));
    stream.send(Uint8Array.of(3), 1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(stream.consumed()).toBe(2);
    rerender(tab([session]));
    await waitFor(() => expect(stream.consumed()).toBe(3));
    unmount();
    await waitFor(() => expect(main.open('terminals.attach')).toHaveLength(0));
    expect(made.every(({ disposed }) => disposed)).toBe(true);
    expect(main.calls.some(({ name }) => name === 'terminals.close')).toBe(false);
  });
});
