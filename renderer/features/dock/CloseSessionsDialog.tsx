import type { SessionId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import { bandOf } from '../../state/engines';
import { useStore } from '../../state/store';
import { closeSessions } from '../../state/terminals';
import { closeDialog } from '../../state/ui-actions';
import { programWords } from '../../terminal/program-words';
import { ConfirmDialog } from '../../ui/ConfirmDialog';

const mostListed = 8;

/** Asks before running terminals are ended. */
export function CloseSessionsDialog({ sessionIds }: { readonly sessionIds: readonly SessionId[] }) {
  const byKey = useStore((state) => state.sessions.byKey);
  const sessions = sessionIds.map((id) => byKey.get(id)).filter((session) => session !== undefined);
  const running = sessions.filter(({ status }) => status === 'running' || status === 'starting');
  const [only] = running;
  const engine = useStore((state) =>
    only === undefined ? undefined : state.connections.byKey.get(only.engineId),
  );
  const single = running.length === 1 ? only : undefined;
  const name = displayText((single ?? sessions[0])?.containerName ?? '', 200);
  const attached = single?.program.kind === 'attach';
  return (
    <ConfirmDialog
      band={bandOf(engine)}
      title={
        sessionIds.length > 1
          ? `Close ${sessionIds.length} shells`
          : attached
            ? `Let go of ${name}`
            : `Close shell in ${name}`
      }
      confirm={sessionIds.length > 1 ? 'Close shells' : attached ? 'Let go' : 'Close shell'}
      onCancel={closeDialog}
      onConfirm={() => {
        closeDialog();
        void closeSessions(sessionIds);
      }}
    >
      {sessionIds.length > 1 && (
        <ul>
          {running.slice(0, mostListed).map((session) => (
            <li key={session.id}>
              {`${displayText(session.containerName, 80)}, ${programWords(session) || 'shell'}`}
            </li>
          ))}
          {running.length > mostListed && <li>{`and ${running.length - mostListed} more`}</li>}
        </ul>
      )}
      <p>
        {attached
          ? 'Its main process goes on; what it wrote is in its log.'
          : `${sessionIds.length > 1 ? 'These shells' : 'The shell'} and what runs in ${
              sessionIds.length > 1 ? 'them' : 'it'
            } are ended, and ${sessionIds.length > 1 ? 'their' : 'its'} output is forgotten. ${
              sessionIds.length > 1 ? 'Containers go' : 'The container goes'
            } on.`}
      </p>
    </ConfirmDialog>
  );
}
