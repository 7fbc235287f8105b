import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerId, EngineId, SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import { FakeMain } from '../logs/fake-client';
import { type DockLayout, emptyLayout, usedSession, withSessions } from '../state/dock/layout';
import { defaultTerminalLook } from '../state/terminal-look';
import { TooltipProvider } from '../ui/Tooltip';
import { ShellTab } from './ShellTab';

const engineId = 'e1' as EngineId;
const containerId = 'a'.repeat(64) as ContainerId;

/** happy-dom lays nothing out and has no canvas: the terminal itself is tried in Chromium. */
const { made } = vi.hoisted(() => ({
  made: [] as { disposed: boolean; ended: boolean; hears: boolean; resets: number; written: Uint8Array[] }[],
}));
vi.mock('./make-terminal', () => ({
  measureTerminal: () => Promise.resolve({ columns: 101, rows: 33 }),
}));
vi.mock('./shell-terminal', () => ({
  ShellTerminal: class {
    readonly state = { disposed: false, ended: false, hears: true, resets: 0, written: [] as Uint8Array[] };
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
    setHears(hears: boolean) {
      this.state.hears = hears;
    }
    setLook() {}
    reset() {
      this.state.resets += 1;
    }
    runsAtOnce() {
      return false;
    }
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
    program: { kind: 'shell' },
    settings: {},
    ownEnvironment: false,
    tty: true,
    takesInput: true,
    shell: 'bash',
    status: 'running',
    startedAt: 1,
    ...extra,
  };
}

let main: FakeMain;
const asked: (string | undefined)[] = [];
const restarted: { readonly id: string; readonly columns: number; readonly rows: number }[] = [];
const chosen: SessionId[] = [];
/** The latest is in front. */
const layouts = new Map<unknown, DockLayout>();
const layoutOf = (sessions: readonly TerminalSession[] | undefined): DockLayout => {
  const known = layouts.get(sessions);
  if (known !== undefined) return known;
  const all = withSessions(
    emptyLayout,
    (sessions ?? []).map(({ id }) => id),
  );
  const layout = { ...all, current: all.tabs.at(-1)?.id };
  layouts.set(sessions, layout);
  return layout;
};
const tab = (
  sessions: readonly TerminalSession[] | undefined,
  running = true,
  active = true,
  blocked?: string,
) => (
  <TooltipProvider>
    <ShellTab
      client={main.client}
      engineId={engineId}
      containerId={containerId}
      containerName="api"
      running={running}
      active={active}
      blocked={blocked}
      sessions={sessions}
      layout={layoutOf(sessions)}
      change={(how) => {
        const after = how(layoutOf(sessions));
        const shown = usedSession(after);
        if (after !== layoutOf(sessions) && shown !== undefined) chosen.push(shown);
      }}
      onUsed={() => undefined}
      onSplit={() => undefined}
      look={defaultTerminalLook}
      onLook={() => undefined}
      onStarted={(id) => chosen.push(id)}
      onRestart={({ id }, size) => restarted.push({ id, ...size })}
      onAsk={(program) => asked.push(program)}
      onStartContainer={() => asked.push('container')}
      onPullImage={(image) => asked.push(`pull ${image}`)}
      onClose={() => undefined}
    />
  </TooltipProvider>
);

beforeEach(() => {
  main = new FakeMain();
  main.answer = (name) => (name === 'terminals.start' ? { sessionId: 's1' } : {});
  made.length = 0;
  asked.length = 0;
  restarted.length = 0;
  chosen.length = 0;
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

  it('starts nothing while the engine does not answer, and says so', async () => {
    const blocked = 'Actions are off until Staging answers';
    const { rerender } = render(tab([], true, true, blocked));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(screen.getByText(`${blocked}.`)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Start shell' }).getAttribute('aria-disabled')).toBe('true');
    rerender(tab([sessionOf({ status: 'ended' })], true, true, blocked));
    const again = screen.getByRole('button', { name: 'Start again' });
    expect(again.getAttribute('aria-disabled')).toBe('true');
    again.click();
    expect(main.calls).toHaveLength(0);
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
    screen.getByRole('button', { name: 'Start again' }).click();
    expect(restarted).toEqual([{ id: 's1', columns: 101, rows: 33 }]);
    expect(main.calls).toEqual([]);
  });

  it('clears and attaches anew for a session that is started again after its stream ended', async () => {
    const { rerender } = render(tab([sessionOf({})]));
    await waitFor(() => expect(main.open('terminals.attach')).toHaveLength(1));
    main.open('terminals.attach')[0]?.end();
    rerender(tab([sessionOf({ status: 'ended', exitCode: 0 })]));
    await waitFor(() => expect(screen.getByText(/exit code 0/)).toBeTruthy());
    expect(main.open('terminals.attach')).toHaveLength(0);
    rerender(tab([sessionOf({ status: 'starting', startedAt: 2 })]));
    await waitFor(() => expect(main.open('terminals.attach')).toHaveLength(1));
    expect(made).toHaveLength(1);
  });

  it('leads back from a container that stopped, and from one without a shell', () => {
    const stopped = {
      status: 'ended',
      end: 'container-stopped',
      endReason: 'The container stopped.',
    } as const;
    render(tab([sessionOf(stopped)], false));
    expect(screen.getByRole('button', { name: 'Start again' }).getAttribute('aria-disabled')).toBe('true');
    screen.getByRole('button', { name: 'Start container' }).click();
    cleanup();
    const bare = { status: 'ended', end: 'failed', shell: '', endReason: 'It has no shell.' } as const;
    render(tab([sessionOf(bare)]));
    expect(screen.queryByRole('button', { name: 'Debug shell…' })).toBeNull();
    cleanup();
    render(tab([sessionOf({ ...bare, offer: 'debug-shell' })]));
    expect(screen.getByText('It has no shell.')).toBeTruthy();
    screen.getByRole('button', { name: 'Debug shell…' }).click();
    cleanup();
    const debug = { ...bare, program: { kind: 'debug', image: 'busybox:1' }, offer: 'pull-image' } as const;
    render(tab([sessionOf(debug)]));
    screen.getByRole('button', { name: 'Pull busybox:1…' }).click();
    expect(asked).toEqual(['container', 'debug', 'pull busybox:1']);
  });

  it('leaves the focus on what leads back when the container was started', () => {
    const ended = sessionOf({
      status: 'ended',
      end: 'container-stopped',
      endReason: 'The container stopped.',
    });
    const { rerender } = render(tab([ended], false));
    screen.getByRole('button', { name: 'Start container' }).focus();
    rerender(tab([ended], true));
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Start again' }));
  });

  it('offers a session of an earlier run in its place, and attaches to nothing', async () => {
    const words = { user: 'app', folder: '/srv' };
    render(tab([sessionOf({ status: 'saved', settings: words, ownEnvironment: true })]));
    expect(screen.getByText('bash, user app, /srv in api')).toBeTruthy();
    expect(screen.getByText(/environment that it was given was not kept/)).toBeTruthy();
    await waitFor(() => expect(made).toHaveLength(1));
    screen.getByRole('button', { name: 'Start again' }).click();
    await waitFor(() => expect(restarted).toHaveLength(1));
    expect(main.open('terminals.attach')).toHaveLength(0);
  });

  it('has a field for lines where there is no terminal, and says so where nothing is heard', async () => {
    const main = { program: { kind: 'attach' }, shell: 'nginx', tty: false } as const;
    const { rerender } = render(tab([sessionOf(main)]));
    expect(screen.getByRole('textbox', { name: 'Line to api' })).toBeTruthy();
    await waitFor(() => expect(made[0]?.hears).toBe(false));
    rerender(tab([sessionOf({ ...main, takesInput: false })]));
    expect(screen.queryByRole('textbox', { name: 'Line to api' })).toBeNull();
    expect(screen.getByText(/^What is typed does not reach it/)).toBeTruthy();
    cleanup();
    made.length = 0;
    render(tab([sessionOf({ ...main, tty: true, takesInput: false })]));
    expect(screen.getByText(/^What is typed does not reach it/)).toBeTruthy();
    await waitFor(() => expect(made[0]?.hears).toBe(false));
    cleanup();
    made.length = 0;
    render(tab([sessionOf({})]));
    await waitFor(() => expect(made[0]?.hears).toBe(true));
    expect(screen.queryByText(/^What is typed does not reach it/)).toBeNull();
  });

  it('shows several sessions as tabs, and starts another', async () => {
    const second = { id: 's2' as SessionId, startedAt: 2 };
    render(tab([sessionOf({}), sessionOf(second)]));
    const tabs = screen.getAllByRole('tab').map((each) => each.textContent);
    expect(tabs).toEqual(['bash', 'bash 2']);
    screen.getByRole('tab', { name: 'bash' }).click();
    expect(chosen).toEqual(['s1']);
    main.answer = () => ({ sessionId: 's3' });
    screen.getByRole('button', { name: 'Another shell' }).click();
    await waitFor(() => expect(chosen).toEqual(['s1', 's3']));
  });

  it('gives credit after parsing, lets go while inactive, and takes what is replayed in the place of what stood', async () => {
    const session = sessionOf({});
    const { rerender, unmount } = render(tab([session]));
    await waitFor(() => expect(main.open('terminals.attach')).toHaveLength(1));
    const stream = main.open('terminals.attach')[0]!;
    stream.send(Uint8Array.of(1, 2), 2);
    await waitFor(() => expect(stream.consumed()).toBe(2));
    expect(made[0]?.resets).toBe(0);
    rerender(tab([session], true, false));
    // Held instead, it would slow the program down for another view, and cut its output there.
    await waitFor(() => expect(main.open('terminals.attach')).toHaveLength(0));
    rerender(tab([session]));
    await waitFor(() => expect(main.open('terminals.attach')).toHaveLength(1));
    expect(made[0]?.resets).toBe(1);
    main.open('terminals.attach')[0]!.send(Uint8Array.of(1, 2, 3), 3);
    await waitFor(() => expect(made[0]?.written.at(-1)).toEqual(Uint8Array.of(1, 2, 3)));
    unmount();
    await waitFor(() => expect(main.open('terminals.attach')).toHaveLength(0));
    expect(made.every(({ disposed }) => disposed)).toBe(true);
    expect(main.calls.some(({ name }) => name === 'terminals.close')).toBe(false);
  });
});
