import { ConnectionDialog } from '../features/connection/ConnectionDialog';
import { RemoveConnectionDialog } from '../features/connection/RemoveConnectionDialog';
import { RemoveContainersDialog } from '../features/containers/RemoveContainersDialog';
import { CloseSessionsDialog } from '../features/dock/CloseSessionsDialog';
import { OpenTerminalDialog } from '../features/dock/OpenTerminalDialog';
import { PullDialog } from '../features/images/PullDialog';
import { RemoveImagesDialog } from '../features/images/RemoveImagesDialog';
import { ShortcutsDialog } from '../features/settings/ShortcutsDialog';
import { useStore } from '../state/store';

/** The one dialog that is open, if any. */
export function Dialogs() {
  const dialog = useStore((state) => state.dialog);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'remove-containers':
      return <RemoveContainersDialog engineId={dialog.engineId} ids={dialog.ids} />;
    case 'remove-images':
      return <RemoveImagesDialog engineId={dialog.engineId} ids={dialog.ids} />;
    case 'pull':
      return <PullDialog engineId={dialog.engineId} wanted={dialog.reference} />;
    case 'close-sessions':
      return <CloseSessionsDialog sessionIds={dialog.sessionIds} />;
    case 'open-terminal':
      return <OpenTerminalDialog {...dialog} />;
    case 'connection':
      return <ConnectionDialog engineId={dialog.engineId} draft={dialog.draft} />;
    case 'remove-connection':
      return <RemoveConnectionDialog engineId={dialog.engineId} />;
    case 'shortcuts':
      return <ShortcutsDialog />;
  }
}
