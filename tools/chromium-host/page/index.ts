import {
  batchBytes,
  decodeBatch,
  encodeBatch,
  type EncodedFrame,
  encodeFrame,
  type Frame,
} from '../bridge/wire';
import { strict } from '../strict';

/** What the host tells the page when a document begins. */
export interface PageConfig {
  /** Global function, made by the debugger, that takes one batch to the host. */
  readonly bindingName: string;
  /** Global function by which the host hands over a batch. */
  readonly receiveName: string;
  readonly argv: readonly string[];
  readonly platform: string;
  readonly arch: string;
  readonly versions: Readonly<Record<string, string>>;
}

type Listener = (event: { readonly ports: readonly MessagePort[] }, ...args: readonly unknown[]) => void;
type Preload = (require: (name: string) => unknown, module: { exports: unknown }, process: unknown) => void;

// Not yet in TypeScript's DOM library; Chromium has had both since 140.
interface Base64Bytes {
  toBase64(): string;
}
interface Base64Constructor {
  fromBase64(text: string): Uint8Array;
}

/** The page's end of the bridge: real DOM ports on one side, batches of frames on the other. */
class PageBridge {
  readonly listeners = new Map<string, Set<Listener>>();
  private readonly ports = new Map<number, MessagePort>();
  private nextId = 1;
  private queue: EncodedFrame[] = [];
  private queuedBytes = 0;
  private readonly flushPort: MessagePort;
  private flushAsked = false;

  constructor(private readonly post: (batch: string) => void) {
    const { port1, port2 } = new MessageChannel();
    // A task of its own, so that all messages which already arrived go in one batch.
    port1.onmessage = () => this.flush();
    this.flushPort = port2;
  }

  send(frame: Frame): void {
    const encoded = encodeFrame(frame);
    this.queue.push(encoded);
    this.queuedBytes += encoded.byteLength + encoded.json.length;
    if (this.queuedBytes >= batchBytes) {
      this.flush();
    } else if (!this.flushAsked) {
      this.flushAsked = true;
      this.flushPort.postMessage(null);
    }
  }

  receive(batch: string): void {
    const bytes = (Uint8Array as unknown as Base64Constructor).fromBase64(batch);
    for (const frame of decodeBatch(bytes)) this.dispatch(frame);
  }

  /** Takes over a port that the page's code sent to main. Gives its number on the bridge. */
  adopt(port: MessagePort): number {
    const id = this.nextId;
    this.nextId += 2;
    this.hold(id, port);
    return id;
  }

  private hold(id: number, port: MessagePort): void {
    this.ports.set(id, port);
    port.onmessage = (event: MessageEvent<unknown>) =>
      this.send({ op: 'port', id, value: event.data, ports: event.ports.map((sent) => this.adopt(sent)) });
    port.addEventListener('close', () => {
      if (this.ports.delete(id)) this.send({ op: 'close', id });
    });
  }

  private flush(): void {
    this.flushAsked = false;
    if (this.queue.length === 0) return;
    const frames = this.queue;
    this.queue = [];
    this.queuedBytes = 0;
    this.post((encodeBatch(frames) as unknown as Base64Bytes).toBase64());
  }

  /** New ends for ports that main sent: one for the page's code, the other stays here. */
  private materialise(ids: readonly number[]): MessagePort[] {
    return ids.map((id) => {
      const { port1, port2 } = new MessageChannel();
      this.hold(id, port2);
      return port1;
    });
  }

  private dispatch(frame: Frame): void {
    switch (frame.op) {
      case 'port':
        this.ports.get(frame.id)?.postMessage(frame.value, this.materialise(frame.ports));
        return;
      case 'close': {
        const port = this.ports.get(frame.id);
        this.ports.delete(frame.id);
        port?.close();
        return;
      }
      case 'ipc': {
        const event = { ports: this.materialise(frame.ports) };
        for (const listener of this.listeners.get(frame.channel) ?? []) listener(event, ...frame.args);
        return;
      }
      case 'visibility':
        showAs(frame.hidden);
        return;
      case 'hello':
      case 'open':
        return;
    }
  }
}

/** Lets the page see itself as hidden or shown, as minimising a window of Electron does. */
function showAs(hidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
  Object.defineProperty(document, 'visibilityState', {
    configurable: true,
    value: hidden ? 'hidden' : 'visible',
  });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}

function deepFreeze(value: unknown): unknown {
  if (typeof value === 'function') throw new Error('The Chromium host exposes plain data only, no functions');
  if (typeof value !== 'object' || value === null) return value;
  const copy: unknown = Array.isArray(value)
    ? value.map(deepFreeze)
    : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deepFreeze(item)]));
  return Object.freeze(copy);
}

/** The preload's `electron`: what a sandboxed preload of this product may use. */
function preloadElectron(bridge: PageBridge): object {
  const listenersOf = (channel: string): Set<Listener> => {
    const known = bridge.listeners.get(channel) ?? new Set();
    bridge.listeners.set(channel, known);
    return known;
  };
  const ipcRenderer = {
    on: (channel: string, listener: Listener) => void listenersOf(channel).add(listener),
    removeListener: (channel: string, listener: Listener) => void listenersOf(channel).delete(listener),
    send: (channel: string, ...args: readonly unknown[]) =>
      bridge.send({ op: 'ipc', channel, args, ports: [] }),
    postMessage: (channel: string, message: unknown, transfer: readonly MessagePort[] = []) =>
      bridge.send({ op: 'ipc', channel, args: [message], ports: transfer.map((port) => bridge.adopt(port)) }),
  };
  const contextBridge = {
    exposeInMainWorld: (key: string, value: unknown) =>
      void Object.defineProperty(globalThis, key, { value: deepFreeze(value), enumerable: true }),
  };
  return strict('electron (in the preload)', {
    ipcRenderer: strict('ipcRenderer', ipcRenderer),
    contextBridge: strict('contextBridge', contextBridge),
  });
}

/** Called at the start of each document of the product, before any script of the page. */
export function start(config: PageConfig, preload: Preload): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const binding = scope[config.bindingName] as (batch: string) => void;
  // The page must see as little of the host as it sees of Electron.
  Reflect.deleteProperty(scope, config.bindingName);
  const bridge = new PageBridge(binding);
  Object.defineProperty(scope, config.receiveName, { value: (batch: string) => bridge.receive(batch) });
  window.open = (url = '', name = '', features = '') => {
    bridge.send({ op: 'open', url: new URL(url, location.href).href, name, features });
    return null;
  };
  bridge.send({ op: 'hello' });
  const electron = preloadElectron(bridge);
  const requireShim = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return electron;
    throw new Error(`A sandboxed preload cannot require ${name}`);
  };
  const { argv, platform, arch, versions } = config;
  const process = {
    argv,
    platform,
    arch,
    versions,
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
  };
  preload(requireShim, { exports: {} }, strict('process (in the preload)', process));
}
