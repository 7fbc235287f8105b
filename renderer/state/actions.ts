import type { CallInput } from '#shared/contract/index';
import { type AppError, errorText } from '#shared/errors';
import type { Container, ContainerAction } from '#shared/model/container';
import type { EngineId, TaskId } from '#shared/model/ids';
import type { Result } from '#shared/result';
import { getClient } from './client';
import { selectEngine, writeBlock } from './engines';
import { OutcomeWatch } from './outcomes';
import { keepEngine, navigate } from './router';
import type { Route } from './routes';
import { store } from './store';
import { openDialog, selectView, setDock, setPreferences, showToast } from './ui-actions';

/** Says how things ended that were asked for in this window. Fed by sync. */
export const outcomes = new OutcomeWatch(showToast);

/** Says that something could not even be begun. */
export function showRefusal(title: string, error: AppError): void {
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

/** Has logs written to a file that the person chooses in a dialog; how that ends is said when it is through. */
export async function saveLogs(request: CallInput<'logs.save'>): Promise<void> {
  const started = await getClient().call('logs.save', request);
  if (!started.ok) showRefusal('Could not save the log', started.error);
  else if (started.value.taskId !== undefined) followTasks([started.value.taskId]);
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

/** Where each engine's pages were left, `ENGINE page`; the newest 100. It goes with the window. */
const places = new Map<string, Route>();
const mostPlaces = 100;

function rememberPlace(engineId: EngineId, route: Route): void {
  const key = `${engineId} ${route.page}`;
  places.delete(key);
  places.set(key, route);
  for (const oldest of places.keys()) {
    if (places.size <= mostPlaces) break;
    places.delete(oldest);
  }
}

/**
 * Looks at another engine, connects it where nothing is tried with it, and remembers it for the next start. The page
 * stays, at the place where it was left with that engine: an object of one engine is none of the other's.
 */
export function chooseEngine(engineId: EngineId): void {
  const { connections, route, engineId: before } = store.getState();
  const engine = connections.byKey.get(engineId);
  if (engine?.phase === 'disconnected') {
    void getClient()
      .call('engines.connect', { engineId })
      .then((begun) => {
        if (!begun.ok) showRefusal(`Could not connect ${engine.name}`, begun.error);
      });
  }
  if (engine !== undefined && !engine.demo) setPreferences({ engineAddress: engine.address });
  if (before === engineId) return;
  if (before !== undefined) rememberPlace(before, route);
  keepEngine();
  // Its shells are of all engines: the dock neither comes nor goes with one of them.
  const { open } = selectView(store.getState()).dock;
  store.setState({ engineId });
  setDock({ open });
  if (route.page === 'containers' || route.page === 'images' || route.page === 'logs') {
    navigate(places.get(`${engineId} ${route.page}`) ?? { page: route.page });
  }
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

/** Says why what a key asked for cannot be done; false where it can. */
export function saysWhyNot(sentence: string | undefined): boolean {
  if (sentence !== undefined) showToast({ outcome: 'failed', title: sentence, retry: [] });
  return sentence !== undefined;
}

/** Whether the engine that is looked at takes no changes now, for actions that keys begin. */
export function isWriteBlocked(): boolean {
  const block = writeBlock(selectEngine(store.getState()));
  if (block !== undefined) showToast({ outcome: 'failed', title: block, retry: [] });
  return block !== undefined;
}
