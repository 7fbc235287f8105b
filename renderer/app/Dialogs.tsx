import { RemoveContainersDialog } from '../features/containers/RemoveContainersDialog';
import { CloseSessionDialog } from '../features/dock/CloseSessionDialog';
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
      return <PullDialog engineId={dialog.engineId} />;
    case 'close-session':
      return <CloseSessionDialog sessionId={dialog.sessionId} />;
    case 'shortcuts':
      return <ShortcutsDialog />;
  }
}
