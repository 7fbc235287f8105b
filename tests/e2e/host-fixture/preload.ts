import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('fixture', { platform: process.platform, list: [1, 2] });

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source === window && event.data === 'ask') ipcRenderer.send('ask-port', 'nonce');
});

ipcRenderer.on('port', (event, nonce: string) => {
  window.postMessage({ type: 'port', nonce }, window.location.origin, [...event.ports]);
});
