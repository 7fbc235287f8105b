import { handshake, isHandshake } from '#shared/protocol/handshake';
import { Client } from './client';
import { DomPort, domChannel } from './dom-port';

/**
 * Asks the preload for the control port and gives the client over it. The nonce ties the answer to this question, so
 * that no other script's window message can pass for it. Never rejects; without a preload it waits for ever.
 */
export function connect(): Promise<Client> {
  const nonce = crypto.randomUUID();
  return new Promise((resolve) => {
    const onMessage = (event: MessageEvent<unknown>): void => {
      const port = event.ports[0];
      if (event.source !== window || port === undefined) return;
      if (!isHandshake(event.data, handshake.pagePort) || event.data.nonce !== nonce) return;
      window.removeEventListener('message', onMessage);
      resolve(new Client(new DomPort(port), domChannel));
    };
    window.addEventListener('message', onMessage);
    window.postMessage({ type: handshake.pageReady, nonce }, window.location.origin);
  });
}
