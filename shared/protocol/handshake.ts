/** Channel names and messages of the handshake by which a page gets its control port. */
export const handshake = {
  /** ipcRenderer to ipcMain: a nonce; main answers with a port if page and frame are ours. */
  request: 'pilothouse:request-port',
  /** main to the frame's ipcRenderer: the nonce and the port. */
  answer: 'pilothouse:port',
  /** `type` of the page's window message to its preload: listening now, send me the port. */
  pageReady: 'pilothouse:page-ready',
  /** `type` of the preload's window message to the page; carries the port. */
  pagePort: 'pilothouse:page-port',
} as const;

/** The window messages of the handshake. */
export interface HandshakeMessage {
  readonly type: typeof handshake.pageReady | typeof handshake.pagePort;
  readonly nonce: string;
}

/** True for a window message of the handshake, whatever else arrives on the window. */
export function isHandshake(data: unknown, type: HandshakeMessage['type']): data is HandshakeMessage {
  return (
    typeof data === 'object' &&
    data !== null &&
    (data as { type?: unknown }).type === type &&
    typeof (data as { nonce?: unknown }).nonce === 'string'
  );
}
