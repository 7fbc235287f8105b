import { z } from 'zod';
import type { SessionId } from '../model/ids';
import type { TerminalSession } from '../model/terminal';
import { call, deadline, stream, watch } from './entry';
import { columns, containerId, displayName, engineId, nothing, rows, sessionId } from './fields';

export const terminalsContract = {
  /** Keyed by session id. At most 64 at once. */
  'terminals.sessions': watch(nothing).of<TerminalSession>(),
  /** Starts the container's best shell with the given size; answers at once, the session tells how it goes. */
  'terminals.start': call(
    z.object({ engineId, containerId, containerName: displayName, columns, rows }),
    deadline.start,
  ).returns<{ readonly sessionId: SessionId }>(),
  /**
   * The session's output as bytes, the last 256 KiB first, and what is typed the other way. Several windows may
   * attach; closing the stream leaves the session running.
   */
  'terminals.attach': stream(
    z.object({ sessionId }),
    z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength <= 65_536),
  ).of<Uint8Array>(),
  'terminals.resize': call(z.object({ sessionId, columns, rows }), deadline.start).returns<
    Record<string, never>
  >(),
  /** Forgets the session at once; a shell that still runs is hung up as if its terminal had been closed. */
  'terminals.close': call(z.object({ sessionId }), deadline.start).returns<Record<string, never>>(),
};
