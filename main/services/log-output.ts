import { type LogChunk, type LogItem, logItemCost, type LogNotice } from '#shared/model/log';
import type { StreamSink } from './stream-sink';

/** The stream's end as a log's service sees it. */
export type LogSink = StreamSink<LogItem, never>;

/** So many notices at most wait for a view that takes nothing; older ones tell more. */
const mostWaiting = 100;

/** Sends lines and notices. Lines are sent only while there is room: that is the reader's to ask for. */
export class LogOutput {
  readonly #sink: LogSink;
  #waiting = 0;

  constructor(sink: LogSink) {
    this.#sink = sink;
  }

  /** Needs room. */
  lines(chunk: LogChunk): void {
    this.#send({ kind: 'lines', chunk });
  }

  /** Needs room. */
  notice(notice: LogNotice): void {
    this.#send({ kind: 'notice', notice });
  }

  /** Says that the log begins here. */
  async start(): Promise<void> {
    if (await this.#sink.ready()) this.#send({ kind: 'start' });
  }

  /** Says something once there is room; `at` in epoch ms. */
  async say(what: LogNotice['what'], text: string, at: number = Date.now()): Promise<void> {
    if (await this.#sink.ready()) this.notice({ what, at, text });
  }

  /** Says something that came beside the log. Where too much waits already it is left out. */
  mark(notice: LogNotice): void {
    if (this.#waiting >= mostWaiting) return;
    this.#waiting += 1;
    void this.say(notice.what, notice.text, notice.at).finally(() => {
      this.#waiting -= 1;
    });
  }

  #send(item: LogItem): void {
    this.#sink.send(item, logItemCost(item));
  }
}
