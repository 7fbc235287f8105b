import type { ContainerId, EngineId } from '#shared/model/ids';
import { navigate } from './router';
import { store } from './store';

/** The contract's most. */
const mostTargets = 500;

/** Goes to where one command is run in several containers, with these chosen. */
export function openRun(
  engineId: EngineId,
  containers: readonly { readonly id: ContainerId; readonly name: string }[],
): void {
  const chosen = containers.slice(0, mostTargets).map(({ id, name }) => ({ id, name }));
  store.setState({ runTargets: { engineId, containers: chosen } });
  navigate({ page: 'run' });
}

/** Leaves a container out. */
export function dropRunTarget(id: ContainerId): void {
  store.setState(({ runTargets }) => ({
    runTargets: { ...runTargets, containers: runTargets.containers.filter((each) => each.id !== id) },
  }));
}
