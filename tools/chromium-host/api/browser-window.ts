import type { BrowserWindowConstructorOptions } from 'electron';
import type { Page } from 'playwright-core';
import type { HostContext, HostWindow } from '../context';
import { PageView } from '../page-view';
import { toPage } from '../urls';
import { preventable, StandIn } from './emitter';
import type { MessagePortMain } from './ports';
import { WebContents } from './web-contents';

const events = [
  'closed',
  'close',
  'ready-to-show',
  'show',
  'hide',
  'minimize',
  'restore',
  'maximize',
  'unmaximize',
  'focus',
  'blur',
] as const;

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Electron's BrowserWindow over a page of Chromium. Its state is kept here; a visible browser follows it. */
export class BrowserWindow extends StandIn implements HostWindow {
  readonly webContents: WebContents;
  private view: PageView | undefined = undefined;
  private opening: Promise<PageView>;
  private destroyed = false;
  private crashed = false;
  private everLoaded = false;
  private visible: boolean;
  private minimized = false;
  private maximized = false;
  private bounds: Rectangle;

  constructor(
    private readonly context: HostContext,
    private readonly options: BrowserWindowConstructorOptions = {},
  ) {
    super('BrowserWindow', events);
    const { width = 800, height = 600, x = 0, y = 0 } = options;
    this.bounds = { x, y, width, height, ...context.options.size };
    this.visible = options.show ?? true;
    this.webContents = new WebContents({
      pageUrl: () => this.view?.page.url() ?? '',
      reload: () => this.background(this.reloadPage()),
      isDestroyed: () => this.destroyed,
      ipc: (channel, args, ports) => this.ipc(channel, args, ports),
    });
    context.windows.add(this);
    context.records.add<unknown>(context.records.windowOptions, options);
    context.onWebContents(this);
    this.opening = this.openView();
    this.background(this.opening);
  }

  /** The page, once it is there. */
  async page(): Promise<Page> {
    return (await this.opening).page;
  }

  get currentPage(): Page | undefined {
    return this.view?.page;
  }

  ownsPage(page: Page | undefined): boolean {
    return page !== undefined && this.view?.page === page;
  }

  /** Whether a navigation may go on; main is asked about those of the page. */
  mayNavigate(url: string, isMainFrame: boolean): boolean {
    const forHost = isMainFrame && this.view?.navigatesForHost === true;
    const allowed = forHost || this.webContents.askNavigate(url, isMainFrame);
    if (allowed) this.webContents.startNavigation(url, isMainFrame);
    return allowed;
  }

  async applyTheme(): Promise<void> {
    await (await this.opening).emulate();
  }

  async loadURL(url: string): Promise<void> {
    const view = await this.opening;
    await view.load(toPage(url, this.context.schemes));
  }

  show(): void {
    if (this.visible) return;
    this.visible = true;
    this.follow();
    this.emit('show');
    this.emit('focus');
  }

  hide(): void {
    if (!this.visible) return;
    this.visible = false;
    this.follow();
    this.emit('blur');
    this.emit('hide');
  }

  focus(): void {
    if (this.view !== undefined) this.background(this.view.page.bringToFront());
    this.emit('focus');
  }

  minimize(): void {
    if (this.minimized) return;
    this.minimized = true;
    this.follow();
    this.emit('minimize');
  }

  restore(): void {
    if (!this.minimized) return;
    this.minimized = false;
    this.follow();
    this.emit('restore');
  }

  maximize(): void {
    if (this.maximized) return;
    this.maximized = true;
    this.follow();
    this.emit('maximize');
  }

  unmaximize(): void {
    if (!this.maximized) return;
    this.maximized = false;
    this.follow();
    this.emit('unmaximize');
  }

  isVisible(): boolean {
    return this.visible && !this.minimized;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  isMaximized(): boolean {
    return this.maximized;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  getBounds(): Rectangle {
    return this.bounds;
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.bounds = { ...this.bounds, ...bounds };
    const { width, height } = this.bounds;
    this.background(this.opening.then((view) => view.setWindow({ width, height })));
  }

  close(): void {
    if (this.destroyed) return;
    const event = preventable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.context.windows.delete(this);
    if (this.view === undefined) this.background(this.opening.then((view) => view.close()));
    else this.background(this.view.close());
    this.webContents.emit('destroyed');
    this.emit('closed');
    this.context.onWindowClosed();
  }

  private async openView(): Promise<PageView> {
    const { width, height } = this.bounds;
    const { preload, additionalArguments = [] } = this.options.webPreferences ?? {};
    const view = await PageView.open(
      this.context,
      { preload, argv: ['electron', ...additionalArguments], width, height },
      {
        onIpc: (channel, args, ports) => this.context.onIpc(this, channel, args, ports),
        onOpen: (url, name, features) => {
          this.context.records.add(this.context.records.refused, { url, kind: 'popup' });
          this.webContents.askOpen(url, name, features);
        },
        onLoad: () => this.loaded(),
        onCrash: () => {
          this.crashed = true;
          this.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 });
        },
        // A person closed Chromium's window: it is gone already, so `close` cannot be prevented.
        onClosed: () => {
          if (!this.crashed) this.destroy();
        },
      },
    );
    this.view = view;
    return view;
  }

  private loaded(): void {
    this.webContents.emit('did-finish-load');
    if (this.everLoaded) return;
    this.everLoaded = true;
    this.emit('ready-to-show');
  }

  /** Loads the page anew. A page whose process crashed is of no further use to playwright: a new one takes its place. */
  private async reloadPage(): Promise<void> {
    const view = await this.opening;
    if (!this.crashed) {
      await view.page.reload();
      return;
    }
    const url = view.page.url();
    this.opening = this.openView();
    const next = await this.opening;
    await view.close();
    this.crashed = false;
    await next.load(url);
  }

  private ipc(channel: string, args: readonly unknown[], ports: readonly MessagePortMain[]): void {
    const halves = ports.map((port, index) => port.detach(index));
    if (this.view === undefined) for (const half of halves) half.close();
    else this.view.ipc(channel, args, halves);
  }

  /** Lets Chromium's window and what the page sees follow this window's state. */
  private follow(): void {
    const hidden = !this.isVisible();
    const windowState = hidden ? 'minimized' : this.maximized ? 'maximized' : 'normal';
    this.background(
      this.opening.then((view) => {
        view.setHidden(hidden);
        return view.setWindow({ windowState });
      }),
    );
  }

  /** Work on a page that may be gone by then: its failure is recorded, not thrown. */
  private background(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!this.destroyed) {
        this.context.records.add(this.context.records.consoleErrors, `The Chromium host: ${String(error)}`);
      }
    });
  }
}
