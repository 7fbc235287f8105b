import type { BrowserWindowConstructorOptions } from 'electron';
import type { App } from './api/app';
import { BrowserWindow } from './api/browser-window';
import { StandIn } from './api/emitter';
import { type Half, MessageChannelMain, MessagePortMain } from './api/ports';
import {
  makeClipboard,
  makeDialog,
  makeMenu,
  makePowerMonitor,
  makeProtocol,
  makeSession,
  makeShell,
  NativeTheme,
} from './api/system';
import { makeUtilityProcess } from './api/utility-process';
import type { HostContext, HostWindow } from './context';
import { strict } from './strict';

/** Electron's `ipcMain`, one-way messages only: the product's contract goes over ports. Channels are free names. */
export class IpcMain extends StandIn {
  private readonly channels: string[];

  constructor() {
    const channels: string[] = [];
    super('ipcMain', channels);
    this.channels = channels;
  }

  override on(channel: string, listener: (...args: never[]) => void): this {
    this.channels.push(channel);
    return super.on(channel, listener);
  }

  override once(channel: string, listener: (...args: never[]) => void): this {
    this.channels.push(channel);
    return super.once(channel, listener);
  }

  /** A message of a page's preload. Only main frames have one. */
  receive(
    webContents: object,
    frame: unknown,
    channel: string,
    args: readonly unknown[],
    ports: readonly Half[],
  ): void {
    const event = {
      type: 'frame',
      sender: webContents,
      senderFrame: frame,
      ports: ports.map((half) => new MessagePortMain(half)),
    };
    this.emit(channel, strict('IpcMainEvent', event), ...args);
  }
}

/** The answer to `require('electron')` of one running main bundle. Its helper processes end when `app` quits. */
export function makeElectron(
  context: HostContext,
  app: App,
  ipcMain: IpcMain,
  systemIsDark: boolean,
): object {
  const own = (window: HostWindow): window is BrowserWindow => window instanceof BrowserWindow;
  const all = (): BrowserWindow[] => [...context.windows].filter(own);
  class HostBrowserWindow extends BrowserWindow {
    constructor(options?: BrowserWindowConstructorOptions) {
      super(context, options);
    }

    static getAllWindows(): BrowserWindow[] {
      return all();
    }

    static fromWebContents(webContents: unknown): BrowserWindow | null {
      return all().find((window) => window.webContents === webContents) ?? null;
    }
  }
  const { api: utilityProcess, endAll } = makeUtilityProcess();
  app.once('quit', endAll);
  return strict('electron', {
    app,
    BrowserWindow: strict('BrowserWindow', HostBrowserWindow),
    ipcMain,
    MessageChannelMain,
    protocol: makeProtocol(context),
    session: makeSession(context),
    shell: makeShell(context),
    dialog: makeDialog(context),
    Menu: makeMenu(),
    powerMonitor: makePowerMonitor(),
    nativeTheme: new NativeTheme(context, systemIsDark),
    clipboard: makeClipboard(context),
    utilityProcess,
  });
}
