import { contextBridge, ipcRenderer } from 'electron';
import { handshake, isHandshake } from '#shared/protocol/handshake';

/**
 * Hands the page one MessagePort and a few facts, nothing else: no function and no name of the product's business
 * crosses the isolated world. The page asks, because a port sent before the page listens would be lost.
 */
contextBridge.exposeInMainWorld('pilothouse', Object.freeze({ platform: process.platform }));

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window || !isHandshake(event.data, handshake.pageReady)) return;
  ipcRenderer.send(handshake.request, event.data.nonce);
});

ipcRenderer.on(handshake.answer, (event, nonce: string) => {
  window.postMessage({ type: handshake.pagePort, nonce }, window.location.origin, [...event.ports]);
});
