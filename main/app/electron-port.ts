import type { MessagePortMain } from 'electron';
import type { PortLike } from '#shared/protocol/port';

/** Electron's MessagePortMain as a PortLike. */
export class ElectronPort implements PortLike {
  readonly native: MessagePortMain;

  constructor(native: MessagePortMain) {
    this.native = native;
  }

  post(message: unknown, transfer: readonly PortLike[] = []): void {
    this.native.postMessage(message, transfer.map(nativeOf));
  }

  listen(handler: (message: unknown, ports: readonly PortLike[]) => void): void {
    this.native.on('message', (event) => {
      handler(
        event.data,
        event.ports.map((port) => new ElectronPort(port)),
      );
    });
    this.native.start();
  }

  onClose(handler: () => void): void {
    this.native.once('close', handler);
  }

  close(): void {
    this.native.close();
  }
}

/** Ports of different kinds cannot travel over each other. */
function nativeOf(port: PortLike): MessagePortMain {
  if (!(port instanceof ElectronPort)) throw new TypeError('Not a port of this kind.');
  return port.native;
}
