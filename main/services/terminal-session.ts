import type { Duplex } from 'node:stream';
import { cancelled, errorText } from '#shared/errors';
import type { ContainerId, SessionId } from '#shared/model/ids';
import type { TerminalSession as Model } from '#shared/model/terminal';
import { fail, ok, type Result } from '#shared/result';
import {
  createExec,
  type ExecSpec,
  type ExecState,
  inspectExec,
  resizeExec,
  startExec,
  type TerminalSize,
} from '../engine/api/exec';
import type { EngineClient } from '../engine/client';
import type { KnownEngine } from './engines';
import { detectShell, hangUp, sessionVariable } from './shell';
import { TerminalOutput, type TerminalSink } from './terminal-output';

/** What a session is made of. */
export interface SessionOptions {
  readonly id: SessionId;
  readonly engine: KnownEngine;
  readonly containerId: ContainerId;
  readonly containerName: string;
  readonly size: TerminalSize;
  /** Known shell of the image, from an earlier session. */
  readonly shell: string | undefined;
  readonly onChange: (model: Model) => void;
}

/** A resize before the process runs is refused by some engines; tried again so often, so many ms apart. */
const resizeTries = 10;
const resizePauseMs = 50;
/** Engines can end a process's connection before they know of its end; asked again so often, so many ms apart. */
const endTries = 5;
const endPauseMs = 100;

/**
 * One shell in a container. Lives here and not in a view: views come and go. Its output is always drained. Owner calls
 * `close`, which hangs the shell up.
 */
export class TerminalSession {
  readonly #options: SessionOptions;
  readonly #output: TerminalOutput;
  #model: Model;
  #client: EngineClient | undefined;
  #execId: string | undefined;
  #socket: Duplex | undefined;
  #size: TerminalSize;
  #resizing: Promise<Result<void>> | undefined;
  #starting: Promise<Result<void>> | undefined;
  /** What views typed before the shell runs; bounded by their credit, which comes back when it is written. */
  readonly #typedAhead: (() => void)[] = [];
  #closed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#output = new TerminalOutput((paused) => {
      if (paused) this.#socket?.pause();
      else this.#socket?.resume();
    });
    this.#model = {
      id: options.id,
      engineId: options.engine.id,
      containerId: options.containerId,
      containerName: options.containerName,
      shell: '',
      status: 'starting',
      startedAt: Date.now(),
    };
    options.onChange(this.#model);
  }

  get model(): Model {
    return this.#model;
  }

  /** Path of the shell that runs, for the next session of the same image. */
  shellPath: string | undefined;

  /** Finds the shell and starts it. A failure ends the session with its reason. Call once. */
  start(): Promise<Result<void>> {
    this.#starting = this.#startOrEnd();
    return this.#starting;
  }

  /** Serves one view until it goes away. */
  attach(sink: TerminalSink): Promise<void> {
    sink.onUpward((bytes, consumed) => {
      const write = (): void => this.#write(bytes, consumed);
      if (this.#model.status === 'starting') this.#typedAhead.push(write);
      else write();
    });
    return this.#output.attach(sink);
  }

  /** Tells the process its new size; the last one wins, because one is told after the other. */
  async resize(size: TerminalSize): Promise<Result<void>> {
    this.#size = size;
    if (this.#client === undefined || this.#execId === undefined || this.#model.status !== 'running') {
      return ok(undefined);
    }
    this.#resizing ??= this.#sendSize(this.#client, this.#execId).finally(() => {
      this.#resizing = undefined;
    });
    return this.#resizing;
  }

  /** Hangs the shell up if it runs or is about to, ends every view's stream and forgets the output. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#output.close();
    await this.#starting;
    if (this.#model.status === 'running' && this.#client !== undefined) {
      // Closing the connection alone leaves the process running on most engines.
      await hangUp(this.#client, this.#options.containerId, this.#options.id);
    }
    this.#socket?.destroy();
  }

  #write(bytes: Uint8Array, consumed: () => void): void {
    const socket = this.#socket;
    // What is typed into an ended shell has nowhere to go, but its credit must come back.
    if (socket === undefined || this.#model.status !== 'running' || !socket.writable) consumed();
    else socket.write(bytes, () => consumed());
  }

  async #startOrEnd(): Promise<Result<void>> {
    const client = this.#options.engine.connection.client;
    const started = client.ok ? await this.#start(client.value) : client;
    if (!started.ok) this.#end(undefined, errorText(started.error));
    for (const write of this.#typedAhead.splice(0)) write();
    return started;
  }

  async #start(client: EngineClient): Promise<Result<void>> {
    const { containerId } = this.#options;
    const shell =
      this.#options.shell === undefined ? await detectShell(client, containerId) : ok(this.#options.shell);
    if (!shell.ok) return shell;
    this.shellPath = shell.value;
    this.#report({ shell: shell.value.slice(shell.value.lastIndexOf('/') + 1) });
    const spec: ExecSpec = {
      command: [shell.value],
      tty: true,
      stdin: true,
      environment: ['TERM=xterm-256color', 'COLORTERM=truecolor', `${sessionVariable}=${this.#options.id}`],
      size: this.#size,
    };
    if (this.#isClosed()) return fail(cancelled('The shell'));
    const created = await createExec(client, containerId, spec);
    if (!created.ok) return created;
    if (this.#isClosed()) return fail(cancelled('The shell'));
    const started = await startExec(client, created.value, spec);
    if (!started.ok) return started;
    this.#client = client;
    this.#execId = created.value;
    this.#socket = started.value.socket;
    this.#report({ status: 'running' });
    if (started.value.head.length > 0) this.#output.push(started.value.head);
    this.#drain(started.value.socket);
    void this.#firstResize();
    return ok(undefined);
  }

  #drain(socket: Duplex): void {
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      void this.#ended();
    };
    socket.on('data', (bytes: Buffer) => this.#output.push(bytes));
    socket.on('end', end).on('close', end).on('error', end);
  }

  async #ended(): Promise<void> {
    this.#socket?.destroy();
    const state = await this.#endState();
    if (state?.ok === true && !state.value.running) {
      const code = state.value.exitCode;
      this.#end(code, code === undefined ? 'The shell ended.' : `The shell ended with exit code ${code}.`);
      return;
    }
    const row = this.#options.engine.state.containers.get(this.#options.containerId);
    // The shell's own connection often breaks before the engine's is known to be lost.
    const unreachable = state?.ok === false && state.error.kind === 'engine-unreachable';
    if (unreachable || this.#options.engine.connection.session === undefined)
      this.#end(undefined, `The connection to ${this.#options.engine.connection.model.name} was lost.`);
    else if (row === undefined) this.#end(undefined, 'The container was removed.');
    else if (row.state !== 'running') this.#end(undefined, 'The container stopped.');
    else this.#end(undefined, 'The engine closed the connection to the shell.');
  }

  /** How the process stands once its connection has ended; undefined where it never ran. */
  async #endState(): Promise<Result<ExecState> | undefined> {
    if (this.#client === undefined || this.#execId === undefined) return undefined;
    for (let tries = 1; ; tries += 1) {
      const state = await inspectExec(this.#client, this.#execId);
      if (!state.ok || !state.value.running || tries === endTries) return state;
      await pause(endPauseMs);
    }
  }

  /** Sends sizes until the one that was sent last is the one that is wanted. */
  async #sendSize(client: EngineClient, execId: string): Promise<Result<void>> {
    for (;;) {
      const size = this.#size;
      const done = await resizeExec(client, execId, size);
      if (this.#size === size) return done;
    }
  }

  /** Where the engine took no size at the start, or the view was measured meanwhile. */
  async #firstResize(): Promise<void> {
    for (let i = 0; i < resizeTries && this.#model.status === 'running'; i += 1) {
      const done = await this.resize(this.#size);
      if (done.ok) return;
      await pause(resizePauseMs);
    }
  }

  /** Asked anew after each wait; the compiler would take a property that was false for false for ever. */
  #isClosed(): boolean {
    return this.#closed;
  }

  #end(exitCode: number | undefined, endReason: string): void {
    this.#output.finish();
    this.#report({ status: 'ended', endReason, ...(exitCode === undefined ? {} : { exitCode }) });
  }

  #report(change: Partial<Model>): void {
    this.#model = { ...this.#model, ...change };
    if (!this.#closed) this.#options.onChange(this.#model);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
