import type { Duplex } from 'node:stream';
import { inspectExec } from '../../engine/api/exec';
import type { EngineClient } from '../../engine/client';

/** A process is asked after so often, in ms. */
const pollMs = 1_500;
/** What it wrote last may still be on its way: its connection is given up once nothing came for so long, in ms. */
const quietMs = 300;

/**
 * Destroys the connection of a command once its process has ended, for connections whose end cannot be seen (Windows
 * pipes know no half-close): the engine is asked each 1.5 s until then. Ends with the connection. Does nothing where
 * the engine cannot say (below API 1.16).
 */
export async function watchExecEnd(
  client: EngineClient,
  execId: string,
  socket: Duplex,
  everyMs = pollMs,
): Promise<void> {
  if (!client.supports('exec-exit-code').ok) return;
  let heardAt = performance.now();
  const heard = (): void => {
    heardAt = performance.now();
  };
  socket.on('data', heard);
  while (await wait(socket, everyMs)) {
    const state = await inspectExec(client, execId);
    // Engines forget a process some minutes after its end.
    const over = state.ok ? !state.value.running : state.error.kind === 'not-found';
    if (!over) continue;
    while (performance.now() - heardAt < quietMs && (await wait(socket, quietMs)));
    socket.destroy();
  }
  socket.off('data', heard);
}

/** Waits, and gives false at once where the connection is gone. */
function wait(socket: Duplex, ms: number): Promise<boolean> {
  if (socket.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      socket.off('close', done);
      resolve(!socket.destroyed);
    };
    const timer = setTimeout(done, ms);
    socket.once('close', done);
  });
}
