import { type AppError, errorText } from '#shared/errors';
import type { Container, ContainerAction } from '#shared/model/container';
import type { ContainerId, EngineId, SessionId, TaskId } from '#shared/model/ids';
import type { Result } from '#shared/result';
import { getClient } from './client';
import { selectEngine, writeBlock } from './engines';
import { OutcomeWatch } from './outcomes';
import { navigate } from './router';
import { store } from './store';
import { openDialog, setDock, setPreferences, showToast } from './ui-actions';

/** Says how things ended that were asked for in this window. Fed by sync. */
export const outcomes = new OutcomeWatch(showToast);

/** Says that something could not even be begun. */
function showRefusal(title: string, error: AppError): void {
  if (error.kind === 'cancelled') return;
  showToast({ outcome: 'failed', title, text: errorText(error), retry: [] });
}

function followTasks(ids: readonly TaskId[]): void {
  outcomes.add(ids, store.getState().tasks.byKey);
}

/** What goes with an action. */
export interface ActOptions {
  readonly volumes?: boolean;
  readonly force?: boolean;
  readonly signal?: string;
}

/** Begins an action on containers, one task for each; how they end is said once all are through. */
export async function actOnContainers(
  engineId: EngineId,
  containers: readonly Pick<Container, 'id' | 'name'>[],
  action: ContainerAction,
  options: ActOptions = {},
): Promise<void> {
  if (containers.length === 0) return;
  const targets = containers.map(({ id, name }) => ({ id, name }));
  const started = await getClient().call('containers.act', { engineId, targets, action, ...options });
  if (started.ok) followTasks(started.value.taskIds);
  else showRefusal(`Could not ${action} ${nameAll(containers)}`, started.error);
}

function nameAll(containers: readonly Pick<Container, 'name'>[]): string {
  return containers.length === 1 ? (containers[0]?.name ?? '') : `${containers.length} containers`;
}

/** Asks before containers are removed. */
export function askToRemoveContainers(engineId: EngineId, ids: readonly string[]): void {
  if (ids.length > 0) openDialog({ kind: 'remove-containers', engineId, ids });
}

/** Asks before images are removed. */
export function askToRemoveImages(engineId: EngineId, ids: readonly string[]): void {
  if (ids.length > 0) openDialog({ kind: 'remove-images', engineId, ids });
}

/** Removes tags or images, one task for each. */
export async function removeImages(
  engineId: EngineId,
  targets: readonly { readonly reference: string; readonly name: string }[],
  force: boolean,
): Promise<void> {
  const started = await getClient().call('images.remove', { engineId, targets: [...targets], force });
  if (started.ok) followTasks(started.value.taskIds);
  else showRefusal('Could not remove the images', started.error);
}

/** Begins a pull. An error is the caller's to show beside the field: nothing was started. */
export async function pullImage(engineId: EngineId, reference: string): Promise<Result<{ taskId: TaskId }>> {
  const started = await getClient().call('images.pull', { engineId, reference });
  if (started.ok) followTasks([started.value.taskId]);
  return started;
}

/** Does failed tasks again. */
export async function retryTasks(ids: readonly TaskId[]): Promise<void> {
  const again = await Promise.all(ids.map((taskId) => getClient().call('tasks.retry', { taskId })));
  const started: TaskId[] = [];
  for (const result of again) {
    if (result.ok) started.push(result.value.taskId);
    else showRefusal('Could not do that again', result.error);
  }
  if (started.length > 0) followTasks(started);
}

/** Gives a running task up. */
export async function cancelTask(taskId: TaskId): Promise<void> {
  const cancelled = await getClient().call('tasks.cancel', { taskId });
  if (!cancelled.ok) showRefusal('Could not cancel', cancelled.error);
}

/** Looks for engines again, or tries the given one at once. */
export async function lookAgain(engineId?: EngineId): Promise<void> {
  const looked = await getClient().call('engines.retry', engineId === undefined ? {} : { engineId });
  if (!looked.ok) showRefusal('Could not look for engines', looked.error);
}

/** Looks at another engine, and remembers it for the next start. */
export function chooseEngine(engineId: EngineId): void {
  const engine = store.getState().connections.byKey.get(engineId);
  store.setState({ engineId });
  if (engine !== undefined && !engine.demo) setPreferences({ engineAddress: engine.address });
  const { route } = store.getState();
  // An object of one engine is none of the other's.
  if (route.page === 'containers' || route.page === 'images') navigate({ page: route.page });
}

/** Starts the demo engine and looks at it. */
export async function startDemo(): Promise<void> {
  const started = await getClient().call('engines.startDemo', {});
  if (started.ok) chooseEngine(started.value.engineId);
  else showRefusal('Could not start the demo engine', started.error);
}

/** Opens an address outside, after main has shown where it leads. */
export async function openLink(url: string): Promise<void> {
  const opened = await getClient().call('app.openLink', { url });
  if (!opened.ok) showRefusal('Could not open the address', opened.error);
}

/** Starts a new shell in a container and shows it in the dock; false where it was refused. */
export async function startShellInDock(
  engineId: EngineId,
  container: Pick<Container, 'id' | 'name'>,
): Promise<boolean> {
  const started = await getClient().call('terminals.start', {
    engineId,
    containerId: container.id,
    containerName: container.name,
    columns: 80,
    rows: 24,
  });
  if (!started.ok) {
    showRefusal(`Could not start a shell in ${container.name}`, started.error);
    return false;
  }
  store.setState({ dockSession: started.value.sessionId });
  setDock({ open: true });
  return true;
}

/** Starts another shell in place of an ended one, and closes that. */
export async function startShellAgain(session: {
  readonly id: SessionId;
  readonly engineId: EngineId;
  readonly containerId: ContainerId;
  readonly containerName: string;
}): Promise<void> {
  const container = { id: session.containerId, name: session.containerName };
  if (await startShellInDock(session.engineId, container)) await closeSession(session.id);
}

/** Ends a session and forgets it. */
export async function closeSession(sessionId: SessionId): Promise<void> {
  const closed = await getClient().call('terminals.close', { sessionId });
  if (!closed.ok) showRefusal('Could not close the shell', closed.error);
}

/** Closes a session's tab; asks first while its shell runs. */
export function askToCloseSession(sessionId: SessionId): void {
  const session = store.getState().sessions.byKey.get(sessionId);
  if (session === undefined) return;
  if (session.status === 'ended') void closeSession(sessionId);
  else openDialog({ kind: 'close-session', sessionId });
}

/** Whether the engine that is looked at takes no changes now, for actions that keys begin. */
export function isWriteBlocked(): boolean {
  const block = writeBlock(selectEngine(store.getState()));
  if (block !== undefined) showToast({ outcome: 'failed', title: block, retry: [] });
  return block !== undefined;
}
