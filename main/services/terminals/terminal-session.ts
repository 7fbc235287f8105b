import { type AppError, errorText } from '#shared/errors';
import type { ContainerId, SessionId } from '#shared/model/ids';
import type { TerminalProgram, TerminalSession as Model, TerminalSettings } from '#shared/model/terminal';
import { fail, ok, type Result } from '#shared/result';
import { withDeadline } from '../../engine/abort';
import type { TerminalSize } from '../../engine/api/exec';
import type { EngineClient } from '../../engine/client';
import { EngineWords } from '../../engine/codec/engine-words';
import { FrameType } from '../../engine/codec/frames';
import type { KnownEngine } from '../engines';
import { divider } from './divider';
import { type MarkedProcesses, pause } from './end-processes';
import { type Ending, engineLost, type Link, type LinkContext } from './link';
import { isMissingProgram } from './shells';
import { TerminalOutput, type TerminalSink } from './terminal-output';

/** What a session is made of. */
export interface SessionOptions {
  readonly model: Model;
  /** `NAME=value`; secret, and kept here alone. */
  readonly environment: readonly string[];
  readonly size: TerminalSize;
  readonly onChange: (model: Model) => void;
  /** Starts the program. */
  readonly open: (context: LinkContext, program: TerminalProgram) => Promise<Result<Link>>;
  /** The engine that a session belongs to; it may have been removed. */
  readonly engine: () => Result<KnownEngine>;
}

/** The processes of a session that runs. */
export interface RunningProcesses {
  readonly client: EngineClient;
  readonly marked: MarkedProcesses;
  /** Resolves when its connection ended. */
  readonly over: Promise<void>;
}

/** A resize before the process runs is refused by some engines; tried again so often, so many ms apart. */
const resizeTries = 10;
const resizePauseMs = 50;
/** Between two sizes, so that a program sees both; Podman loses the second of two that come at once. */
const redrawPauseMs = 60;
/** Between a hangup and a kill of what nobody can see any more, in ms. */
const lostGraceMs = 500;
/** A runtime's words for a missing program are no longer than this. */
const wordsBytes = 600;
/** A silent engine is not waited for longer than this, in ms. */
const closeMs = 15_000;

/**
 * One terminal: a program and its output. Lives here and not in a view: views come and go, and programs can follow one
 * another. Output is always drained. Owner calls `close`, which ends the program.
 */
export class TerminalSession {
  readonly #options: SessionOptions;
  readonly #output: TerminalOutput;
  #model: Model;
  /** What it was started through; see `#engineClient`. */
  #client: EngineClient | undefined;
  #link: Link | undefined;
  /** A program whose connection was lost: it may go on in its container. */
  #lost: Link | undefined;
  /** Resolves when the connection of the program is over. */
  #over: Promise<void> = Promise.resolve();
  #isOver = true;
  #size: TerminalSize;
  #resizing: Promise<Result<void>> | undefined;
  #starting: Promise<void> = Promise.resolve();
  /** What views typed before the program runs; bounded by their credit, which comes back when it is written. */
  readonly #typedAhead: (() => void)[] = [];
  readonly #closing = new AbortController();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#model = options.model;
    this.#output = new TerminalOutput((paused) => {
      if (paused) this.#link?.socket.pause();
      else this.#link?.socket.resume();
    });
    options.onChange(this.#model);
  }

  get model(): Model {
    return this.#model;
  }

  /** How what runs can be found and ended together with others; undefined where there is nothing of the kind. */
  get running(): RunningProcesses | undefined {
    const client = this.#engineClient();
    const marked = this.#link?.marked;
    if (this.#isOver || client === undefined || marked === undefined) return undefined;
    return { client, marked, over: this.#over };
  }

  /** Starts the program. A failure ends the session with its reason. Not while it runs. */
  start(): void {
    this.#starting = this.#startOrEnd();
  }

  /** Starts its program anew, in the container that has its place now. Views stay and get a divider. */
  restart(containerId: ContainerId, size: TerminalSize): void {
    const { end: _end, exitCode: _code, endReason: _reason, offer: _offer, ...rest } = this.#model;
    const fresh = this.#model.status === 'saved';
    this.#size = size;
    this.#model = { ...rest, containerId, status: 'starting', startedAt: Date.now() };
    this.#options.onChange(this.#model);
    this.#output.begin();
    if (!fresh) this.#output.push(divider('started again'));
    this.start();
  }

  /** Serves one view until it goes away. */
  attach(sink: TerminalSink): Promise<void> {
    sink.onUpward((bytes, consumed) => {
      const write = (): void => this.#write(bytes, consumed);
      if (this.#model.status === 'starting') this.#typedAhead.push(write);
      else write();
    });
    if (this.#output.inPieces) void this.#redraw();
    return this.#output.attach(sink);
  }

  /** Forgets what was written so far, but for the last line. */
  clear(): void {
    this.#output.clear();
  }

  /** Tells the program its new size; the last one wins, because one is told after the other. */
  async resize(size: TerminalSize): Promise<Result<void>> {
    this.#size = size;
    const link = this.#link;
    if (link === undefined || this.#model.status !== 'running') return ok(undefined);
    this.#resizing ??= this.#sendSize(link).finally(() => {
      this.#resizing = undefined;
    });
    return this.#resizing;
  }

  /**
   * Ends the program if it runs or is about to, and every view's stream, and forgets the output. Gives a sentence where
   * something goes on. It gets so many ms between the hangup and the kill; `hurry` gives it up.
   */
  async close(graceMs: number, hurry: AbortSignal): Promise<string | undefined> {
    if (this.#closing.signal.aborted) return undefined;
    this.#closing.abort();
    this.#output.close();
    await this.#starting;
    const link = this.#link;
    const client = this.#engineClient();
    const signal = withDeadline(closeMs, hurry);
    let left: string | undefined;
    if (link !== undefined && !this.#isOver && client !== undefined) {
      // Closing the connection alone leaves the process running on most engines.
      left = await link.end(client, { graceMs, early: this.#over, signal });
    }
    const lost = client === undefined ? undefined : await this.#endLost(client, signal);
    left ??= lost;
    link?.socket.destroy();
    const uncleared = client === undefined ? undefined : await link?.clear?.(client);
    return left ?? uncleared;
  }

  /** Ends the program that went on after its connection was lost, if it did. */
  async #endLost(client: EngineClient, signal: AbortSignal): Promise<string | undefined> {
    const link = this.#lost;
    this.#lost = undefined;
    if (link === undefined) return undefined;
    const left = await link.end(client, { graceMs: lostGraceMs, early: this.#over, signal });
    const uncleared = await link.clear?.(client);
    return left ?? uncleared;
  }

  #write(bytes: Uint8Array, consumed: () => void): void {
    const link = this.#link;
    // What is typed into an ended program has nowhere to go, but its credit must come back.
    if (link === undefined || !link.takesInput || this.#model.status !== 'running' || !link.socket.writable)
      consumed();
    else {
      if (link.tty && interrupts(bytes)) this.#output.interrupt();
      link.socket.write(bytes, () => consumed());
    }
  }

  async #startOrEnd(): Promise<void> {
    const started = await this.#start();
    if (!started.ok) this.#fail(started.error);
    for (const write of this.#typedAhead.splice(0)) write();
  }

  async #start(): Promise<Result<void>> {
    const engine = this.#options.engine();
    if (!engine.ok) return engine;
    const client = engine.value.connection.client;
    if (!client.ok) return client;
    const { id, containerId, containerName, settings, program } = this.#model;
    await this.#endLost(client.value, this.#closing.signal);
    const context: LinkContext = {
      engine: engine.value,
      client: client.value,
      sessionId: id,
      containerId,
      containerName,
      settings,
      environment: this.#options.environment,
      size: this.#size,
      signal: this.#closing.signal,
    };
    const opened = await this.#options.open(context, program);
    if (!opened.ok) return fail(opened.error);
    const link = opened.value;
    this.#client = client.value;
    this.#link = link;
    this.#report({ status: 'running', shell: link.shell, tty: link.tty, takesInput: link.takesInput });
    this.#drain(link);
    void this.#firstResize(link);
    return ok(undefined);
  }

  /** Reads all output until the connection ends. */
  #drain(link: Link): void {
    const { socket, frames } = link;
    const words = new EngineWords();
    const read = (bytes: Uint8Array): void => {
      if (frames === undefined) this.#output.push(bytes);
      else
        frames.push(bytes, (type, chunk, start, end) => {
          if (type === FrameType.systemError) words.push(chunk, start, end);
          else this.#output.push(chunk.slice(start, end));
        });
    };
    let over = false;
    this.#isOver = false;
    this.#over = new Promise((resolve) => {
      const end = (): void => {
        if (over) return;
        over = true;
        this.#isOver = true;
        resolve();
        void this.#ended(link, words.text);
      };
      const take = (bytes: Uint8Array): void => {
        try {
          read(bytes);
        } catch {
          // No frames: what follows cannot be read.
          socket.destroy();
          end();
        }
      };
      socket.on('end', end).on('close', end).on('error', end);
      this.#output.push(link.head);
      socket.on('data', take);
      // It may have been held for its log.
      socket.resume();
    });
  }

  /** `said` are the engine's own words about the end, where it had any. */
  async #ended(link: Link, said: string | undefined): Promise<void> {
    link.socket.destroy();
    const found = await link.ending(this.#engineClient());
    const ending =
      said === undefined ? found : { ...found, endReason: `${found.endReason} The engine said: ${said}` };
    if (this.#closing.signal.aborted) return;
    if (link.misremembered !== undefined && couldNotRun(ending, this.#output.latest(wordsBytes))) {
      // Looked for anew, it is found elsewhere, or there is a sentence.
      link.misremembered();
      this.#report({ status: 'starting', shell: '' });
      this.start();
      return;
    }
    this.#output.finish();
    if (ending.end === 'engine-lost') this.#lost = link;
    this.#report({ status: 'ended', ...ending });
    const client = this.#engineClient();
    if (client !== undefined) await link.clear?.(client);
  }

  /** Sends sizes until the one that was sent last is the one that is wanted. */
  async #sendSize(link: Link): Promise<Result<void>> {
    for (;;) {
      const size = this.#size;
      const client = this.#engineClient();
      if (client === undefined) return ok(undefined);
      const done = await link.resize(client, size);
      if (this.#size === size) return done;
    }
  }

  /** A full-screen program draws all of its screen anew when the size changes: there and back. */
  async #redraw(): Promise<void> {
    const link = this.#link;
    const client = this.#engineClient();
    if (link === undefined || client === undefined || this.#model.status !== 'running' || !link.tty) return;
    await link.resize(client, { columns: this.#size.columns, rows: this.#size.rows + 1 });
    await pause(redrawPauseMs, this.#closing.signal);
    await link.resize(client, this.#size);
  }

  /** Where the engine took no size at the start, or the view was measured meanwhile. */
  async #firstResize(link: Link): Promise<void> {
    for (let i = 0; i < resizeTries && this.#link === link && this.#model.status === 'running'; i += 1) {
      const done = await this.resize(this.#size);
      if (done.ok) return;
      await pause(resizePauseMs, this.#closing.signal);
    }
  }

  /**
   * A program can outlive the session of its engine (sleep, an engine that did not answer for a while), and with it the
   * client that it was started through.
   */
  #engineClient(): EngineClient | undefined {
    const engine = this.#options.engine();
    if (!engine.ok || this.#client === undefined) return this.#client;
    const now = engine.value.connection.client;
    return now.ok ? now.value : this.#client;
  }

  #fail(error: AppError): void {
    this.#output.finish();
    const engine = this.#options.engine();
    const lost = error.kind === 'engine-unreachable' && engine.ok ? engineLost(engine.value) : undefined;
    const ending: Ending = { end: lost?.end ?? 'failed', endReason: errorText(error) };
    this.#report({ status: 'ended', ...ending, ...offerFor(error, this.#model.program) });
  }

  #report(change: Partial<Model>): void {
    this.#model = { ...this.#model, ...change };
    if (!this.#closing.signal.aborted) this.#options.onChange(this.#model);
  }
}

/** Ctrl+C, Ctrl+Z or Ctrl+\\, pressed by a person: a terminal forgets what it has not shown yet. */
function interrupts(bytes: Uint8Array): boolean {
  return bytes.length <= 4 && bytes.some((byte) => byte === 0x03 || byte === 0x1a || byte === 0x1c);
}

/** True for what a runtime says and ends with where there is no such program; a shell's own words are others. */
function couldNotRun({ exitCode }: Ending, words: string): boolean {
  return (
    (exitCode === 126 || exitCode === 127) && /runtime|crun|runc/i.test(words) && isMissingProgram(words)
  );
}

/** What would get around the failure. */
function offerFor(error: AppError, program: TerminalProgram): Pick<Model, 'offer'> {
  if (program.kind === 'shell' && error.kind === 'unsupported' && error.capability === 'shell')
    return { offer: 'debug-shell' };
  return program.kind === 'debug' && error.kind === 'not-found' ? { offer: 'pull-image' } : {};
}

/** The model of a session that begins. */
export function newModel(
  parts: Pick<Model, 'id' | 'engineId' | 'containerId' | 'containerName' | 'program' | 'ownEnvironment'> & {
    readonly id: SessionId;
    readonly settings: TerminalSettings;
  },
): Model {
  return { ...parts, shell: '', tty: true, takesInput: true, status: 'starting', startedAt: Date.now() };
}
