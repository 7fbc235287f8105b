import type { CallInput } from '#shared/contract/index';
import type { AppError } from '#shared/errors';
import type { ContainerId, EngineId, SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import { ok, type Result } from '#shared/result';
import { showRefusal } from './actions';
import { getClient } from './client';
import { expectSession } from './dock/dock';
import { type DockPlace, ownTab } from './dock/place';
import { store } from './store';
import { openDialog, setDock, showToast } from './ui-actions';

/** Columns and rows of a terminal that is about to be shown. */
export interface MeasuredSize {
  readonly columns: number;
  readonly rows: number;
}

/** What the dock that is on screen does for a terminal that is about to come. */
export interface ShownDock {
  /** How large a terminal at a place will be. */
  readonly measure: (place: DockPlace) => Promise<MeasuredSize | undefined>;
  /** Takes the focus, lest what is typed too early acts elsewhere; what is returned gives it back. */
  readonly takeFocus: () => () => void;
  /** Gives the focus to the terminal of a session once that stands there. */
  readonly focusSession: (sessionId: SessionId) => void;
}

/** A terminal's usual size, for when there is no room to measure. */
export const usualSize: MeasuredSize = { columns: 80, rows: 24 };
let shownDock: ShownDock | undefined;

/** The dock is on screen. Returns what takes that back. */
export function setShownDock(dock: ShownDock): () => void {
  shownDock = dock;
  return () => {
    if (shownDock === dock) shownDock = undefined;
  };
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}

/** Opens the dock; undefined where the window shows none. */
async function openDock(): Promise<ShownDock | undefined> {
  setDock({ open: true });
  if (shownDock === undefined) await nextFrame();
  return shownDock;
}

type Container = { readonly id: ContainerId; readonly name: string };

/** What is started beside the container's best shell with its own settings. Environment is a secret: it is not kept. */
export type TerminalWish = Pick<CallInput<'terminals.start'>, 'program' | 'settings' | 'environment'>;

/** Starts a terminal at a place of the dock and shows it there. An error is the caller's to show. */
export async function startTerminal(
  engineId: EngineId,
  container: Container,
  wish: TerminalWish,
  place: DockPlace,
): Promise<Result<{ readonly sessionId: SessionId }>> {
  const size = (await (await openDock())?.measure(place)) ?? usualSize;
  const started = await getClient().call('terminals.start', {
    engineId,
    containerId: container.id,
    containerName: container.name,
    ...size,
    ...wish,
  });
  if (!started.ok) return started;
  expectSession(started.value.sessionId, place);
  return ok(started.value);
}

/** Starts the best shell of a container in the dock and goes there; false where it was refused, which is said. */
export async function startShellInDock(
  engineId: EngineId,
  container: Container,
  place: DockPlace = ownTab,
): Promise<boolean> {
  const dock = await openDock();
  const giveBack = dock?.takeFocus();
  const started = await startTerminal(engineId, container, {}, place);
  if (started.ok) {
    dock?.focusSession(started.value.sessionId);
  } else {
    giveBack?.();
    showRefusal(`Could not start a shell in ${container.name}`, started.error);
  }
  return started.ok;
}

/** Asks how a terminal of a container is to be started. */
export function askForTerminal(
  engineId: EngineId,
  { id, name }: Container,
  options: { readonly place?: DockPlace; readonly program?: 'attach' | 'debug' } = {},
): void {
  const { place = ownTab, program } = options;
  openDialog({ kind: 'open-terminal', engineId, container: { id, name }, place, program });
}

/** Starts an ended or saved session anew in its place, with the size of its pane. */
export async function restartSession(session: TerminalSession, size: MeasuredSize): Promise<void> {
  const begun = await getClient().call('terminals.restart', { sessionId: session.id, ...size });
  if (!begun.ok) showRefusal(`Could not start again in ${session.containerName}`, begun.error);
}

/** Ends sessions and forgets them; says so where something of one goes on. */
export async function closeSessions(sessionIds: readonly SessionId[]): Promise<void> {
  const { byKey } = store.getState().sessions;
  await Promise.all(
    sessionIds.map(async (sessionId) => {
      const name = byKey.get(sessionId)?.containerName ?? '';
      const closed = await getClient().call('terminals.close', { sessionId });
      if (!closed.ok) showRefusal(`Could not close the terminal in ${name}`, closed.error);
      else if (closed.value.left !== undefined) leftBehind(name, closed.value.left);
    }),
  );
}

function leftBehind(name: string, text: string): void {
  showToast({ outcome: 'failed', title: `Something goes on in ${name}`, text, retry: [] });
}

/** Closes sessions; asks first while a process of one runs. */
export function askToCloseSessions(sessionIds: readonly SessionId[]): void {
  const { byKey } = store.getState().sessions;
  const runs = sessionIds.some((id) => {
    const status = byKey.get(id)?.status;
    return status === 'running' || status === 'starting';
  });
  if (runs) openDialog({ kind: 'close-sessions', sessionIds });
  else void closeSessions(sessionIds);
}

/** Keeps what shells of a container's image start with. */
export function keepDefaults(
  input: CallInput<'terminals.setDefaults'>,
): Promise<Result<Record<string, never>>> {
  return getClient().call('terminals.setDefaults', input);
}

/** Says why something about terminals failed. */
export function showTerminalFailure(title: string, error: AppError): void {
  showRefusal(title, error);
}
