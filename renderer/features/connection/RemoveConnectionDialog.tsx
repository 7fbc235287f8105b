import type { EngineId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import { removeConnection } from '../../state/connections';
import { bandOf } from '../../state/engines';
import { useStore } from '../../state/store';
import { closeDialog } from '../../state/ui-actions';
import { ConfirmDialog } from '../../ui/ConfirmDialog';

/** Asks before a connection is forgotten. */
export function RemoveConnectionDialog({ engineId }: { readonly engineId: EngineId }) {
  const engine = useStore((state) => state.connections.byKey.get(engineId));
  const name = displayText(engine?.name ?? '', 80);
  return (
    <ConfirmDialog
      band={bandOf(engine)}
      title={`Remove connection ${name}`}
      confirm="Remove connection"
      confirmDisabledReason={engine === undefined ? 'It is gone already' : undefined}
      onCancel={closeDialog}
      onConfirm={() => {
        closeDialog();
        void removeConnection(engineId);
      }}
    >
      Pilothouse forgets this connection and its settings, and closes what it holds open there, shells
      included. Nothing on the engine is touched: its containers, images and volumes stay as they are.
    </ConfirmDialog>
  );
}
