import { Readable } from 'node:stream';
import type { AppError } from '#shared/errors';
import { DialError } from '../transport/dialer';

const minute = 60_000;
const hour = 60 * minute;

/**
 * How long an engine may say nothing, in ms, before the work it was asked for counts as lost; by kind, because what is
 * usual at one of them is death at another. While something is sent to the engine, each part that it takes counts as a
 * word. An engine that is dead as a whole is noticed within seconds by its heartbeat: this is for one that answers its
 * pings and has forgotten the work.
 */
export interface SilenceLimits {
  /** Pulls and pushes tell of every part that comes or goes; only a big layer that is put in order is silent. */
  readonly transfer: number;
  /** What is loaded or imported is unpacked as a whole, by old engines and Podman without a word in between. */
  readonly unpack: number;
  /** Engines put a saved image together on their disk before the first byte of it. */
  readonly pack: number;
  /** A step of a build may compile for long without a word. */
  readonly build: number;
}

/** What no engine that works has been seen to pass. */
export const usualSilence: SilenceLimits = {
  transfer: 5 * minute,
  unpack: 20 * minute,
  pack: 30 * minute,
  build: 2 * hour,
};

/** A limit for silence, and what it means when it is over. */
export interface Silence {
  readonly ms: number;
  readonly error: AppError;
}

/** The silence of an engine at some work; `what` names it: `Pulling redis:7`. */
export function silenceAt(what: string, ms: number): Silence {
  const message = `${what}: the engine has said nothing for ${longText(ms)}, so Pilothouse stopped waiting. It may go on there.`;
  return { ms, error: { kind: 'timeout', afterMs: ms, message } };
}

function longText(ms: number): string {
  if (ms >= 2 * hour) return `${Math.round(ms / hour)} h`;
  if (ms >= 2 * minute) return `${Math.round(ms / minute)} min`;
  return `${Math.max(1, Math.round(ms / 1000))} s`;
}

/**
 * The parts of a body. Throws a `DialError` once it gives nothing for too long; the time in which nobody asks for the
 * next part is not counted. The body is destroyed at the end.
 */
export async function* listened(body: Readable, silence: Silence): AsyncGenerator<Buffer, void, undefined> {
  const watch = (): NodeJS.Timeout =>
    setTimeout(() => body.destroy(new DialError(silence.error)), silence.ms);
  let timer = watch();
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      clearTimeout(timer);
      yield part;
      timer = watch();
    }
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
}

/** The same as a stream, which the caller reads or destroys. */
export function listenedStream(body: Readable, silence: Silence): Readable {
  const stream = Readable.from(listened(body, silence), { objectMode: false });
  // One that is destroyed before it was read has not begun to listen.
  stream.once('close', () => body.destroy());
  return stream;
}
