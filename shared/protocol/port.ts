/**
 * A message port, whichever kind it is: the page's MessagePort, Electron's MessagePortMain or Node's. Messages arrive
 * in order and are structured clones. Ports have no backpressure of their own: the credit window adds it.
 */
export interface PortLike {
  /** Sends a clone; ports in `transfer` must come from the same kind of adapter and are gone from here afterwards. */
  post(message: unknown, transfer?: readonly PortLike[]): void;
  /** Starts delivery to the one handler. Call once. */
  listen(handler: (message: unknown, ports: readonly PortLike[]) => void): void;
  /** Called once, when either end was closed or the other side went away. */
  onClose(handler: () => void): void;
  /** Closes both ends. Safe to call twice. */
  close(): void;
}
