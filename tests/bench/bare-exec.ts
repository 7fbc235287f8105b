import { connect, type Socket } from 'node:net';
import type { BenchContext } from './bench';

/** A process in a container on a bare socket: what is to be had without any client. */
export interface BareExec {
  readonly socket: Socket;
  /** Bytes that came along with the answer's head. */
  readonly head: Buffer;
}

/** Runs a command with a TTY of 80 by 24 through nothing but a socket. The caller destroys it. */
export async function bareExec(
  context: BenchContext,
  container: string,
  command: readonly string[],
): Promise<BareExec> {
  const body = JSON.stringify({
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
    Cmd: command,
  });
  const { status, text } = await context.engine.api('POST', `/containers/${container}/exec`, body);
  if (status !== 201) throw new Error(`No exec: ${text}`);
  const { Id } = JSON.parse(text) as { readonly Id: string };
  const socket = connect(context.engine.socket);
  socket.setNoDelay(true);
  const start = '{"Detach":false,"Tty":true}';
  socket.write(
    `POST /exec/${Id}/start HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\nContent-Length: ${start.length}\r\n\r\n${start}`,
  );
  let head = Buffer.alloc(0);
  for (;;) {
    const chunk = await new Promise<Buffer>((resolve, reject) => {
      socket.once('data', resolve);
      socket.once('error', reject);
    });
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) continue;
    socket.pause();
    return { socket, head: head.subarray(end + 4) };
  }
}
