import { useCallback, useMemo } from 'react';
import type { Container } from '#shared/model/container';
import type { EngineConnection } from '#shared/model/engine';
import type { SessionId } from '#shared/model/ids';
import { actOnContainers } from '../../state/actions';
import { getClient } from '../../state/client';
import { writeBlock } from '../../state/engines';
import { valuesOf } from '../../state/entities';
import { useStore } from '../../state/store';
import {
  askForTerminal,
  askToCloseSessions,
  chooseShellTab,
  restartSession,
  shellTabSession,
} from '../../state/terminals';
import { openDialog, setTerminalLook } from '../../state/ui-actions';
import { ShellTab } from '../../terminal/ShellTab';

/** The Shell tab of a container with everything that it needs of the window's state. */
export function ShellPanel({
  engine,
  container,
  running,
}: {
  readonly engine: EngineConnection;
  readonly container: Container;
  readonly running: boolean;
}) {
  const sessions = useStore((state) => state.sessions);
  const look = useStore((state) => state.preferences.terminal);
  const chosen = useStore((state) => state.shellTabs.get(container.id));
  // A dock that takes all the room shows the sessions itself.
  const behind = useStore((state) => state.dockMaximised);
  const own = useMemo(
    () =>
      sessions.keys.has('')
        ? valuesOf(sessions, '')
            .filter(({ engineId, containerId }) => engineId === engine.id && containerId === container.id)
            .toSorted((a, b) => a.startedAt - b.startedAt)
        : undefined,
    [sessions, engine.id, container.id],
  );
  const onChoose = useCallback((id: SessionId) => chooseShellTab(container.id, id), [container.id]);
  return (
    <ShellTab
      client={getClient()}
      engineId={engine.id}
      containerId={container.id}
      containerName={container.name}
      running={running}
      active={!behind}
      blocked={writeBlock(engine)}
      sessions={own}
      session={own === undefined ? undefined : shellTabSession(own, chosen)}
      look={look}
      onChoose={onChoose}
      onLook={setTerminalLook}
      onRestart={(session, size) => void restartSession(session, size)}
      onAsk={(program) => askForTerminal(engine.id, container, program === undefined ? {} : { program })}
      onStartContainer={() => void actOnContainers(engine.id, [container], 'start')}
      onPullImage={(reference) => openDialog({ kind: 'pull', engineId: engine.id, reference })}
      onClose={({ id }) => askToCloseSessions([id])}
    />
  );
}
