import { type AppError, errorText } from '#shared/errors';
import type { ConnectionDraft, ConnectionReport } from '#shared/model/connection';
import type { EngineId } from '#shared/model/ids';
import type { Result } from '#shared/result';
import { getClient } from './client';
import { inOrder } from './engines';
import { navigate } from './router';
import { type CheckState, store } from './store';
import { announce, openDialog, showToast } from './ui-actions';

function showFailure(title: string, error: AppError): void {
  if (error.kind === 'cancelled') return;
  showToast({ outcome: 'failed', title, text: errorText(error), retry: [] });
}

function nameOf(engineId: EngineId): string {
  return store.getState().connections.byKey.get(engineId)?.name ?? 'the engine';
}

/** Asks for a new connection, with what is known of it already. */
export function askForConnection(draft?: ConnectionDraft): void {
  openDialog({ kind: 'connection', draft });
}

/** Keeps a connection, new without an id. An error is the caller's to show beside the fields. */
export function saveConnection(
  draft: ConnectionDraft,
  engineId?: EngineId,
): Promise<Result<{ readonly engineId: EngineId }>> {
  return getClient().call('engines.save', { ...(engineId !== undefined && { engineId }), draft });
}

/** Changes one thing of a connection at once, where a whole form is too much. What it was stays when it is refused. */
export async function changeConnection(engineId: EngineId, change: Partial<ConnectionDraft>): Promise<void> {
  const engine = store.getState().connections.byKey.get(engineId);
  if (engine === undefined) return;
  const saved = await saveConnection({ ...engine.settings, ...change }, engineId);
  if (saved.ok) return;
  // What is wrong is mended in its form.
  if (saved.error.kind === 'invalid-input') openDialog({ kind: 'connection', engineId });
  else showFailure(`Could not change ${engine.name}`, saved.error);
}

/** Keeps what was found, as it was found, and shows it. */
export async function keepFound(draft: ConnectionDraft): Promise<void> {
  const saved = await saveConnection(draft);
  if (saved.ok) {
    navigate({ page: 'connections', id: saved.value.engineId });
    announce(`Added ${draft.name}`);
  } else if (saved.error.kind === 'invalid-input') askForConnection(draft);
  else showFailure(`Could not add ${draft.name}`, saved.error);
}

/** Forgets a connection. Nothing on the engine is touched. */
export async function removeConnection(engineId: EngineId): Promise<void> {
  const name = nameOf(engineId);
  const removed = await getClient().call('engines.remove', { engineId });
  if (removed.ok) announce(`Removed ${name}`);
  else showFailure(`Could not remove ${name}`, removed.error);
}

/** Makes a connection now. */
export async function connectEngine(engineId: EngineId): Promise<void> {
  const begun = await getClient().call('engines.connect', { engineId });
  if (!begun.ok) showFailure(`Could not connect ${nameOf(engineId)}`, begun.error);
}

/** Ends a connection until it is asked for again. */
export async function disconnectEngine(engineId: EngineId): Promise<void> {
  const ended = await getClient().call('engines.disconnect', { engineId });
  if (!ended.ok) showFailure(`Could not disconnect ${nameOf(engineId)}`, ended.error);
}

/** Moves a connection by so many places in the list; false where it is at the end already. */
export function moveConnection(engineId: EngineId, by: number): boolean {
  const order = inOrder(store.getState().connections).map(({ id }) => id);
  const from = order.indexOf(engineId);
  const to = Math.max(0, Math.min(order.length - 1, from + by));
  if (from === -1 || from === to) return false;
  const moved = order.toSpliced(from, 1).toSpliced(to, 0, engineId);
  void getClient()
    .call('engines.reorder', { order: moved })
    .then((done) => {
      if (done.ok) announce(`${nameOf(engineId)} is now ${to + 1} of ${moved.length}`);
      else showFailure(`Could not move ${nameOf(engineId)}`, done.error);
    });
  return true;
}

function setCheck(engineId: EngineId, check: CheckState): void {
  store.setState(({ checks, connections }) => ({
    checks: new Map([...checks].filter(([id]) => connections.byKey.has(id))).set(engineId, check),
  }));
}

/** Goes the way to an engine step by step. What was found is kept for this window; one check of each at a time. */
export async function checkConnection(engineId: EngineId): Promise<void> {
  const before = store.getState().checks.get(engineId);
  if (before?.running === true) return;
  setCheck(engineId, { running: true, report: before?.report });
  const checked = await getClient().call('engines.check', { engineId });
  setCheck(
    engineId,
    checked.ok ? { running: false, report: checked.value } : { running: false, error: checked.error },
  );
}

/** The same for what is still being typed; nothing is kept. */
export function checkDraft(draft: ConnectionDraft, signal: AbortSignal): Promise<Result<ConnectionReport>> {
  return getClient().call('engines.check', { draft }, signal);
}
