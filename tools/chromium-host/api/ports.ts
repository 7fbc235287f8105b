import { EventEmitter } from 'node:events';
import { strict } from '../strict';

/** The far end of a port that lives in a page. */
export interface RemoteEnd {
  message(value: unknown, ports: readonly Half[]): void;
  close(): void;
}

interface Message {
  readonly value: unknown;
  readonly ports: readonly Half[];
}

/**
 * One of the two ends of a channel, wherever it is: read by a MessagePortMain, handed to a page, or on its way, when
 * messages for it wait. Messages keep their order through every move.
 */
export class Half {
  private peer: Half | undefined;
  private waiting: Message[] = [];
  private reader: ((message: Message) => void) | undefined;
  private remote: RemoteEnd | undefined;
  private onClose: (() => void) | undefined;
  private closed = false;
  private told = false;

  /** Both ends of a new channel. */
  static pair(): readonly [Half, Half] {
    const [one, two] = [new Half(), new Half()];
    one.peer = two;
    two.peer = one;
    return [one, two];
  }

  /** Sends to the other end. Does nothing once the channel is closed. */
  post(value: unknown, ports: readonly Half[]): void {
    if (!this.closed) this.peer?.deliver({ value, ports });
    else for (const port of ports) port.close();
  }

  /** Ends the channel at both ends. The other end reads what was sent before. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.peer?.otherClosed();
    this.drop();
  }

  /** Messages go to this reader from now on, the waiting ones first. */
  read(reader: (message: Message) => void): void {
    this.reader = reader;
    this.drain();
  }

  /** Also of a channel that was closed before anybody listened; once what was sent before is read. */
  whenClosed(listener: (() => void) | undefined): void {
    this.onClose = listener;
    this.tell();
  }

  /** Hands this end over to a page. */
  attach(remote: RemoteEnd): void {
    this.remote = remote;
    this.reader = ({ value, ports }) => remote.message(value, ports);
    this.drain();
    if (this.closed) remote.close();
  }

  private deliver(message: Message): void {
    // Copied at once, as structured clone does; the page's end makes its own copy.
    const kept = this.remote === undefined ? { ...message, value: structuredClone(message.value) } : message;
    this.waiting.push(kept);
    if (this.reader !== undefined) this.drain();
  }

  private drain(): void {
    while (this.reader !== undefined) {
      const message = this.waiting.shift();
      if (message === undefined) break;
      this.reader(message);
    }
    this.tell();
  }

  private otherClosed(): void {
    if (this.closed) return;
    this.closed = true;
    this.remote?.close();
    this.tell();
  }

  private tell(): void {
    if (!this.closed || this.told || this.waiting.length > 0 || this.onClose === undefined) return;
    this.told = true;
    this.onClose();
  }

  private drop(): void {
    for (const { ports } of this.waiting) for (const port of ports) port.close();
    this.waiting = [];
    this.reader = undefined;
    this.tell();
  }
}

const portEvents = ['message', 'close'] as const;

/** Electron's MessagePortMain. `close` is emitted for both ends, whoever closed, one turn after the last message. */
export class MessagePortMain extends EventEmitter {
  private half: Half | undefined;
  private started = false;
  private closedHere = false;

  constructor(half: Half) {
    super();
    this.half = half;
    half.whenClosed(() => setImmediate(() => this.emit('close')));
    return strict('MessagePortMain', this);
  }

  postMessage(message: unknown, transfer: readonly MessagePortMain[] = []): void {
    if (transfer.includes(this)) throw new Error('Port contains the source port.');
    const halves = transfer.map((port, index) => port.detach(index));
    if (this.half === undefined) throw new Error('The port was transferred away');
    this.half.post(message, halves);
  }

  start(): void {
    if (this.started || this.half === undefined) return;
    this.started = true;
    this.half.read(({ value, ports }) => {
      setImmediate(() => {
        if (!this.closedHere)
          this.emit('message', { data: value, ports: ports.map((half) => new MessagePortMain(half)) });
      });
    });
  }

  close(): void {
    this.closedHere = true;
    this.half?.close();
  }

  /** Takes the channel's end out of this port, which is of no use afterwards. */
  detach(index: number): Half {
    const { half } = this;
    if (half === undefined) throw new Error(`Port at index ${index} is already neutered.`);
    if (this.started)
      throw new Error(`Port at index ${index} was started and cannot be sent by the Chromium host`);
    half.whenClosed(undefined);
    this.half = undefined;
    return half;
  }

  override on(event: (typeof portEvents)[number], listener: (...args: never[]) => void): this {
    if (!portEvents.includes(event))
      throw new Error(`The Chromium host has no MessagePortMain event ${event}`);
    return super.on(event, listener as (...args: unknown[]) => void);
  }
}

/** Electron's MessageChannelMain. */
export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const [one, two] = Half.pair();
    this.port1 = new MessagePortMain(one);
    this.port2 = new MessagePortMain(two);
  }
}
