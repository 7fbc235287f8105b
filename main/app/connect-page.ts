import { ipcMain, type IpcMainEvent, MessageChannelMain } from 'electron';
import { handshake } from '#shared/protocol/handshake';
import type { Logger } from '../logger';
import type { Handlers } from '../rpc/handlers';
import { RpcServer } from '../rpc/server';
import { ElectronPort } from './electron-port';
import { origin } from './origin';

/**
 * Gives each page that asks a control port, if it is the main frame of a window of ours on our own origin. A page that
 * asks again was reloaded: what it had before is freed.
 */
export function connectPages(handlers: Handlers, logger: Logger): void {
  const servers = new Map<number, RpcServer>();
  ipcMain.on(handshake.request, (event, nonce: unknown) => {
    if (!isOurs(event) || typeof nonce !== 'string' || nonce.length > 64) {
      logger.error('a page that is not ours asked for a port and was refused');
      return;
    }
    const { id } = event.sender;
    if (!servers.has(id)) {
      event.sender.once('destroyed', () => {
        servers.get(id)?.close();
        servers.delete(id);
      });
    }
    servers.get(id)?.close();
    const { port1, port2 } = new MessageChannelMain();
    servers.set(id, new RpcServer(new ElectronPort(port1), handlers, logger));
    event.senderFrame?.postMessage(handshake.answer, nonce, [port2]);
  });
}

function isOurs(event: IpcMainEvent): boolean {
  const frame = event.senderFrame;
  return (
    frame !== null && frame.parent === null && frame.origin === origin && frame.url.startsWith(`${origin}/`)
  );
}
