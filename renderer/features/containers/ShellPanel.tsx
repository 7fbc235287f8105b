import { useCallback, useMemo } from 'react';
import type { Container } from '#shared/model/container';
import type { EngineConnection } from '#shared/model/engine';
import type { SessionId } from '#shared/model/ids';
import { actOnContainers } from '../../state/actions';
import { getClient } from '../../state/client';
import { writeBlock } from '../../state/engines';
import { type ChangeLayout, type DockLayout } from '../../state/dock/layout';
import { ownTab } from '../../state/dock/place';
import {
  changeShellLayout,
  expectInShellTab,
  selectKeptShell,
  sessionsOf,
  setShellTabUsed,
  shellLayout,
  type ShellTabContainer,
} from '../../state/shell-tabs';
import { useStore } from '../../state/store';
import { askForTerminal, askToCloseSessions, restartSession } from '../../state/terminals';
import { openDialog, setTerminalLook } from '../../state/ui-actions';
import { splitInShellTab } from '../../terminal/shell-tab-actions';
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
  const kept = useStore((state) => selectKeptShell(state, container.name));
  const expected = useStore((state) => state.expectedSessions);
  // A dock that takes all the room shows the sessions itself.
  const behind = useStore((state) => state.dockMaximised);
  const { id, name } = container;
  const place = useMemo((): ShellTabContainer => ({ engineId: engine.id, id, name }), [engine.id, id, name]);
  const own = useMemo(
    () => (sessions.keys.has('') ? sessionsOf(sessions, engine.id, id) : undefined),
    [sessions, engine.id, id],
  );
  const layout = useMemo((): DockLayout => shellLayout(kept, own ?? [], expected), [kept, own, expected]);
  const change = useCallback<ChangeLayout>((how) => changeShellLayout(place, how), [place]);
  const onStarted = useCallback(
    (sessionId: SessionId) => expectInShellTab(place, sessionId, ownTab),
    [place],
  );
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
      layout={layout}
      change={change}
      onStarted={onStarted}
      onUsed={() => setShellTabUsed(true)}
      onSplit={(session, key, direction) => void splitInShellTab(place, session, key, direction)}
      look={look}
      onLook={setTerminalLook}
      onRestart={(session, size) => void restartSession(session, size)}
      onAsk={(program) => askForTerminal(engine.id, container, program === undefined ? {} : { program })}
      onStartContainer={() => void actOnContainers(engine.id, [container], 'start')}
      onPullImage={(reference) => openDialog({ kind: 'pull', engineId: engine.id, reference })}
      onClose={askToCloseSessions}
    />
  );
}
