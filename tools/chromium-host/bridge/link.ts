import type { CDPSession } from 'playwright-core';
import type { Half } from '../api/ports';
import { batchBytes, decodeBatch, encodeBatch, type EncodedFrame, encodeFrame, type Frame } from './wire';

export interface LinkEvents {
  readonly onIpc: (channel: string, args: readonly unknown[], ports: readonly Half[]) => void;
  readonly onOpen: (url: string, name: string, features: string) => void;
  /** New ends for ports that the page sent. */
  readonly newPair: () => readonly [Half, Half];
}

/** So many batches are on their way to the page at a time; one at a time leaves the pipe idle for a round trip. */
const maxInFlight = 4;

/**
 * The host's end of the bridge to one document. A new document of the same page gets a new link; disposing the old one
 * closes all of its ports, as Electron does when a page goes away.
 */
export class PageLink {
  private readonly halves = new Map<number, Half>();
  private nextId = 2;
  private queue: EncodedFrame[] = [];
  private inFlight = 0;
  private flushAsked = false;
  private disposed = false;

  constructor(
    private readonly session: CDPSession,
    private readonly contextId: number,
    private readonly receiveName: string,
    private readonly events: LinkEvents,
  ) {}

  /** Sends a message to the page's ipcRenderer. The ports go with it. Throws a TypeError for what cannot be cloned. */
  ipc(channel: string, args: readonly unknown[], ports: readonly Half[]): void {
    if (this.disposed) {
      for (const port of ports) port.close();
      return;
    }
    const ids = ports.map(() => this.newId());
    this.send({ op: 'ipc', channel, args, ports: ids });
    this.attachAll(ids, ports);
  }

  setHidden(hidden: boolean): void {
    this.send({ op: 'visibility', hidden });
  }

  /** One batch from the page. */
  receive(batch: string): void {
    if (this.disposed) return;
    for (const frame of decodeBatch(Buffer.from(batch, 'base64'))) this.dispatch(frame);
  }

  /** Closes all ports that lead into this document. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.queue = [];
    const halves = [...this.halves.values()];
    this.halves.clear();
    for (const half of halves) half.close();
  }

  private dispatch(frame: Frame): void {
    switch (frame.op) {
      case 'port':
        this.halves.get(frame.id)?.post(frame.value, this.adoptAll(frame.ports));
        return;
      case 'close': {
        const half = this.halves.get(frame.id);
        this.halves.delete(frame.id);
        half?.close();
        return;
      }
      case 'ipc':
        this.events.onIpc(frame.channel, frame.args, this.adoptAll(frame.ports));
        return;
      case 'open':
        this.events.onOpen(frame.url, frame.name, frame.features);
        return;
      case 'hello':
      case 'visibility':
        return;
    }
  }

  /** The main side's ends of ports that the page sent. */
  private adoptAll(ids: readonly number[]): readonly Half[] {
    return ids.map((id) => {
      const [far, near] = this.events.newPair();
      this.attach(id, far);
      return near;
    });
  }

  private attachAll(ids: readonly number[], ports: readonly Half[]): void {
    ports.forEach((port, index) => {
      const id = ids[index];
      if (id !== undefined) this.attach(id, port);
    });
  }

  private attach(id: number, half: Half): void {
    this.halves.set(id, half);
    half.attach({
      message: (value, ports) => {
        const ids = ports.map(() => this.newId());
        this.send({ op: 'port', id, value, ports: ids });
        this.attachAll(ids, ports);
      },
      close: () => {
        if (this.halves.delete(id)) this.send({ op: 'close', id });
      },
    });
  }

  private newId(): number {
    const id = this.nextId;
    this.nextId += 2;
    return id;
  }

  private send(frame: Frame): void {
    if (this.disposed) return;
    this.queue.push(encodeFrame(frame));
    if (this.flushAsked) return;
    this.flushAsked = true;
    // After the present turn, so that all its messages go in one batch.
    setImmediate(() => {
      this.flushAsked = false;
      this.flush();
    });
  }

  private flush(): void {
    while (this.queue.length > 0 && this.inFlight < maxInFlight && !this.disposed) {
      this.inFlight += 1;
      const batch = Buffer.from(encodeBatch(this.takeBatch()).buffer).toString('base64');
      this.session
        .send('Runtime.callFunctionOn', {
          functionDeclaration: `function (batch) { globalThis[${JSON.stringify(this.receiveName)}](batch); }`,
          arguments: [{ value: batch }],
          executionContextId: this.contextId,
          silent: true,
        })
        // Fails when the document is gone: the link is disposed of by then, or very soon.
        .catch(() => undefined)
        .finally(() => {
          this.inFlight -= 1;
          this.flush();
        });
    }
  }

  private takeBatch(): readonly EncodedFrame[] {
    let bytes = 0;
    let count = 0;
    while (count < this.queue.length && bytes < batchBytes) {
      const frame = this.queue[count];
      bytes += frame === undefined ? 0 : frame.byteLength + frame.json.length;
      count += 1;
    }
    return this.queue.splice(0, count);
  }
}
