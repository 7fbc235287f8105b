import type { PortLike } from '#shared/protocol/port';

/** The page's MessagePort as a PortLike. */
export class DomPort implements PortLike {
  readonly native: MessagePort;

  constructor(native: MessagePort) {
    this.native = native;
  }

  post(message: unknown, transfer: readonly PortLike[] = []): void {
    this.native.postMessage(message, transfer.map(nativeOf));
  }

  listen(handler: (message: unknown, ports: readonly PortLike[]) => void): void {
    this.native.onmessage = (event) => {
      handler(
        event.data,
        event.ports.map((port) => new DomPort(port)),
      );
    };
  }

  onClose(handler: () => void): void {
    this.native.addEventListener('close', handler, { once: true });
  }

  close(): void {
    this.native.close();
  }
}

/** Both ends of a new channel. */
export function domChannel(): readonly [DomPort, DomPort] {
  const { port1, port2 } = new MessageChannel();
  return [new DomPort(port1), new DomPort(port2)];
}

/** Ports of different kinds cannot travel over each other. */
function nativeOf(port: PortLike): MessagePort {
  if (!(port instanceof DomPort)) throw new TypeError('Not a port of this kind.');
  return port.native;
}
