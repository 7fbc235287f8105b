import type { SessionId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import { closeSession } from '../../state/actions';
import { useStore } from '../../state/store';
import { closeDialog } from '../../state/ui-actions';
import { ConfirmDialog } from '../../ui/ConfirmDialog';

/** Asks before a running shell is ended. */
export function CloseSessionDialog({ sessionId }: { readonly sessionId: SessionId }) {
  const session = useStore((state) => state.sessions.byKey.get(sessionId));
  const name = displayText(session?.containerName ?? '', 200);
  return (
    <ConfirmDialog
      title={`Close shell in ${name}`}
      confirm="Close shell"
      onCancel={closeDialog}
      onConfirm={() => {
        closeDialog();
        void closeSession(sessionId);
      }}
    >
      The shell and what runs in it are ended, and its output is forgotten. The container goes on.
    </ConfirmDialog>
  );
}
