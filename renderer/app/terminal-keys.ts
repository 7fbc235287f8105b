import { goToPane, splitCurrent } from '../features/dock/dock-actions';
import type { SplitDirection } from '../state/dock/tree';
import { goToShellPane, splitCurrentShell } from '../terminal/shell-tab-actions';

/** Splits the pane that was used last, of the Shell tab or of the dock; false where there is none. */
export function splitUsedPane(direction: SplitDirection): boolean {
  return splitCurrentShell(direction) || splitCurrent(direction);
}

/** Goes to the pane before or behind the one that was used last; false where there is none. */
export function goToNextPane(step: 1 | -1): boolean {
  return goToShellPane(step) || goToPane(step);
}
