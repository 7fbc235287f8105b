import type { Duplex } from 'node:stream';
import type { ContainerId, SessionId } from '#shared/model/ids';
import type { TerminalEnd, TerminalSettings } from '#shared/model/terminal';
import type { Result } from '#shared/result';
import { inspectContainer } from '../../engine/api/containers';
import type { TerminalSize } from '../../engine/api/exec';
import type { EngineClient } from '../../engine/client';
import type { FrameDecoder } from '../../engine/codec/frames';
import type { KnownEngine } from '../engines';
import type { MarkedProcesses } from './end-processes';

/** What a program is started with. */
export interface LinkContext {
  readonly engine: KnownEngine;
  readonly client: EngineClient;
  readonly sessionId: SessionId;
  readonly containerId: ContainerId;
  readonly containerName: string;
  readonly settings: TerminalSettings;
  /** `NAME=value`; secret. */
  readonly environment: readonly string[];
  readonly size: TerminalSize;
  /** Gives the start up. */
  readonly signal: AbortSignal;
}

/** A signal that follows another one until the start is done: what runs is not given up by it, but ended in order. */
export function startSignal(signal: AbortSignal): {
  readonly signal: AbortSignal;
  readonly done: () => void;
} {
  const start = new AbortController();
  const giveUp = (): void => start.abort();
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  return { signal: start.signal, done: () => signal.removeEventListener('abort', giveUp) };
}

/** How a program ended, for the session's model. */
export interface Ending {
  readonly end: TerminalEnd;
  readonly exitCode?: number;
  readonly endReason: string;
}

/** How long an ending may take. */
export interface LinkEndOptions {
  readonly graceMs: number;
  /** Resolves when the connection ended. */
  readonly early: Promise<void>;
  readonly signal: AbortSignal;
}

/** A program that runs, and the connection to it. The session drains and destroys the connection. */
export interface Link {
  readonly socket: Duplex;
  /** Output that came before what the connection gives from now on. */
  readonly head: Uint8Array;
  /** Takes the connection's output apart, where it is multiplexed. */
  readonly frames?: FrameDecoder;
  readonly tty: boolean;
  /** What is typed reaches it. */
  readonly takesInput: boolean;
  /** Name of what runs, such as `bash`. */
  readonly shell: string;
  /** How its processes are found, where they are its own. */
  readonly marked?: MarkedProcesses;
  /** It was taken to be there from memory: forgets that, for a program that turns out to be missing. */
  readonly misremembered?: () => void;
  resize(client: EngineClient, size: TerminalSize): Promise<Result<void>>;
  /** How it ended, after the connection did; `client` is undefined where the engine cannot be asked. */
  ending(client: EngineClient | undefined): Promise<Ending>;
  /** Ends what runs, before the connection is let go; a sentence where something goes on. */
  end(client: EngineClient, options: LinkEndOptions): Promise<string | undefined>;
  /** After the connection was let go, or ended by itself: takes away what is left of it, such as a helper. */
  clear?(client: EngineClient): Promise<string | undefined>;
}

/** An engine says that a container stopped a moment after its connections ended; asked again so often, ms apart. */
const askTries = 20;
const askPauseMs = 100;

/** A container's run, so that another one after a restart is not taken for it. */
export interface ContainerRun {
  readonly engine: KnownEngine;
  readonly containerId: ContainerId;
  /** Epoch ms by the engine's clock; undefined where it is not known. */
  readonly startedAt: number | undefined;
}

/** The sentence for a connection that went with its engine's. */
export function engineLost(engine: KnownEngine): Ending {
  return { end: 'engine-lost', endReason: `The connection to ${engine.connection.model.name} was lost.` };
}

/**
 * What became of a container whose connection ended: gone, stopped or restarted; undefined where the same run goes on.
 * `patient`: asks again for two seconds, because it is known to be ending.
 */
export async function endOfContainer(
  client: EngineClient | undefined,
  { engine, containerId, startedAt }: ContainerRun,
  patient: boolean,
): Promise<Ending | undefined> {
  for (let tries = 1; ; tries += 1) {
    const found = client === undefined ? undefined : await inspectContainer(client, containerId);
    if (found === undefined) return engineLost(engine);
    if (!found.ok) {
      if (found.error.kind === 'not-found')
        return { end: 'container-removed', endReason: 'The container was removed.' };
      return engineLost(engine);
    }
    const { state, exitCode } = found.value;
    if (state !== 'running' && state !== 'paused') {
      const again = state === 'restarting' ? ' and is being restarted' : '';
      return { end: 'container-stopped', exitCode, endReason: `The container stopped${again}.` };
    }
    if (startedAt !== undefined && found.value.startedAt !== undefined && found.value.startedAt !== startedAt)
      return { end: 'container-stopped', endReason: 'The container was restarted.' };
    if (!patient || tries === askTries) return undefined;
    await new Promise((resolve) => setTimeout(resolve, askPauseMs));
  }
}
