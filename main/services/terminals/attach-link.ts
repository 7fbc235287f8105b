import type { Duplex } from 'node:stream';
import type { ContainerId } from '#shared/model/ids';
import { fail, ok, type Result } from '#shared/result';
import { openAttach } from '../../engine/api/attach';
import { resizeContainer } from '../../engine/api/container-changes';
import { inspectContainer } from '../../engine/api/containers';
import type { TerminalSize } from '../../engine/api/exec';
import type { EngineClient } from '../../engine/client';
import { FrameDecoder } from '../../engine/codec/frames';
import { bool, field } from '../../engine/compat/read';
import { atLeast } from '../../engine/compat/version';
import { pause } from './end-processes';
import { decode, readLastOutput } from './last-output';
import { endOfContainer, type Link, type LinkContext } from './link';
import { outputSoFar, plentyBytes } from './output-so-far';

/** Between two sizes for Podman. */
const podmanPauseMs = 100;

const lostSight = 'The engine closed the connection to the container; its main process goes on.';

/** What an attached container offers. */
export interface MainProcess {
  readonly tty: boolean;
  /** What is typed may be sent: nothing is taken away from the program when we let go. */
  readonly stdin: boolean;
}

/**
 * Reads from an inspected container how its main process can be attached to. One that reads its input only once
 * (`StdinOnce`) and has no terminal would lose it as soon as we let go, so it is only looked at.
 */
export function mainProcessOf(raw: unknown): MainProcess {
  const config = field(raw, 'Config');
  const tty = bool(field(config, 'Tty'));
  const stdin = bool(field(config, 'OpenStdin')) && (tty || !bool(field(config, 'StdinOnce')));
  return { tty, stdin };
}

/**
 * Attaches to the main process of a running container, with the end of its log before it. Letting go leaves it alone.
 * What it wrote between the two is neither lost nor shown twice.
 */
export async function openAttachLink(context: LinkContext): Promise<Result<Link>> {
  const { client, containerId, engine, signal } = context;
  const found = await inspectContainer(client, containerId, signal);
  if (!found.ok) return found;
  const { state, startedAt } = found.value;
  if (state !== 'running') {
    const message = `The container ${context.containerName} is ${state}: only a running one can be attached to.`;
    return fail({ kind: 'conflict', message });
  }
  const { tty, stdin } = mainProcessOf(found.value.raw);
  // Below 1.11 there are no logs but those of the attach itself.
  const ownLog = !atLeast(client.version, 1, 11);
  const opened = await openAttach(
    client,
    containerId,
    { logs: ownLog, stream: true, stdin, stdout: true, stderr: true },
    signal,
  );
  if (!opened.ok) return opened;
  const socket = opened.value;
  const frames = !tty && atLeast(client.version, 1, 6) ? new FrameDecoder() : undefined;
  const head = ownLog ? new Uint8Array(0) : await outputBefore(context, tty, socket, frames);
  const run = { engine, containerId, startedAt };
  let drawn = false;
  return ok({
    socket,
    head,
    ...(frames === undefined ? {} : { frames }),
    tty,
    takesInput: stdin,
    shell: mainName(found.value.command),
    resize: async (now, size) => {
      if (!tty) return ok(undefined);
      // Twice at first, as the docker command does: a full-screen program draws itself anew on a change.
      const other = { columns: size.columns + 1, rows: size.rows + 1 };
      if (!drawn) await sizeContainer(now, containerId, other, signal);
      const done = await sizeContainer(now, containerId, size, signal);
      drawn ||= done.ok;
      return done;
    },
    ending: async (now) => {
      const gone = await endOfContainer(now, run, true);
      if (gone?.exitCode !== undefined)
        return { ...gone, endReason: `The container stopped with exit code ${gone.exitCode}.` };
      return gone ?? { end: 'engine-lost', endReason: lostSight };
    },
    end: () => Promise.resolve(undefined),
  });
}

function mainName(command: string): string {
  const first = command.split(' ')[0] ?? '';
  return first.slice(first.lastIndexOf('/') + 1) || 'main process';
}

/** The end of the log and what the connection gave meanwhile, without what both have. Leaves the socket paused. */
async function outputBefore(
  { client, containerId, signal }: LinkContext,
  tty: boolean,
  socket: Duplex,
  frames: FrameDecoder | undefined,
): Promise<Uint8Array> {
  const came: Uint8Array[] = [];
  let size = 0;
  const hold = (bytes: Uint8Array): void => {
    came.push(bytes);
    size += bytes.length;
  };
  const take = (bytes: Buffer): void => {
    if (frames === undefined) hold(bytes);
    else if (!decode(frames, bytes, hold)) socket.destroy();
    // It goes on once the log is read: the engine keeps what it writes meanwhile.
    if (size >= plentyBytes) socket.pause();
  };
  socket.on('data', take);
  const live = { bytes: () => Buffer.concat(came), size: () => size, over: () => socket.destroyed };
  const output = await outputSoFar(
    live,
    () => readLastOutput(client, { id: containerId, tty }, signal),
    signal,
  );
  socket.off('data', take);
  socket.pause();
  return output;
}

/**
 * Tells a container's terminal its size. Podman loses the second of two that come at once, so there it takes its time.
 */
export async function sizeContainer(
  client: EngineClient,
  containerId: ContainerId,
  size: TerminalSize,
  signal: AbortSignal,
): Promise<Result<void>> {
  const done = await resizeContainer(client, containerId, size);
  if (done.ok && client.profile.flavour === 'podman') await pause(podmanPauseMs, signal);
  return done;
}
