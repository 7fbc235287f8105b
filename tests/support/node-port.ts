import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { PortLike } from '#shared/protocol/port';

/** Node's MessagePort as a PortLike, for tests and benchmarks. Counts what was sent, to prove windows. */
export class NodePort implements PortLike {
  readonly native: MessagePort;

  constructor(native: MessagePort) {
    this.native = native;
  }

  post(message: unknown, transfer: readonly PortLike[] = []): void {
    const natives = transfer.map((port) => {
      if (!(port instanceof NodePort)) throw new TypeError('Not a port of this kind.');
      return port.native;
    });
    // Node gives transferred ports to the receiver inside the message only.
    this.native.postMessage({ message, ports: natives }, natives);
  }

  listen(handler: (message: unknown, ports: readonly PortLike[]) => void): void {
    this.native.on('message', (envelope: { message: unknown; ports: readonly MessagePort[] }) => {
      handler(
        envelope.message,
        envelope.ports.map((port) => new NodePort(port)),
      );
    });
  }

  onClose(handler: () => void): void {
    this.native.once('close', handler);
  }

  close(): void {
    this.native.close();
  }
}

/** Both ends of a new channel. */
export function nodeChannel(): readonly [NodePort, NodePort] {
  const { port1, port2 } = new MessageChannel();
  return [new NodePort(port1), new NodePort(port2)];
}
