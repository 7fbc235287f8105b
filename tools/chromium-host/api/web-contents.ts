import type { HandlerDetails, WindowOpenHandlerResponse } from 'electron';
import { mainOrigin, toMain } from '../urls';
import { preventable, StandIn } from './emitter';
import type { MessagePortMain } from './ports';

/** What a WebContents asks of the window that holds it. */
export interface Holder {
  pageUrl(): string;
  reload(): void;
  isDestroyed(): boolean;
  ipc(channel: string, args: readonly unknown[], ports: readonly MessagePortMain[]): void;
}

/** Electron's WebFrameMain of a page's main frame: one object for the life of the WebContents. */
export class WebFrameMain extends StandIn {
  readonly parent = null;

  constructor(private readonly holder: Holder) {
    super('WebFrameMain', []);
  }

  get url(): string {
    return toMain(this.holder.pageUrl());
  }

  get origin(): string {
    return mainOrigin(this.holder.pageUrl());
  }

  isDestroyed(): boolean {
    return this.holder.isDestroyed();
  }

  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[] = []): void {
    this.holder.ipc(channel, [message], transfer);
  }
}

const events = [
  'will-navigate',
  'will-frame-navigate',
  'will-redirect',
  'will-attach-webview',
  'render-process-gone',
  'did-finish-load',
  'did-start-navigation',
  'destroyed',
] as const;

let lastId = 0;

/** Electron's WebContents. Redirects and webviews do not happen in the host, so their events are never emitted. */
export class WebContents extends StandIn {
  readonly id: number;
  readonly mainFrame: WebFrameMain;
  private openHandler: ((details: HandlerDetails) => WindowOpenHandlerResponse) | undefined = undefined;

  constructor(private readonly holder: Holder) {
    super('webContents', events);
    lastId += 1;
    this.id = lastId;
    this.mainFrame = new WebFrameMain(holder);
  }

  getURL(): string {
    return toMain(this.holder.pageUrl());
  }

  isDestroyed(): boolean {
    return this.holder.isDestroyed();
  }

  reload(): void {
    this.holder.reload();
  }

  setWindowOpenHandler(handler: (details: HandlerDetails) => WindowOpenHandlerResponse): void {
    this.openHandler = handler;
  }

  /** The page asked for a window. Main's handler hears of it; the host has no second window to give. */
  askOpen(pageUrl: string, frameName: string, features: string): void {
    const disposition = features === '' ? 'foreground-tab' : 'new-window';
    const referrer = { url: this.getURL(), policy: 'strict-origin-when-cross-origin' } as const;
    const answer = this.openHandler?.({ url: toMain(pageUrl), frameName, features, disposition, referrer });
    if (answer?.action !== 'deny')
      throw new Error('Main allowed a window that the Chromium host cannot open');
  }

  /** Puts a navigation to main's listeners. False when one of them prevents it. */
  askNavigate(url: string, isMainFrame: boolean): boolean {
    const details = {
      url,
      isMainFrame,
      isSameDocument: false,
      frame: this.mainFrame,
      initiator: this.mainFrame,
    };
    const inFrame = preventable(details);
    this.emit('will-frame-navigate', inFrame);
    const inMain = preventable(details);
    if (isMainFrame) this.emit('will-navigate', inMain, url);
    return !inFrame.defaultPrevented && !inMain.defaultPrevented;
  }

  startNavigation(url: string, isMainFrame: boolean): void {
    const details = { url, isMainFrame, isSameDocument: false, frame: this.mainFrame };
    this.emit('did-start-navigation', details, url, false, isMainFrame, 1, 1);
  }
}
