import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Container, ContainerDetails } from '#shared/model/container';
import { ok } from '#shared/result';
import { type Answers, fakeClient, type MadeCall } from '#tests/support/fake-client';
import { connection, container, engineId } from '#tests/support/models';
import { setClient } from '../../state/client';
import { applyPatch, applySnapshot } from '../../state/entities';
import { initialState, store } from '../../state/store';
import { type ConnectionView, defaultView } from '../../state/views';
import { TooltipProvider } from '../../ui/Tooltip';
import { ContainerBulkBar } from './ContainerBulkBar';
import { PortChips } from './Cells';
import { ContainersPage } from './ContainersPage';
import { RemoveContainersDialog } from './RemoveContainersDialog';

// The page measures nothing here: every row is in view.
vi.mock('../../ui/use-virtual-rows', () => import('#tests/support/all-rows'));

const web = container({ name: 'web', project: 'shop', health: 'healthy' });
const migrate = container({ name: 'migrate', project: 'shop', state: 'exited', exitCode: 0 });
const hostile = container({ name: '<img src=x onerror=alert(1)>\u202egnp.', state: 'paused' });

function given(containers: readonly Container[], answers: Answers = {}): readonly MadeCall[] {
  const { client, calls } = fakeClient(answers);
  setClient(client);
  store.setState({
    ...initialState(),
    engineId,
    connections: applySnapshot(initialState().connections, '', [[engineId, connection()]]),
    containers: applySnapshot(
      initialState().containers,
      engineId,
      containers.map((each) => [each.id, each]),
    ),
  });
  return calls;
}

function details(anonymousVolumes: readonly string[]): ContainerDetails {
  return {
    ...web,
    healthLog: [],
    mounts: [],
    endpoints: [],
    networkMode: 'bridge',
    restartPolicy: { name: 'no', maxRetries: 0 },
    limits: {},
    logDriver: 'json-file',
    tty: false,
    restartCount: 0,
    exitCode: 0,
    error: '',
    anonymousVolumes,
    autoRemove: false,
    raw: {},
  };
}

function show(): void {
  render(
    <TooltipProvider>
      <ContainersPage banner={null} />
    </TooltipProvider>,
  );
}

afterEach(cleanup);

describe('the container list', () => {
  test('acts on the row that has the focus, however it came there, and says why it cannot', () => {
    const calls = given([web, migrate, hostile]);
    show();
    const focus = (name: string): HTMLElement => {
      const row = screen.getByRole('row', { name });
      act(() => row.focus());
      return row;
    };
    fireEvent.keyDown(focus('migrate'), { key: 'r' });
    expect(calls.at(-1)).toMatchObject({ input: { targets: [{ id: migrate.id }], action: 'restart' } });
    const made = calls.length;
    fireEvent.keyDown(focus('migrate'), { key: 'p' });
    expect(calls.length).toBe(made);
    expect(store.getState().toasts.at(-1)?.title).toBe('Cannot pause migrate: it is exited');
  });

  test('names rows, groups, status and columns as the design says', () => {
    given([web, migrate, hostile]);
    show();
    const grid = screen.getByRole('grid', { name: 'Containers' });
    expect(within(grid).getByRole('row', { name: 'Project shop, 1 of 2 running' })).toBeTruthy();
    const row = within(grid).getByRole('row', { name: 'web' });
    const described = row.getAttribute('aria-describedby') ?? '';
    expect(document.getElementById(described)?.textContent).toBe('Running, healthy');
    const heads = within(grid)
      .getAllByRole('columnheader')
      .map((head) => head.textContent);
    expect(heads).toEqual(
      expect.arrayContaining(['Name', 'Status', 'CPU, of one core', 'Memory', 'Ports', 'Image', 'Age']),
    );
  });

  test('engine strings are text and show what they hide', () => {
    given([hostile]);
    show();
    expect(document.querySelector('img[src="x"]')).toBeNull();
    expect(screen.getByText('<img src=x onerror=alert(1)><U+202E>gnp.')).toBeTruthy();
  });

  test('keys move, select and act on the current row only', async () => {
    const calls = given([web, migrate]);
    show();
    const row = screen.getByRole('row', { name: 'migrate' });
    fireEvent.pointerDown(row, { button: 0 });
    act(() => row.focus());
    fireEvent.keyDown(row, { key: ' ' });
    expect(row.getAttribute('aria-selected')).toBe('true');
    fireEvent.keyDown(row, { key: 's' });
    await waitFor(() => expect(calls.some(({ name }) => name === 'containers.act')).toBe(true));
    expect(calls.find(({ name }) => name === 'containers.act')?.input).toEqual({
      engineId,
      targets: [{ id: migrate.id, name: 'migrate' }],
      action: 'start',
    });
  });

  test('a removed row stays struck out under the pointer, a new one is tagged at the end', () => {
    given([web, migrate]);
    show();
    fireEvent.pointerEnter(screen.getByRole('grid'));
    const fresh = container({ name: 'aaa', project: 'shop' });
    act(() =>
      store.setState((state) => ({
        containers: applyPatch(state.containers, engineId, [[fresh.id, fresh]], [web.id]),
      })),
    );
    const names = screen.getAllByRole('row').map((row) => row.getAttribute('aria-label'));
    expect(names.slice(-3)).toEqual(['migrate', 'web', 'aaa']);
    expect(within(screen.getByRole('row', { name: 'web' })).getByText('Removed')).toBeTruthy();
    expect(within(screen.getByRole('row', { name: 'aaa' })).getByText('new')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Sort now' }));
    expect(screen.queryByRole('row', { name: 'web' })).toBeNull();
  });

  test('a lost engine leaves the list readable and switches actions off with the reason', () => {
    given([web]);
    store.setState({
      connections: applySnapshot(initialState().connections, '', [
        [engineId, connection({ phase: 'reconnecting', trueAt: Date.now() - 12_000 })],
      ]),
      selectedContainers: new Set([web.id]),
    });
    show();
    expect(screen.getByRole('grid', { name: 'Containers, last known state' })).toBeTruthy();
    const stop = screen.getByRole('button', { name: 'Stop 1' });
    expect(stop.getAttribute('aria-disabled')).toBe('true');
    expect(stop.getAttribute('aria-description')).toBe('Actions are off until Local Docker answers');
  });

  test('an empty list says why, and how to see something', () => {
    given([web]);
    store.setState({
      views: { 'unix:///var/run/docker.sock': { ...viewWithFilter('zzz') } },
    });
    show();
    expect(screen.getByText('No containers match “zzz”')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Clear filter' }));
    expect(screen.getByRole('row', { name: 'web' })).toBeTruthy();
  });
});

function viewWithFilter(text: string): ConnectionView {
  return { ...defaultView, containers: { ...defaultView.containers, filter: { tokens: [], text } } };
}

describe('actions on a selection', () => {
  test('are counted per verb and begun for those that they reach', () => {
    const calls = given([web, migrate]);
    store.setState({ selectedContainers: new Set([web.id, migrate.id]) });
    render(
      <TooltipProvider>
        <ContainerBulkBar engine={connection()} shown={[web.id]} />
      </TooltipProvider>,
    );
    expect(screen.getByRole('toolbar', { name: 'Actions for 2 selected containers' })).toBeTruthy();
    expect(screen.getByText('1 running, 1 exited, 1 hidden by the filter')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Start 1' }));
    expect(calls.at(-1)?.input).toMatchObject({ action: 'start', targets: [{ name: 'migrate' }] });
  });
});

describe('the question before a removal', () => {
  test('says what dies, offers the anonymous volumes, and starts on Cancel', async () => {
    const calls = given([web], { 'containers.inspect': () => ok(details(['f00d', 'beef'])) });
    render(<RemoveContainersDialog engineId={engineId} ids={[web.id]} />);
    const dialog = await screen.findByRole('alertdialog', { name: 'Remove web' });
    expect(document.activeElement?.textContent).toBe('Cancel');
    expect(within(dialog).getByText('It is running and will be killed.')).toBeTruthy();
    expect(dialog.textContent).toContain('Local Docker');
    fireEvent.click(await within(dialog).findByRole('checkbox', { name: 'Also remove 2 anonymous volumes' }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Remove container' }));
    expect(calls.at(-1)).toEqual({
      name: 'containers.act',
      input: {
        engineId,
        targets: [{ id: web.id, name: 'web' }],
        action: 'remove',
        force: true,
        volumes: true,
      },
    });
  });

  test('takes no volumes and no force where they were not asked for', async () => {
    const calls = given([migrate], { 'containers.inspect': () => ok(details([])) });
    render(<RemoveContainersDialog engineId={engineId} ids={[migrate.id]} />);
    const confirm = await screen.findByRole('button', { name: 'Remove container' });
    await waitFor(() => expect(confirm.getAttribute('aria-disabled')).toBeNull());
    fireEvent.click(confirm);
    expect(calls.at(-1)?.input).toMatchObject({ force: false, volumes: false });
  });
});

describe('ports', () => {
  test('are named by where they can be reached, and open only where a browser can', () => {
    const calls = given([]);
    const ports = container({
      ports: [
        { privatePort: 80, publicPort: 8080, protocol: 'tcp', ip: '0.0.0.0' },
        { privatePort: 5432, publicPort: 5432, protocol: 'tcp', ip: '127.0.0.1' },
        { privatePort: 53, publicPort: 53, protocol: 'udp' },
        { privatePort: 9000, protocol: 'tcp' },
      ],
    });
    render(<PortChips container={ports} engineAddress="tcp://10.0.0.7:2375" stale={false} />);
    fireEvent.click(screen.getByRole('button', { name: '8080 to 80, all interfaces' }));
    expect(calls.at(-1)).toEqual({ name: 'app.openLink', input: { url: 'http://10.0.0.7:8080/' } });
    // What only that computer reaches cannot be opened from this one.
    expect(screen.queryByRole('button', { name: /^5432/ })).toBeNull();
    expect(screen.getByTitle('5432, within its own computer only')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /53 udp/ })).toBeNull();
    expect(screen.queryByText('9000')).toBeNull();
  });

  test.each([
    ['unix:///var/run/docker.sock', 'http://localhost:8080/'],
    ['tcp://127.0.0.1:2375', 'http://localhost:8080/'],
    ['ssh://me@build-02:2222/run/docker.sock', 'http://build-02:8080/'],
    ['ssh://[fe80::1]', 'http://[fe80::1]:8080/'],
  ])('of an engine at %s answer at %s', (engineAddress, url) => {
    const calls = given([]);
    const ports = container({
      ports: [{ privatePort: 80, publicPort: 8080, protocol: 'tcp', ip: '0.0.0.0' }],
    });
    render(<PortChips container={ports} engineAddress={engineAddress} stale={false} />);
    fireEvent.click(screen.getByRole('button', { name: '8080 to 80, all interfaces' }));
    expect(calls.at(-1)).toEqual({ name: 'app.openLink', input: { url } });
  });
});
