import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { pageScriptBundle } from '../scripts/vite-bundles';
import { App } from './api/app';
import { launchChromium } from './chromium';
import { type HostContext, type HostOptions, HostRecords, type HostWindow } from './context';
import { IpcMain, makeElectron } from './electron';
import { findPackage, guardProcessListeners, runMain, withEnv } from './main-bundle';
import { interceptRequests } from './requests';
import { isStandIn } from './urls';
import { SingleInstance } from './single-instance';

export interface LaunchOptions extends HostOptions {
  /** Set in process.env while the host runs; undefined removes a name. Restored by `close()`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A running product in Chromium. */
export interface Host {
  /** The page of the first window. Another object after the page's process crashed and was reloaded. */
  readonly page: Page;
  /** What main asked of the system, and what was refused; message boxes are answered here. */
  readonly electron: HostRecords;
  /** Fulfilled with the exit code when the product ends: by itself, by its window or by `close()`. */
  readonly exited: Promise<number>;
  /** Asks main to quit as a person does (before-quit, will-quit); it may refuse. */
  quit(): void;
  /** Quits, by force where main does not within 5 s, and takes Chromium down. Safe to call twice. */
  close(): Promise<void>;
}

const defaultSize = { width: 1440, height: 900 } as const;
const quitMillis = 5000;
const loadMillis = 15_000;
let bridgeText: Promise<string> | undefined;
let running = false;

async function bundleBridge(): Promise<string> {
  const result = await build(pageScriptBundle(join(import.meta.dirname, 'page', 'index.ts')));
  const [first] = [result].flat();
  const chunk = first !== undefined && 'output' in first ? first.output[0] : undefined;
  if (chunk === undefined) throw new Error('The bridge for the page could not be built');
  return chunk.code;
}

/**
 * Runs a main bundle of the product, unchanged, in this process, and its page in the system's Chromium. Waits until the
 * page of the first window is loaded, for at most 15 s.
 *
 * One host at a time per process: main reads process.env and listens on the process. `close()` restores both and takes
 * Chromium down; handles that main itself leaves open after its `will-quit` stay open. Fails with a sentence when
 * Chromium is not installed, and with main's own error when it throws before its first window.
 */
export async function launchHost(options: LaunchOptions): Promise<Host> {
  if (running) throw new Error('Another Chromium host is running in this process');
  running = true;
  // Undone in reverse, whether the launch fails or the product ends.
  const undo: (() => void | Promise<void>)[] = [() => void (running = false)];
  const undoAll = async (): Promise<void> => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  };
  try {
    bridgeText ??= bundleBridge();
    const pageScript = await bridgeText;
    const browser = await launchChromium({
      headless: options.headless,
      size: options.size ?? defaultSize,
      appUrl: 'https://pilothouse.app.invalid/',
    });
    undo.push(() => browser.close());
    return await runProduct(options, browser, pageScript, undo, undoAll);
  } catch (error) {
    await undoAll();
    throw error;
  }
}

async function runProduct(
  options: LaunchOptions,
  browser: BrowserContext,
  pageScript: string,
  undo: (() => void | Promise<void>)[],
  undoAll: () => Promise<void>,
): Promise<Host> {
  const { folder, name, version } = findPackage(options.mainBundle);
  const records = new HostRecords();
  const ipcMain = new IpcMain();
  const windows = new Set<HostWindow>();
  const opened = deferred<HostWindow>();
  const ended = deferred<number>();
  const instance = new SingleInstance(options.userData);
  const { userData } = options;
  const app = new App({ appPath: folder, name, version, userData, windows, instance, onExit: ended.resolve });
  const context: HostContext = {
    options,
    browser,
    records,
    schemes: new Set(),
    protocolHandlers: new Map(),
    windows,
    permissions: { request: null, check: null },
    pagesExpected: 0,
    firstPageTaken: false,
    pageScript,
    onIpc: ({ webContents }, channel, args, ports) =>
      ipcMain.receive(webContents, webContents.mainFrame, channel, args, ports),
    onWindowClosed: () => {
      if (windows.size === 0) app.allWindowsClosed();
    },
    onWebContents: (window) => {
      app.emit('web-contents-created', {}, window.webContents);
      opened.resolve(window);
    },
    colorScheme: options.colorScheme ?? null,
  };
  await interceptRequests(context);
  const systemIsDark = await prefersDark(options, browser.pages()[0]);
  undo.push(withEnv(options.env ?? {}), guardProcessListeners());
  const shutDown = ended.promise.then(undoAll);
  // A person closed Chromium: the windows are gone, and main ends as it does when they are.
  browser.on('close', () => {
    for (const window of windows) window.destroy();
  });
  runMain(options.mainBundle, makeElectron(context, app, ipcMain, systemIsDark));
  app.start();
  const window = await Promise.race([opened.promise, ended.promise.then(() => undefined)]);
  if (window === undefined) {
    throw new Error(
      instance.isSecond
        ? `${name} is open already; its window was asked to come to the front.`
        : `${name} ended before it opened a window`,
    );
  }
  const firstPage = await window.page();
  await firstPage.waitForURL((url) => isStandIn(url.href), { timeout: loadMillis });
  return {
    get page() {
      return window.currentPage ?? firstPage;
    },
    electron: records,
    exited: ended.promise,
    quit: () => app.quit(),
    async close() {
      const late = setTimeout(() => app.exit(1), quitMillis);
      app.quit();
      await shutDown;
      clearTimeout(late);
    },
  };
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

async function prefersDark(options: HostOptions, page: Page | undefined): Promise<boolean> {
  if (options.colorScheme !== undefined) return options.colorScheme === 'dark';
  return (await page?.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)) ?? false;
}
