import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';
import { Half } from './api/ports';
import { PageLink } from './bridge/link';
import type { HostContext } from './context';
import { applyPermissions } from './permissions';
import type { PageConfig } from './page';

export interface ViewEvents {
  readonly onIpc: (channel: string, args: readonly unknown[], ports: readonly Half[]) => void;
  readonly onOpen: (url: string, name: string, features: string) => void;
  readonly onLoad: () => void;
  readonly onCrash: () => void;
  readonly onClosed: () => void;
}

export interface ViewOptions {
  readonly preload: string | undefined;
  readonly argv: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** The text that Chromium runs at the start of each document: bridge and preload, in main frames of our origin only. */
function initScript(bridge: string, preload: string, config: PageConfig): string {
  return `(() => {
  if (window !== window.top || !location.hostname.endsWith('.invalid')) return;
  const bridge = (() => { ${bridge}
    return chromiumHost; })();
  bridge.start(${JSON.stringify(config)}, function (require, module, process) {
    const exports = module.exports;
    ${preload}
  });
})();`;
}

/** One page of Chromium with the bridge in it: what is under a BrowserWindow. Owned by it; ends with `close()`. */
export class PageView {
  private link: PageLink | undefined;
  private hidden = false;
  private hostNavigations = 0;

  private constructor(
    readonly page: Page,
    private readonly session: CDPSession,
    private readonly context: HostContext,
  ) {}

  /** Makes a page, or takes the one that the browser began with, and prepares it. Nothing is loaded yet. */
  static async open(context: HostContext, options: ViewOptions, events: ViewEvents): Promise<PageView> {
    const page = await takePage(context);
    const session = await context.browser.newCDPSession(page);
    const view = new PageView(page, session, context);
    const names = {
      bindingName: `host${randomBytes(8).toString('hex')}`,
      receiveName: `host${randomBytes(8).toString('hex')}`,
    };
    view.listen(events, names);
    view.markHostNavigations();
    const preload = options.preload === undefined ? '' : readFileSync(options.preload, 'utf8');
    const versions = { electron: '0.0.0-chromium-host', chrome: context.browser.browser()?.version() ?? '' };
    const config = { ...names, argv: options.argv, platform: process.platform, arch: process.arch, versions };
    await session.send('Runtime.enable');
    await session.send('Page.enable');
    await session.send('Runtime.addBinding', { name: names.bindingName });
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: initScript(context.pageScript, preload, config),
    });
    if (context.options.headless) {
      await page.setViewportSize(context.options.size ?? { width: options.width, height: options.height });
    }
    await view.emulate();
    return view;
  }

  /** Whether the navigation that Chromium asks about was started by main or by a test, not by the page. */
  get navigatesForHost(): boolean {
    return this.hostNavigations > 0;
  }

  async load(pageUrl: string): Promise<void> {
    await applyPermissions(this.context, this.session, new URL(pageUrl).origin);
    await this.page.goto(pageUrl);
  }

  /** Applies nativeTheme's choice and the tests' wish for reduced motion. */
  async emulate(): Promise<void> {
    const { reducedMotion } = this.context.options;
    await this.page.emulateMedia({
      colorScheme: this.context.colorScheme,
      ...(reducedMotion === undefined ? {} : { reducedMotion: reducedMotion ? 'reduce' : 'no-preference' }),
    });
  }

  ipc(channel: string, args: readonly unknown[], ports: readonly Half[]): void {
    if (this.link === undefined) for (const port of ports) port.close();
    else this.link.ipc(channel, args, ports);
  }

  /** What the page sees as its visibility. */
  setHidden(hidden: boolean): void {
    if (this.hidden === hidden) return;
    this.hidden = hidden;
    this.link?.setHidden(hidden);
  }

  /** Moves or resizes the real window; in a headless browser only the page's size changes. */
  async setWindow(bounds: {
    readonly width?: number;
    readonly height?: number;
    readonly windowState?: 'normal' | 'minimized' | 'maximized';
  }): Promise<void> {
    if (this.context.options.headless) {
      const { width, height } = bounds;
      if (width !== undefined && height !== undefined) await this.page.setViewportSize({ width, height });
      return;
    }
    const { windowId } = await this.session.send('Browser.getWindowForTarget');
    await this.session.send('Browser.setWindowBounds', { windowId, bounds });
  }

  async close(): Promise<void> {
    this.dropLink();
    await this.page.close().catch(() => undefined);
  }

  private dropLink(): void {
    this.link?.dispose();
    this.link = undefined;
  }

  private listen(
    events: ViewEvents,
    names: { readonly bindingName: string; readonly receiveName: string },
  ): void {
    const { page, session } = this;
    let contextId: number | undefined;
    session.on('Runtime.bindingCalled', (call) => {
      if (call.name !== names.bindingName) return;
      if (contextId !== call.executionContextId || this.link === undefined) {
        this.dropLink();
        contextId = call.executionContextId;
        this.link = new PageLink(session, contextId, names.receiveName, {
          onIpc: events.onIpc,
          onOpen: events.onOpen,
          newPair: () => Half.pair(),
        });
        if (this.hidden) this.link.setHidden(true);
      }
      this.link.receive(call.payload);
    });
    session.on('Runtime.executionContextDestroyed', (gone) => {
      if (gone.executionContextId === contextId) this.dropLink();
    });
    session.on('Runtime.executionContextsCleared', () => this.dropLink());
    session.on('Page.windowOpen', ({ url, windowName, windowFeatures }) =>
      events.onOpen(url, windowName, windowFeatures.join(',')),
    );
    page.on('load', events.onLoad);
    page.on('crash', () => {
      this.dropLink();
      events.onCrash();
    });
    page.on('close', () => {
      this.dropLink();
      events.onClosed();
    });
    this.record();
  }

  private record(): void {
    const { records } = this.context;
    this.page.on('console', (message) => {
      if (message.type() === 'error') records.add(records.consoleErrors, message.text());
    });
    this.page.on('pageerror', (error) => records.add(records.consoleErrors, error.stack ?? error.message));
    this.page.on('websocket', (socket) =>
      records.add(records.refused, { url: socket.url(), kind: 'websocket' }),
    );
    // A listener keeps playwright from answering. A person answers in a visible window.
    this.page.on('dialog', (dialog) => {
      if (this.context.options.headless) dialog.dismiss().catch(() => undefined);
    });
  }

  /**
   * `page.goto` and `page.reload`, called by main's loadURL or by a test, are no navigations of the page, for which
   * Electron would ask main by `will-navigate`. Chromium's request does not tell the two apart, so the calls are counted.
   */
  private markHostNavigations(): void {
    const { page } = this;
    const counted = async <T>(run: () => Promise<T>): Promise<T> => {
      this.hostNavigations += 1;
      try {
        return await run();
      } finally {
        this.hostNavigations -= 1;
      }
    };
    const goto = page.goto.bind(page);
    const reload = page.reload.bind(page);
    page.goto = (...args) => counted(() => goto(...args));
    page.reload = (...args) => counted(() => reload(...args));
  }
}

async function takePage(context: HostContext): Promise<Page> {
  const first = context.browser.pages()[0];
  if (first !== undefined && !context.firstPageTaken) {
    context.firstPageTaken = true;
    return first;
  }
  context.pagesExpected += 1;
  try {
    return await context.browser.newPage();
  } finally {
    context.pagesExpected -= 1;
  }
}
