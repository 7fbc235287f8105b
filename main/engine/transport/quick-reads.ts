import type { Duplex } from 'node:stream';
import { readHttpAnswer } from '../codec/http-answer';

const maxBody = 256 * 1024;

/** So long a connection is listened to each time, in ms. */
const listenMs = 15;

/** One kept connection; `done` is there while a request is under way. */
interface Lane {
  readonly socket: Duplex;
  held: Buffer | undefined;
  done: ((body: Buffer | undefined) => void) | undefined;
  /** By `performance.now()`: when it was asked or became free. */
  since: number;
}

/**
 * Many small reads, each a few times a minute, for which node:http does several times the work: one request at a time on
 * each of a few kept connections of its own, so that nobody else queues behind them. Answers are taken in together, when
 * the owner says so, because waking up costs more than what is done then. Owner calls `collect` some times a second, and
 * `close`.
 */
export class QuickReads {
  readonly #dial: () => Promise<Duplex | undefined>;
  readonly #host: string;
  readonly #lanes = new Set<Lane>();
  readonly #free: Lane[] = [];
  /** How many may be under way at once. */
  readonly most: number;
  #listening: NodeJS.Timeout | undefined;
  #closed = false;

  /** `dial` gives a connection that can be written to, undefined where there is none. */
  constructor(dial: () => Promise<Duplex | undefined>, host: string, most: number) {
    this.#dial = dial;
    this.#host = host;
    this.most = most;
  }

  /** The body of a GET that was answered with 200; undefined for everything else. `path` is encoded already. */
  async get(path: string): Promise<Buffer | undefined> {
    const lane = this.#free.pop() ?? (await this.#newLane());
    // It may have been dropped while it was made: nobody would end the read then.
    if (lane === undefined || !this.#lanes.has(lane)) return undefined;
    return new Promise((resolve) => {
      lane.done = resolve;
      lane.since = performance.now();
      lane.socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${this.#host}\r\nAccept: application/json\r\n\r\n`,
        'latin1',
      );
    });
  }

  /**
   * Takes in the answers that have come, and ends connections that wait for an answer, or for a request, since longer
   * than that, in ms.
   */
  collect(waitingMs: number, idleMs: number): void {
    const now = performance.now();
    for (const lane of this.#lanes) {
      if (now - lane.since > (lane.done === undefined ? idleMs : waitingMs)) this.#drop(lane);
      else lane.socket.resume();
    }
    clearTimeout(this.#listening);
    this.#listening = setTimeout(() => {
      for (const { socket } of this.#lanes) socket.pause();
    }, listenMs);
  }

  /** Ends all of them; reads under way give nothing. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#listening);
    for (const lane of this.#lanes) this.#drop(lane);
  }

  async #newLane(): Promise<Lane | undefined> {
    const socket = this.#closed ? undefined : await this.#dial();
    if (socket === undefined) return undefined;
    const lane: Lane = { socket, held: undefined, done: undefined, since: performance.now() };
    this.#lanes.add(lane);
    const drop = (): void => this.#drop(lane);
    socket.on('data', (chunk: Buffer) => this.#take(lane, chunk));
    socket.on('error', drop).on('end', drop).on('close', drop);
    socket.pause();
    if (this.#closed) this.#drop(lane);
    return lane;
  }

  #take(lane: Lane, chunk: Buffer): void {
    // What nobody asked for is nothing to go on with.
    if (lane.done === undefined) return this.#drop(lane);
    const bytes = lane.held === undefined ? chunk : Buffer.concat([lane.held, chunk]);
    const answer = readHttpAnswer(bytes, maxBody);
    switch (answer.kind) {
      case 'more':
        lane.held = bytes;
        return;
      case 'bad':
        return this.#drop(lane);
      case 'whole': {
        const { done } = lane;
        lane.held = undefined;
        lane.done = undefined;
        lane.since = performance.now();
        if (answer.keep) this.#free.push(lane);
        else this.#drop(lane);
        done(answer.status === 200 ? answer.body : undefined);
      }
    }
  }

  #drop(lane: Lane): void {
    if (!this.#lanes.delete(lane)) return;
    const index = this.#free.indexOf(lane);
    if (index !== -1) this.#free.splice(index, 1);
    lane.socket.destroy();
    lane.done?.(undefined);
    lane.done = undefined;
  }
}
