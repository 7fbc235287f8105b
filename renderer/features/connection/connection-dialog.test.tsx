import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AppError } from '#shared/errors';
import type { DiscoveryAttempt, EngineConnection } from '#shared/model/engine';
import type { EngineId } from '#shared/model/ids';
import { fail, ok } from '#shared/result';
import { build, givenEngines, local, production, staging } from '#tests/support/engines';
import type { Answers, MadeCall } from '#tests/support/fake-client';
import { connection, draft } from '#tests/support/models';
import { App } from '../../app/App';
import { applySnapshot } from '../../state/entities';
import { navigate } from '../../state/router';
import { store } from '../../state/store';

vi.mock('../../ui/use-virtual-rows', () => import('#tests/support/all-rows'));

function open(
  engines: readonly EngineConnection[],
  answers: Answers = {},
  id?: EngineId,
  attempts: readonly DiscoveryAttempt[] = [],
): readonly MadeCall[] {
  const calls = givenEngines(engines, answers, attempts);
  act(() => navigate({ page: 'connections', id }));
  render(<App />);
  return calls;
}

beforeEach(() => {
  // happy-dom lays nothing out: as wide as a desk's window.
  vi.spyOn(window, 'matchMedia').mockReturnValue(
    Object.assign(new EventTarget(), { matches: false }) as MediaQueryList,
  );
});
afterEach(cleanup);

describe('the form', () => {
  const openForm = (answers: Answers = {}): { calls: readonly MadeCall[]; dialog: HTMLElement } => {
    const calls = open([local], answers);
    fireEvent.keyDown(document.body, { key: 'n' });
    return { calls, dialog: screen.getByRole('dialog', { name: 'Add connection' }) };
  };
  const type = (dialog: HTMLElement, name: string, value: string): void => {
    fireEvent.change(within(dialog).getByRole('textbox', { name }), { target: { value } });
  };

  test('keeps what was typed and says at each field what is wrong with it', async () => {
    const { calls, dialog } = openForm({
      'engines.save': () =>
        fail({
          kind: 'invalid-input',
          message: 'No.',
          issues: [
            { path: 'address', message: '“a b” is no name of a host.' },
            { path: 'tls.folder', message: 'There is no ca.pem in /certs.' },
          ],
        }),
    });
    fireEvent.click(within(dialog).getByRole('button', { name: 'TCP with TLS' }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Add' }));
    expect(
      within(dialog)
        .getAllByRole('alert')
        .map((alert) => alert.textContent),
    ).toEqual(['Give the connection a name, such as Staging.', 'Give the name or the address of the host.']);
    expect(calls.some(({ name }) => name === 'engines.save')).toBe(false);
    type(dialog, 'Name', 'x');
    type(dialog, 'Host', 'a b');
    type(dialog, 'Folder of certificates', '/certs');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Add' }));
    expect((await within(dialog).findByText('There is no ca.pem in /certs.')).getAttribute('role')).toBe(
      'alert',
    );
    const host = within(dialog).getByRole('textbox', { name: 'Host' });
    expect((host as HTMLInputElement).value).toBe('a b');
    expect(host.getAttribute('aria-invalid')).toBe('true');
    await waitFor(() => expect(document.activeElement).toBe(host));
  });

  test('has no field for a password', () => {
    const { dialog } = openForm();
    for (const way of ['This computer', 'SSH', 'TCP with TLS', 'TCP without encryption']) {
      fireEvent.click(within(dialog).getByRole('button', { name: way }));
      expect(dialog.querySelector('input[type="password"]')).toBeNull();
      expect(within(dialog).queryByLabelText(/password/i)).toBeNull();
    }
  });

  test('takes a pasted address apart, and the keyboard goes on there', async () => {
    const { dialog } = openForm();
    within(dialog).getByRole('textbox', { name: 'Path of the socket' }).focus();
    type(dialog, 'Path of the socket', 'ssh://me@host:2222/run/docker.sock');
    const value = (name: string): string =>
      within(dialog).getByRole<HTMLInputElement>('textbox', { name }).value;
    expect([value('User'), value('Host'), value('Port'), value('Path of the socket there')]).toEqual([
      'me',
      'host',
      '2222',
      '/run/docker.sock',
    ]);
    const host = within(dialog).getByRole('textbox', { name: 'Host' });
    await waitFor(() => expect(document.activeElement).toBe(host));
  });

  test('leaves an address alone while it is typed, and still asks for consent to it', () => {
    const { calls, dialog } = openForm();
    type(dialog, 'Name', 'lab');
    const address = 'tcp://10.0.0.7:2375';
    for (let end = 1; end <= address.length; end += 1) {
      type(dialog, 'Path of the socket', address.slice(0, end));
    }
    fireEvent.click(within(dialog).getByRole('button', { name: 'Add' }));
    expect(calls.some(({ name }) => name === 'engines.save')).toBe(false);
    expect(within(dialog).getByRole('alert').textContent).toContain('10.0.0.7:2375');
    expect(within(dialog).getByRole<HTMLInputElement>('textbox', { name: 'Port' }).value).toBe('2375');
  });

  test('plain TCP to another machine needs consent that names host and port, anew when they change', () => {
    const { calls, dialog } = openForm({ 'engines.save': () => ok({ engineId: 'e9' as EngineId }) });
    fireEvent.click(within(dialog).getByRole('button', { name: 'TCP without encryption' }));
    type(dialog, 'Name', 'lab');
    type(dialog, 'Host', 'localhost');
    expect(within(dialog).queryByRole('checkbox')).toBeNull();
    type(dialog, 'Host', '10.0.0.7');
    const consent = (): HTMLElement =>
      within(dialog).getByRole('checkbox', { name: /connect to 10\.0\.0\.7:\d+ without encryption$/ });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Add' }));
    expect(within(dialog).getByRole('alert').textContent).toContain('10.0.0.7:2375');
    fireEvent.click(consent());
    type(dialog, 'Port', '4243');
    expect(consent().getAttribute('aria-checked')).toBe('false');
    fireEvent.click(consent());
    fireEvent.click(within(dialog).getByRole('button', { name: 'Add' }));
    expect(calls.at(-1)).toEqual({
      name: 'engines.save',
      input: {
        draft: draft({ name: 'lab', address: 'tcp://10.0.0.7:4243', plainConsent: '10.0.0.7:4243' }),
      },
    });
  });

  test('a test shows how far it came before anything is saved', async () => {
    const { calls, dialog } = openForm({
      'engines.check': () =>
        ok({
          at: Date.now(),
          tookMs: 5,
          steps: [{ name: 'Open the socket', outcome: 'done', detail: '', tookMs: 2 }],
          engine: 'Docker 28.5.2, API 1.51',
        }),
    });
    type(dialog, 'Path of the socket', '/run/x.sock');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Test' }));
    expect(await within(dialog).findByText('It answers: Docker 28.5.2, API 1.51')).toBeTruthy();
    expect(calls.at(-1)?.input).toEqual({ draft: draft({ name: '', address: 'unix:///run/x.sock' }) });
    expect(calls.some(({ name }) => name === 'engines.save')).toBe(false);
    type(dialog, 'Path of the socket', '/run/y.sock');
    expect(within(dialog).queryByText(/^It answers/)).toBeNull();
  });

  test('renames by F2, with everything else as it was', () => {
    const calls = open([local, staging], { 'engines.save': () => ok({ engineId: staging.id }) }, staging.id);
    fireEvent.keyDown(screen.getByRole('listbox', { name: 'Connections' }), { key: 'F2' });
    const dialog = screen.getByRole('dialog', { name: 'Edit staging' });
    type(dialog, 'Name', 'next');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(calls.at(-1)).toEqual({
      name: 'engines.save',
      input: { engineId: staging.id, draft: { ...staging.settings, name: 'next' } },
    });
  });
});

describe('an engine that is looked at', () => {
  test('the switcher says each one’s state, and choosing one that is off connects it', async () => {
    const calls = open([local, production, build]);
    fireEvent.keyDown(document.body, { key: 'E', ctrlKey: true, shiftKey: true });
    const menu = await screen.findByRole('menu', { name: /./ });
    const lines = within(menu)
      .getAllByRole('menuitemcheckbox')
      .map((line) => line.textContent);
    expect(lines).toEqual([
      'Local DockerConnected, API 1.48',
      'productionProductionNot connected, connects on request',
      'build-02Failed: host key changed',
    ]);
    expect(within(menu).getByRole('menuitem', { name: 'Connections…' })).toBeTruthy();
    fireEvent.click(within(menu).getByRole('menuitemcheckbox', { name: /^production/ }));
    expect(calls.at(-1)).toEqual({ name: 'engines.connect', input: { engineId: production.id } });
    expect(
      screen.getByRole('button', {
        name: 'Engine: production, Production, Not connected, connects on request',
      }),
    ).toBeTruthy();
    expect(document.querySelector('[data-band="red"]')).not.toBeNull();
    act(() => navigate({ page: 'containers' }));
    expect(screen.getByRole('heading', { name: 'production is not connected' })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Connect' }));
    expect(calls.at(-1)?.name).toBe('engines.connect');
  });

  test('one that needs a person says so on its page', () => {
    open([build]);
    act(() => navigate({ page: 'containers' }));
    const page = screen.getByRole('main', { name: 'build-02' });
    expect(page.textContent).toContain('SHA256:old');
    expect(page.textContent).toContain('Automatic retry is off for this error');
  });

  test('an unprotected one is warned of over its lists and in the switcher, for as long as it is so', () => {
    open([connection({ transport: 'tcp', address: 'tcp://10.0.0.7:2375', unprotected: true, name: 'lab' })]);
    act(() => navigate({ page: 'containers' }));
    expect(screen.getByText(/^The connection to lab is not encrypted/)).toBeTruthy();
    expect(
      screen.getByRole('button', { name: 'Engine: lab, Connected, API 1.48, Plain TCP, not encrypted' }),
    ).toBeTruthy();
    expect(screen.getByRole('status', { name: 'Engine status' }).textContent).toContain('Not encrypted');
  });

  test('a connection that was ended says so over what was read, and is made again there', () => {
    const calls = open([connection({ phase: 'disconnected', trueAt: Date.now() - 5000 })]);
    act(() => navigate({ page: 'containers' }));
    expect(screen.getByText(/^Local Docker is not connected\. The list is as of/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Connect' }));
    expect(calls.at(-1)).toEqual({ name: 'engines.connect', input: { engineId: local.id } });
  });

  test('one that is silent says so once, and says more where it has more to say', () => {
    const silent: AppError = {
      kind: 'engine-unreachable',
      reason: 'no-answer',
      message: 'Local Docker has not answered for 10 s.',
    };
    const suspect = connection({ phase: 'suspect', trueAt: Date.now() - 12_000, error: silent });
    open([suspect]);
    act(() => navigate({ page: 'containers' }));
    expect(screen.getAllByText(/has not answered for/)).toHaveLength(1);
    cleanup();
    open([{ ...suspect, error: { ...silent, reason: 'refused', message: 'Nothing listens there.' } }]);
    act(() => navigate({ page: 'containers' }));
    expect(screen.getByText(/^Nothing listens there\. Waiting for its answer\./)).toBeTruthy();
  });

  test('a reason stays where it is read while the engine is tried again', () => {
    const refused: AppError = {
      kind: 'engine-unreachable',
      reason: 'refused',
      message: 'Nothing listens on port 22 of build-02.',
    };
    const waiting = { ...build, error: refused, retryAt: Date.now() + 3000 };
    open([waiting], {}, build.id);
    const set = (engine: EngineConnection): void =>
      act(() =>
        store.setState(({ connections }) => ({
          connections: applySnapshot(connections, '', [[engine.id, engine]]),
        })),
      );
    const trying = { ...build, phase: 'probing', error: undefined } as const;
    const inDetail = screen.getByRole('alert');
    set(trying);
    expect(screen.getByRole('alert')).toBe(inDetail);
    expect(screen.getByRole('button', { name: 'Trying' }).getAttribute('aria-busy')).toBe('true');
    set(waiting);
    act(() => navigate({ page: 'containers' }));
    const onPage = screen.getByRole('alert');
    set(trying);
    expect(screen.getByRole('heading', { name: 'build-02 could not be reached' })).toBeTruthy();
    expect(screen.getByRole('alert')).toBe(onPage);
    expect(onPage.textContent).toContain('Trying again now');
    set({ ...trying, phase: 'live', trueAt: Date.now() });
    expect(screen.getByRole('main', { name: 'Containers' })).toBeTruthy();
  });
});
