import type { MessageBoxOptions, SaveDialogOptions } from 'electron';
import type { BrowserContext, Page } from 'playwright-core';
import type { Half } from './api/ports';

/** How many entries each record keeps; the oldest leave first. */
const maxRecords = 1000;

export interface RefusedRequest {
  readonly url: string;
  /** Chromium's word for what asked: document, script, image, fetch, websocket, popup, ... */
  readonly kind: string;
}

type MessageBoxAnswer = number | ((options: MessageBoxOptions) => number | Promise<number>);

/** What main asked of the system while it ran in the host, and what the host refused. For tests to look at. */
export class HostRecords {
  /** Targets of shell.openExternal. Nothing is ever opened. */
  readonly opened: string[] = [];
  readonly shownInFolder: string[] = [];
  readonly messageBoxes: { readonly options: MessageBoxOptions; readonly response: number }[] = [];
  readonly errorBoxes: { readonly title: string; readonly content: string }[] = [];
  readonly saveDialogs: SaveDialogOptions[] = [];
  readonly refused: RefusedRequest[] = [];
  /** Uncaught errors of the page and what it wrote with console.error. */
  readonly consoleErrors: string[] = [];
  readonly windowOptions: unknown[] = [];
  clipboard = '';
  private messageBoxAnswer: MessageBoxAnswer | undefined;
  private saveAnswer: string | undefined;

  add<T>(list: T[], item: T): void {
    list.push(item);
    if (list.length > maxRecords) list.shift();
  }

  /** Answers all further message boxes: the index of a button, or a function of the box. Without one, the cancel button. */
  answerMessageBoxes(answer: MessageBoxAnswer | undefined): void {
    this.messageBoxAnswer = answer;
  }

  /** Answers all further save dialogs with a path; without one they are cancelled. */
  answerSaveDialogs(path: string | undefined): void {
    this.saveAnswer = path;
  }

  async messageBox(options: MessageBoxOptions): Promise<number> {
    const { messageBoxAnswer: answer } = this;
    if (answer === undefined) return options.cancelId ?? 0;
    return typeof answer === 'number' ? answer : await answer(options);
  }

  get savePath(): string | undefined {
    return this.saveAnswer;
  }
}

export interface HostOptions {
  /** out/main/index.cjs or another main bundle. */
  readonly mainBundle: string;
  /** app.getPath('userData'); made if missing. */
  readonly userData: string;
  readonly headless: boolean;
  /** Inner size of the window in CSS pixels; what main asks for is taken without it. */
  readonly size?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: boolean;
}

export interface IpcEvent {
  readonly sender: unknown;
  readonly senderFrame: unknown;
  readonly ports: readonly unknown[];
}

/** What the host's parts ask of a BrowserWindow. */
export interface HostWindow {
  readonly webContents: { readonly mainFrame: object };
  /** The page as it is now; another one after a crash and reload. */
  readonly currentPage: Page | undefined;
  page(): Promise<Page>;
  ownsPage(page: Page | undefined): boolean;
  mayNavigate(url: string, isMainFrame: boolean): boolean;
  applyTheme(): Promise<void>;
  isDestroyed(): boolean;
  close(): void;
  destroy(): void;
}

type ProtocolHandler = (request: Request) => Response | Promise<Response>;
type PermissionRequestHandler = (
  webContents: unknown,
  permission: string,
  callback: (granted: boolean) => void,
  details: object,
) => void;
type PermissionCheckHandler = (
  webContents: unknown,
  permission: string,
  origin: string,
  details: object,
) => boolean;

/** What the parts of one running host share. */
export interface HostContext {
  readonly options: HostOptions;
  readonly browser: BrowserContext;
  readonly records: HostRecords;
  /** Schemes that main registered. */
  readonly schemes: Set<string>;
  readonly protocolHandlers: Map<string, ProtocolHandler>;
  readonly windows: Set<HostWindow>;
  readonly permissions: {
    request: PermissionRequestHandler | null;
    check: PermissionCheckHandler | null;
  };
  /** Pages that a window is opening; any other new page is a popup. */
  pagesExpected: number;
  /** The browser begins with a page, which becomes the first window's. */
  firstPageTaken: boolean;
  /** Text of the bridge for the page; see page/index.ts. */
  readonly pageScript: string;
  readonly onIpc: (
    window: HostWindow,
    channel: string,
    args: readonly unknown[],
    ports: readonly Half[],
  ) => void;
  readonly onWindowClosed: () => void;
  readonly onWebContents: (window: HostWindow) => void;
  /** nativeTheme's choice for new pages; null leaves it to the system. */
  colorScheme: 'light' | 'dark' | null;
}
