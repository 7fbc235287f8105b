import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostWindow } from '../context';
import type { SingleInstance } from '../single-instance';
import { preventable, StandIn } from './emitter';

const events = [
  'second-instance',
  'window-all-closed',
  'activate',
  'before-quit',
  'will-quit',
  'quit',
  'web-contents-created',
] as const;

export interface AppFacts {
  /** Folder with the package.json that belongs to the main bundle. */
  readonly appPath: string;
  readonly name: string;
  readonly version: string;
  readonly userData: string;
  readonly windows: ReadonlySet<HostWindow>;
  readonly instance: SingleInstance;
  /** Called once, when the product has ended itself. */
  readonly onExit: (code: number) => void;
}

/** Electron's `app`. */
export class App extends StandIn {
  readonly isPackaged = false;
  private name: string;
  private ready: Promise<void>;
  private becomeReady: () => void = () => undefined;
  private exited = false;
  private quitting = false;

  constructor(private readonly facts: AppFacts) {
    super('app', events);
    this.name = facts.name;
    this.ready = new Promise((resolve) => {
      this.becomeReady = resolve;
    });
  }

  /** The main bundle has run: `whenReady` may be fulfilled. */
  start(): void {
    this.becomeReady();
  }

  whenReady(): Promise<void> {
    return this.ready;
  }

  requestSingleInstanceLock(): boolean {
    return this.facts.instance.acquire((argv, cwd) => this.emit('second-instance', {}, argv, cwd, undefined));
  }

  /** Chromium's own sandbox is on wherever the user is not root. */
  enableSandbox(): void {
    this.sandboxed = true;
  }

  sandboxed = false;

  setAppUserModelId(): void {
    // Windows only, and nothing to see in the host.
  }

  getPath(name: string): string {
    const paths: Readonly<Record<string, string>> = {
      userData: this.facts.userData,
      logs: join(this.facts.userData, 'logs'),
      downloads: join(homedir(), 'Downloads'),
      home: homedir(),
      temp: tmpdir(),
    };
    const path = paths[name];
    if (path === undefined) throw new Error(`The Chromium host has no app.getPath('${name}')`);
    if (name === 'userData' || name === 'logs') mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  }

  getVersion(): string {
    return this.facts.version;
  }

  getName(): string {
    return this.name;
  }

  setName(name: string): void {
    this.name = name;
  }

  getAppPath(): string {
    return this.facts.appPath;
  }

  /** Asks, closes all windows, asks again and ends. Any listener may prevent it, as in Electron. */
  quit(): void {
    if (this.exited || this.quitting) return;
    const before = preventable({});
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    this.quitting = true;
    for (const window of this.facts.windows) window.close();
    // Later, as in Electron: what the windows held has been told of its end by then.
    setImmediate(() => setImmediate(() => this.windowsAsked()));
  }

  private windowsAsked(): void {
    this.quitting = false;
    if (this.exited || this.facts.windows.size > 0) return;
    const will = preventable({});
    this.emit('will-quit', will);
    if (!will.defaultPrevented) this.end(0);
  }

  /** Ends at once: windows are destroyed, nobody is asked. */
  exit(code = 0): void {
    for (const window of this.facts.windows) window.destroy();
    this.end(code);
  }

  /** The last window is gone. Electron quits by itself when nobody listens. */
  allWindowsClosed(): void {
    if (this.quitting || this.exited) return;
    if (!this.emit('window-all-closed')) this.quit();
  }

  private end(code: number): void {
    if (this.exited) return;
    this.exited = true;
    this.emit('quit', {}, code);
    this.facts.instance.release();
    this.facts.onExit(code);
  }
}
