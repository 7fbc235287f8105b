import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, type BrowserWindow, powerMonitor, protocol } from 'electron';
import { createCore } from '../core';
import { stderrLogger } from '../logger';
import { createHandlers } from '../rpc/create-handlers';
import { connectPages } from './connect-page';
import { demoLauncher } from './demo';
import { electronHost } from './electron-host';
import { installMenu } from './menu';
import { scheme } from './origin';
import { servePage } from './page-files';
import { guardQuit } from './quit';
import { lockDown } from './security';
import { openWindow } from './window';

/** Out folder of the build: this bundle stands in `main` below it. */
const out = join(__dirname, '..');
const preload = join(out, 'preload', 'index.cjs');

app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

if (app.requestSingleInstanceLock()) void run();
else app.quit();

/** Puts the parts together and opens the window. */
async function run(): Promise<void> {
  await app.whenReady();
  lockDown();
  installMenu();
  protocol.handle(scheme, servePage(join(out, 'renderer')));
  const world = {
    env: process.env,
    home: homedir(),
    platform: process.platform,
    uid: process.getuid?.(),
    dataFolder: app.getPath('userData'),
  };
  const core = createCore(world, demoLauncher(join(out, 'demo', 'index.cjs')), stderrLogger);
  let window: BrowserWindow | undefined;
  const watchClose = guardQuit(core, () => window);
  const open = (): void => {
    window = openWindow(preload);
    watchClose(window);
    window.once('closed', () => {
      window = undefined;
    });
  };
  connectPages(
    createHandlers(
      core,
      electronHost(() => window),
    ),
    stderrLogger,
  );
  app.on('second-instance', () => {
    // On macOS the program goes on without a window.
    if (window === undefined) open();
    else if (window.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('activate', () => {
    if (window === undefined) open();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  // Sockets do not survive a sleep, and do not say so.
  powerMonitor.on('suspend', () => core.engines.suspend());
  powerMonitor.on('resume', () => core.engines.resume());
  open();
}
