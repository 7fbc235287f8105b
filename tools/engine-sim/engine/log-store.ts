import type { Clock } from '../core/clock';
import type { Rng } from '../core/rng';
import type { Cancel, Scheduler } from '../core/scheduler';
import type { LogLine, LogPace, LogWriter } from '../world/model';
import type { StreamId } from '../core/frames';

/** A record of a log. `text` ends with a newline unless the program wrote none. */
export interface LogRecord {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Nanoseconds within that millisecond. */
  readonly nanos: number;
  readonly stream: StreamId;
  readonly text: string;
}

const capacity = 5000;
const maxCharacters = 16 * 1024 * 1024;
const maxRecord = 16 * 1024;

/**
 * The log of one container: a backlog made on first reading, and lines that go on while the program runs. Nothing is
 * made and no timer runs while nobody reads; a reader finds the lines that were due. Holds at most 5000 records
 * and 16 Mi characters.
 */
export class LogStore {
  readonly #clock: Clock;
  readonly #rng: Rng;
  readonly #scheduler: Scheduler;
  readonly #writer: LogWriter;
  readonly #pace: LogPace;
  readonly #records: LogRecord[] = [];
  readonly #followers = new Set<(record: LogRecord | undefined) => void>();
  #pending: (() => void) | undefined;
  #nextAt: number | undefined;
  #cancel: Cancel | undefined;
  #nanos = 0;
  #characters = 0;

  /** `backlogEnd` is when the program last ran, `running` whether it still does. */
  constructor(options: {
    readonly clock: Clock;
    readonly rng: Rng;
    readonly scheduler: Scheduler;
    readonly writer: LogWriter;
    readonly pace: LogPace;
    readonly backlogEnd: number;
    readonly startedAt: number;
    readonly running: boolean;
  }) {
    this.#clock = options.clock;
    this.#rng = options.rng;
    this.#scheduler = options.scheduler;
    this.#writer = options.writer;
    this.#pace = options.pace;
    this.#nextAt = options.running ? options.backlogEnd + this.#gap() : undefined;
    this.#pending = () => this.#fillBacklog(options.startedAt, options.backlogEnd);
  }

  #gap(): number {
    return this.#scheduler.scale(this.#rng.gap() * this.#pace.liveGapMs);
  }

  #fillBacklog(startedAt: number, end: number): void {
    const { backlogLines, backlogMs } = this.#pace;
    const gap = backlogLines > 0 ? backlogMs / backlogLines : 0;
    let at = end - backlogMs;
    let booted = startedAt < at;
    for (let i = 0; i < Math.min(backlogLines, capacity); i += 1) {
      at = Math.min(end - 1, at + this.#rng.gap() * gap);
      if (!booted && at >= startedAt) {
        booted = true;
        this.#store(this.#writer.boot?.(new Date(at)) ?? [], at);
      }
      this.#store(this.#writer.next(this.#rng, new Date(at)), at);
    }
    if (!booted) this.#store(this.#writer.boot?.(new Date(startedAt)) ?? [], Math.min(startedAt, end));
  }

  #store(lines: readonly LogLine[], at: number): void {
    for (const line of lines) {
      for (const text of line.text.split('\n')) this.#add({ stream: line.stream, text: `${text}\n`, at });
    }
  }

  #add(record: Omit<LogRecord, 'nanos'>): void {
    this.#nanos = (this.#nanos + 1) % 1_000_000;
    const whole: LogRecord = { ...record, at: Math.floor(record.at), nanos: this.#nanos };
    this.#records.push(whole);
    this.#characters += whole.text.length;
    while (this.#records.length > capacity || this.#characters > maxCharacters) {
      this.#characters -= this.#records.shift()?.text.length ?? 0;
    }
    for (const follower of [...this.#followers]) follower(whole);
  }

  #ready(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.();
  }

  /** Makes the lines that were due since the last look. A long silence is skipped, not replayed. */
  #catchUp(): void {
    this.#ready();
    const now = this.#clock.now();
    if (this.#nextAt === undefined) return;
    const oldest = now - this.#scheduler.scale(this.#pace.liveGapMs) * capacity;
    if (this.#nextAt < oldest) this.#nextAt = oldest;
    while (this.#nextAt <= now) {
      this.#store(this.#writer.next(this.#rng, new Date(this.#nextAt)), this.#nextAt);
      this.#nextAt += Math.max(this.#gap(), 0.2);
    }
  }

  /** All records held, oldest first. */
  records(): readonly LogRecord[] {
    this.#catchUp();
    return [...this.#records];
  }

  /**
   * Listens to records from now on; undefined says that the program has ended. `past` gets those of before first, and
   * nothing falls in between. Returns the end of listening.
   */
  follow(
    listener: (record: LogRecord | undefined) => void,
    past?: (records: readonly LogRecord[]) => void,
  ): () => void {
    this.#catchUp();
    past?.([...this.#records]);
    this.#followers.add(listener);
    this.#arm();
    return () => {
      this.#followers.delete(listener);
      if (this.#followers.size === 0) this.#disarm();
    };
  }

  #arm(): void {
    if (this.#cancel || this.#nextAt === undefined || this.#followers.size === 0) return;
    const pace = this.#scheduler.scale(1);
    const wait = Math.max(1, this.#nextAt - this.#clock.now()) / (pace > 0 ? pace : 1);
    this.#cancel = this.#scheduler.after(wait, () => {
      this.#cancel = undefined;
      this.#catchUp();
      this.#arm();
    });
  }

  #disarm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** The program has started: its first lines, and the clock runs. */
  started(): void {
    this.#ready();
    const now = this.#clock.now();
    this.#store(this.#writer.boot?.(new Date(now)) ?? [], now);
    this.#nextAt = now + this.#gap();
    this.#arm();
  }

  /** The program has ended. Followers are told when `final`, which a restart loop's pause is too. */
  stopped(crashed: boolean): void {
    this.#catchUp();
    const now = this.#clock.now();
    if (crashed) this.#store(this.#writer.crash?.(new Date(now)) ?? [], now);
    this.#nextAt = undefined;
    this.#disarm();
    for (const follower of [...this.#followers]) follower(undefined);
  }

  /** Stops the clock without ending the log: a paused program writes nothing. */
  paused(): void {
    this.#catchUp();
    this.#nextAt = undefined;
    this.#disarm();
  }

  /** Lets a paused program write again. */
  resumed(): void {
    this.#nextAt = this.#clock.now() + this.#gap();
    this.#arm();
  }

  /** Adds what a program wrote, as it wrote it; used for programs that the built-in shell runs. */
  append(stream: StreamId, text: string): void {
    // What was due before stands before it.
    this.#catchUp();
    for (const piece of text.split(/(?<=\n)/)) {
      // dockerd cuts what is longer than 16 KiB into records without a newline.
      for (let at = 0; at < piece.length; at += maxRecord) {
        this.#add({ stream, text: piece.slice(at, at + maxRecord), at: this.#clock.now() });
      }
    }
  }

  /** Lets go of followers and timers. */
  close(): void {
    this.#disarm();
    this.#followers.clear();
  }
}

/** The record's time as dockerd prints it: RFC 3339 with nine digits. */
export function recordTime(record: LogRecord): string {
  return `${new Date(record.at).toISOString().slice(0, -1)}${String(record.nanos).padStart(6, '0')}Z`;
}
