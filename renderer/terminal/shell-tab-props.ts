import type { ContainerId, EngineId, SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import type { Client } from '../bridge/client';
import type { ChangeLayout, DockLayout } from '../state/dock/layout';
import type { SplitDirection } from '../state/dock/tree';
import type { TerminalLook } from '../state/terminal-look';
import type { TerminalSize } from './make-terminal';

/** What a Shell tab needs of the window's state. */
export interface ShellTabProps {
  readonly client: Client;
  readonly engineId: EngineId;
  readonly containerId: ContainerId;
  readonly containerName: string;
  readonly running: boolean;
  readonly active: boolean;
  /** Why no shell can be started now, such as an engine that does not answer; undefined while one can. */
  readonly blocked?: string | undefined;
  /** All sessions of this container; undefined until they are known, so that no second shell is started meanwhile. */
  readonly sessions: readonly TerminalSession[] | undefined;
  /** Where they stand; it may have those that were just started, too. */
  readonly layout: DockLayout;
  readonly change: ChangeLayout;
  /** The focus came into it. */
  readonly onUsed: () => void;
  /** A session was started and is to be shown; the list of sessions does not have it yet. */
  readonly onStarted: (id: SessionId) => void;
  /** Starts another shell beside a pane. */
  readonly onSplit: (session: TerminalSession, key: string, direction: SplitDirection) => void;
  readonly look: TerminalLook;
  readonly onLook: (change: Partial<TerminalLook>) => void;
  readonly onRestart: (session: TerminalSession, size: TerminalSize) => void;
  /** Asks how a terminal is to be started. */
  readonly onAsk: (program?: 'attach' | 'debug') => void;
  readonly onStartContainer: () => void;
  /** Asks whether an image that a debug shell misses is to be pulled. */
  readonly onPullImage: (image: string) => void;
  readonly onClose: (ids: readonly SessionId[]) => void;
}
