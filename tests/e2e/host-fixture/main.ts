import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  ipcMain,
  MessageChannelMain,
  type MessagePortMain,
  protocol,
  session,
} from 'electron';

/** A main bundle as small as can be, for the tests of the Chromium host. It writes what it sees into a global. */
export interface FixtureLog {
  readonly events: unknown[];
  /** The main end of the newest control port. */
  control: MessagePortMain | undefined;
}

declare global {
  var hostFixture: FixtureLog | undefined;
}

const log: FixtureLog = { events: [], control: undefined };
globalThis.hostFixture = log;
const folder = process.env['HOST_FIXTURE'] ?? '';
const policy = "default-src 'none'; script-src 'self'; img-src 'self'; connect-src 'self'";

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);

function answer(
  control: MessagePortMain,
  data: { readonly kind: string; readonly value?: unknown },
  ports: readonly MessagePortMain[],
): void {
  if (data.kind === 'echo') control.postMessage({ kind: 'echo', value: data.value });
  if (data.kind === 'nested') {
    const { port1, port2 } = new MessageChannelMain();
    // Sent before the transfer: must arrive first.
    port1.postMessage('first');
    control.postMessage({ kind: 'nested' }, [port2]);
    port1.postMessage('second');
    port1.on('message', ({ data: said }) => port1.postMessage(`main heard ${String(said)}`));
    port1.on('close', () => log.events.push('nested closed'));
    port1.start();
  }
  if (data.kind === 'stream') {
    const [port] = ports;
    if (port === undefined) throw new Error('No port came with the stream');
    const { chunks, size } = data.value as { readonly chunks: number; readonly size: number };
    port.on('close', () => log.events.push('stream closed'));
    for (let index = 0; index < chunks; index += 1) {
      const bytes = new Uint8Array(size).fill(index % 251);
      port.postMessage({ index, bytes });
    }
    port.postMessage({ index: -1 });
    port.on('message', ({ data: said }) => {
      log.events.push(['stream heard', said]);
      if (said === 'close it') port.close();
    });
    port.start();
  }
}

ipcMain.on('ask-port', (event, nonce: string) => {
  log.events.push([
    'ask',
    nonce,
    event.senderFrame === event.sender.mainFrame,
    event.senderFrame?.origin,
    event.senderFrame?.url,
  ]);
  const { port1, port2 } = new MessageChannelMain();
  log.control = port1;
  port1.on('message', ({ data, ports }) => answer(port1, data as Parameters<typeof answer>[1], ports));
  port1.on('close', () => log.events.push('control closed'));
  port1.start();
  event.senderFrame?.postMessage('port', nonce, [port2]);
});

app.on('web-contents-created', (_event, contents) => {
  contents.setWindowOpenHandler(({ url }) => {
    log.events.push(['open', url]);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (details) => {
    log.events.push(['will-navigate', details.url]);
    details.preventDefault();
  });
  contents.on('render-process-gone', (_gone, details) => {
    log.events.push(['gone', details.reason]);
    contents.reload();
  });
});
app.on('window-all-closed', () => app.quit());
app.on('before-quit', () => log.events.push('before-quit'));
app.on('will-quit', () => log.events.push('will-quit'));

async function open(): Promise<void> {
  await app.whenReady();
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission) => permission === 'clipboard-sanitized-write',
  );
  session.defaultSession.setPermissionRequestHandler((_contents, permission, decide) =>
    decide(permission === 'clipboard-sanitized-write'),
  );
  protocol.handle('app', async (request) => {
    const { pathname } = new URL(request.url);
    const isScript = pathname.endsWith('.js');
    const body = isScript
      ? await readFile(join(folder, 'page.js'))
      : '<!doctype html><title>Fixture</title><script src="/page.js"></script><h1>Fixture</h1>';
    return new Response(body, {
      headers: {
        'content-type': isScript ? 'text/javascript' : 'text/html',
        'content-security-policy': policy,
      },
    });
  });
  const window = new BrowserWindow({
    width: 640,
    height: 480,
    show: false,
    webPreferences: { preload: join(folder, 'preload.cjs'), sandbox: true },
  });
  window.on('ready-to-show', () => window.show());
  await window.loadURL('app://pilothouse/index.html');
}

open().catch((error: unknown) => log.events.push(['failed', String(error)]));
