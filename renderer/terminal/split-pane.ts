import type { SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import type { Result } from '#shared/result';
import { showRefusal } from '../state/actions';
import { type ChangeLayout, shellPane, toOwnTab } from '../state/dock/layout';
import type { DockPlace } from '../state/dock/place';
import type { SplitDirection } from '../state/dock/tree';
import { writeBlock } from '../state/engines';
import { store } from '../state/store';
import type { TerminalWish } from '../state/terminals';
import { showToast } from '../state/ui-actions';
import { leadToPane } from './lead-to-pane';

/** Starts a terminal in the container of the pane that is split, and shows it at a place of its layout. */
export type StartAt = (
  wish: TerminalWish,
  place: DockPlace,
) => Promise<Result<{ readonly sessionId: SessionId }>>;

/** Starts another terminal like that of a pane, puts it beside and goes there; says why where it is refused. */
export async function splitPane(
  session: TerminalSession,
  key: string,
  direction: SplitDirection,
  start: StartAt,
): Promise<void> {
  const block = writeBlock(store.getState().connections.byKey.get(session.engineId));
  if (block !== undefined) {
    showToast({ outcome: 'failed', title: block, retry: [] });
    return;
  }
  const { program, settings } = session;
  // A second attach or the same command again is seldom what a split is for.
  const again = program.kind === 'shell' || program.kind === 'debug' ? { program, settings } : {};
  const started = await start(again, {
    kind: 'edge',
    beside: key,
    edge: direction === 'right' ? 'right' : 'down',
  });
  if (!started.ok) showRefusal(`Could not start a shell in ${session.containerName}`, started.error);
  else leadToPane(`shell ${started.value.sessionId}`);
}

/** Gives a pane a tab of its own. */
export function paneToTab(change: ChangeLayout, key: string, sessionId: SessionId): void {
  change((layout) => toOwnTab(layout, shellPane(sessionId)));
  leadToPane(key);
}
