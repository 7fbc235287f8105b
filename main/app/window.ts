import { BrowserWindow, nativeTheme } from 'electron';
import { startPage } from './origin';

const ground = { dark: '#0B0D12', light: '#EFF1F5' } as const;

/** Opens the one window. It is shown once the page has painted, so that no empty frame flashes. */
export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Pilothouse',
    backgroundColor: nativeTheme.shouldUseDarkColors ? ground.dark : ground.light,
    // The page draws its own title bar; macOS keeps its three buttons inside it.
    ...(process.platform === 'darwin' ? { titleBarStyle: 'hiddenInset' as const } : { frame: false }),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  comeBack(window);
  void window.loadURL(startPage);
  return window;
}

const mostReloads = 3;
const withinMs = 60_000;

/** A page that crashed comes back by itself, for main has everything; not for ever, where it crashes again at once. */
function comeBack(window: BrowserWindow): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < withinMs), now];
    if (crashes.length <= mostReloads) window.webContents.reload();
  });
}
