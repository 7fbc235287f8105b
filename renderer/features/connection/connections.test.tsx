import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DiscoveryAttempt, EngineConnection } from '#shared/model/engine';
import type { EngineId } from '#shared/model/ids';
import { ok } from '#shared/result';
import { build, changedKey, givenEngines, local, production, staging } from '#tests/support/engines';
import type { Answers, MadeCall } from '#tests/support/fake-client';
import { draft } from '#tests/support/models';
import { App } from '../../app/App';
import { navigate } from '../../state/router';

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

let write: ReturnType<typeof vi.fn>;
beforeEach(() => {
  write = vi.fn(() => Promise.resolve());
  Object.defineProperty(window.navigator, 'clipboard', { configurable: true, value: { writeText: write } });
  // happy-dom lays nothing out: as wide as a desk's window.
  vi.spyOn(window, 'matchMedia').mockReturnValue(
    Object.assign(new EventTarget(), { matches: false }) as MediaQueryList,
  );
});
afterEach(cleanup);

describe('the list', () => {
  test('shows every connection in the person’s order, with its state in words', () => {
    open([production, build, local, staging]);
    const list = screen.getByRole('listbox', { name: 'Connections' });
    const options = within(list).getAllByRole('option');
    expect(options.map((option) => option.textContent)).toEqual([
      'Local Dockerunix:///var/run/docker.sockConnectedAPI 1.48, 3 ms',
      'stagingtcp://staging.example.net:2376ConnectedTLS, API 1.48',
      'productionProductionssh://deploy@prod.example.netNot connectedConnects on request',
      'build-02ssh://ci@build-02.example.netFailedHost key changed',
    ]);
    expect(within(list).getByRole('option', { name: 'production' })).toBeTruthy();
    expect(screen.getByText('4 saved, 2 connected')).toBeTruthy();
  });

  test('says of an address without encryption that it waits for a word, not that it failed', () => {
    const open_ = {
      ...staging,
      name: 'open',
      unprotected: true,
      phase: 'disconnected',
      error: { kind: 'denied', message: 'The way there is not encrypted.' },
    } as const;
    open([local, open_]);
    const option = screen.getByRole('option', { name: 'open' });
    expect(option.textContent).toContain('Not connectedWaits for your consent');
    expect(option.textContent).not.toContain('Failed');
  });

  test('arrow keys choose, Alt with them moves, Delete asks, and removing touches nothing of the engine', async () => {
    const calls = open([local, staging, production]);
    const list = screen.getByRole('listbox', { name: 'Connections' });
    fireEvent.keyDown(list, { key: 'ArrowDown' });
    expect(screen.getByRole('region', { name: 'staging' })).toBeTruthy();
    fireEvent.keyDown(list, { key: 'ArrowUp', altKey: true });
    expect(calls.at(-1)).toEqual({ name: 'engines.reorder', input: { order: ['e2', 'e1', 'e3'] } });
    fireEvent.keyDown(list, { key: 'Delete' });
    const question = await screen.findByRole('alertdialog', { name: 'Remove connection staging' });
    expect(question.textContent).toContain('Nothing on the engine is touched');
    expect(document.activeElement?.textContent).toBe('Cancel');
    fireEvent.click(within(question).getByRole('button', { name: 'Remove connection' }));
    expect(calls.at(-1)).toEqual({ name: 'engines.remove', input: { engineId: 'e2' } });
  });

  test('one over ssh tells of the key that is its own', () => {
    const ssh = { identity: '/home/me/machine' };
    open([local, { ...production, settings: { ...production.settings, ssh } }]);
    fireEvent.keyDown(screen.getByRole('listbox', { name: 'Connections' }), { key: 'ArrowDown' });
    expect(screen.getByText('Private key file').parentElement?.textContent).toContain('/home/me/machine');
  });

  test('the menu gives the keyboard back to the list', async () => {
    open([local, staging]);
    const list = screen.getByRole('listbox', { name: 'Connections' });
    list.focus();
    fireEvent.keyDown(list, { key: 'F10', shiftKey: true });
    const menu = await screen.findByRole('menu', { name: 'Actions for Local Docker' });
    await waitFor(() => expect(menu.contains(document.activeElement)).toBe(true));
    fireEvent.keyDown(document.activeElement ?? menu, { key: 'Escape' });
    await waitFor(() => expect(document.activeElement).toBe(list));
  });

  test('a connection at the end is not moved past it', () => {
    const calls = open([local, staging]);
    fireEvent.keyDown(screen.getByRole('listbox', { name: 'Connections' }), { key: 'ArrowUp', altKey: true });
    expect(calls.filter(({ name }) => name === 'engines.reorder')).toEqual([]);
  });
});

describe('what was found', () => {
  const attempt = (properties: Partial<DiscoveryAttempt>): DiscoveryAttempt => ({
    name: 'Rootless Docker',
    address: 'unix:///run/user/1000/docker.sock',
    source: 'well-known socket',
    outcome: 'found',
    message: 'Docker 28 answers.',
    draft: draft({ name: 'Rootless Docker', address: 'unix:///run/user/1000/docker.sock' }),
    ...properties,
  });

  test('is kept with one press; what is known is not offered, what failed keeps its reason', () => {
    const calls = open([local], { 'engines.save': () => ok({ engineId: 'e9' as EngineId }) }, undefined, [
      attempt({}),
      attempt({ name: 'Docker', knownAs: local.id }),
      attempt({
        name: 'edge-pi',
        address: 'ssh://pi@edge',
        source: 'docker context',
        outcome: 'not-tried',
        message: 'Another computer.',
      }),
      attempt({
        name: 'Podman',
        outcome: 'failed',
        message: 'The socket belongs to group podman.',
        remedy: 'Join the group.',
        command: 'sudo usermod -aG podman me',
      }),
    ]);
    const found = screen.getByRole('region', { name: 'Found on this computer' });
    expect(within(found).getByText('2 not added yet')).toBeTruthy();
    expect(within(found).queryByText('Podman')).toBeNull();
    fireEvent.click(within(found).getByRole('button', { name: 'Looked in 1 other place without success' }));
    expect(within(found).getByText('The socket belongs to group podman. Join the group.')).toBeTruthy();
    expect(within(found).getByText('sudo usermod -aG podman me')).toBeTruthy();
    fireEvent.click(within(found).getByRole('button', { name: 'Add Rootless Docker' }));
    expect(calls.at(-1)).toEqual({
      name: 'engines.save',
      input: { draft: draft({ name: 'Rootless Docker', address: 'unix:///run/user/1000/docker.sock' }) },
    });
  });
});

describe('a connection that failed', () => {
  test('a changed host key shows both keys and the command, and offers no way to trust it blindly', () => {
    open([local, build], {}, build.id);
    const detail = screen.getByRole('region', { name: 'build-02' });
    const card = within(detail).getByRole('alert');
    expect(card.textContent).toContain('The server is not using the key you trusted.');
    expect(card.textContent).toContain('SHA256:old');
    expect(card.textContent).toContain('SHA256:new');
    expect(card.textContent).toContain('ssh-keygen -R build-02.example.net');
    expect(card.textContent).toContain('Automatic retry is off for this error');
    fireEvent.click(within(card).getByRole('button', { name: 'Copy both keys' }));
    expect(write).toHaveBeenLastCalledWith('trusted SHA256:old\noffered SHA256:new\nED25519');
    expect(within(detail).queryByRole('button', { name: /trust/i })).toBeNull();
  });

  test('an unknown key shows its one fingerprint', () => {
    open(
      [
        {
          ...build,
          error: {
            kind: 'engine-unreachable',
            reason: 'host-key-unknown',
            message: 'Never seen.',
            hostKey: { algorithm: 'ED25519', offered: 'SHA256:new', at: Date.now() },
          },
        },
      ],
      {},
      build.id,
    );
    const card = within(screen.getByRole('region', { name: 'build-02' })).getByRole('alert');
    expect(card.textContent).toContain('SHA256:new');
    expect(within(card).getByRole('button', { name: 'Copy the key' })).toBeTruthy();
  });

  test('a check shows every step up to the failure, and can be copied', async () => {
    open([build], {
      'engines.check': () =>
        ok({
          at: Date.now(),
          tookMs: 96,
          steps: [
            { name: 'Resolve build-02', outcome: 'done', detail: '203.0.113.24', tookMs: 12 },
            { name: 'Verify host key', outcome: 'failed', detail: 'It differs.', tookMs: 53 },
            { name: 'Sign in as ci', outcome: 'not-tried', detail: '' },
          ],
          error: changedKey,
        }),
    });
    fireEvent.click(screen.getByRole('button', { name: 'Check now' }));
    const steps = await screen.findAllByRole('listitem');
    expect(steps.map((step) => step.textContent)).toEqual([
      'Resolve build-02Done203.0.113.2412 ms',
      'Verify host keyFailedIt differs.53 ms',
      'Sign in as ciNot tried\u2013',
    ]);
    fireEvent.click(screen.getByRole('button', { name: 'Copy report' }));
    expect(write.mock.lastCall?.[0]).toContain('Failed: Verify host key, It differs., 53 ms');
    expect(screen.getByRole('button', { name: 'Check again' })).toBeTruthy();
  });
});

describe('the settings of a connection', () => {
  test('certificates that end soon are a warning', () => {
    const day = 86_400_000;
    const certificates = {
      subject: 'CN=staging',
      issuer: 'CN=ca',
      validTo: Date.now() + 20.5 * day,
      clientValidTo: Date.now() - day,
    };
    open([{ ...staging, certificates }], {}, staging.id);
    const settings = screen.getByRole('region', { name: 'Settings' });
    expect(within(settings).getByText('CN=staging')).toBeTruthy();
    expect(within(settings).getByText('Ends in 20 d')).toBeTruthy();
    expect(within(settings).getByText('Expired')).toBeTruthy();
  });

  test('a certificate that lasts is none', () => {
    const certificates = { subject: 'CN=staging', issuer: 'CN=ca', validTo: Date.now() + 31.5 * 86_400_000 };
    open([{ ...staging, certificates }], {}, staging.id);
    expect(screen.queryByText(/^Ends in/)).toBeNull();
  });

  test('a colour is chosen by its name, also by arrow keys', () => {
    const calls = open([local]);
    const colours = screen.getByRole('radiogroup', { name: 'Colour band' });
    fireEvent.click(within(colours).getByRole('radio', { name: 'Red' }));
    expect(calls.at(-1)).toEqual({
      name: 'engines.save',
      input: { engineId: local.id, draft: { ...local.settings, colour: 'red' } },
    });
    fireEvent.keyDown(within(colours).getByRole('radio', { name: 'None' }), { key: 'ArrowRight' });
    expect(calls.at(-1)?.input['draft']).toMatchObject({ colour: 'green' });
  });

  test('what the engine lacks is listed with its reasons', () => {
    const facts = {
      ...local.facts!,
      missing: { exec: 'Exec needs Docker 1.3 or newer; this engine is 1.2.' },
    };
    open([{ ...local, facts }]);
    fireEvent.click(screen.getByRole('button', { name: 'One thing cannot be done with this engine' }));
    expect(screen.getByText('Exec needs Docker 1.3 or newer; this engine is 1.2.')).toBeTruthy();
  });
});
