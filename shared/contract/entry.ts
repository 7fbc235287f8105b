import type { z } from 'zod';

declare const carried: unique symbol;

/** One request, one answer. */
export interface CallEntry<Input, Output> {
  readonly kind: 'call';
  readonly input: z.ZodType<Input>;
  /** After so many ms without an answer the handler is aborted and the page gets a `timeout`. */
  readonly deadlineMs: number;
  readonly [carried]?: Output;
}

/** A keyed collection: a snapshot, then patches with the latest value of each changed key. */
export interface WatchEntry<Input, Value> {
  readonly kind: 'watch';
  readonly input: z.ZodType<Input>;
  readonly [carried]?: Value;
}

/** Items from main with credit; `Upward` are the page's items, `never` where it sends none. */
export interface StreamEntry<Input, Item, Upward> {
  readonly kind: 'stream';
  readonly input: z.ZodType<Input>;
  /** Checks each upward item. */
  readonly upward: z.ZodType<Upward>;
  readonly [carried]?: Item;
}

/** Deadlines by kind of call, in ms. */
export const deadline = {
  /** Something main knows by itself or reads once. */
  read: 20_000,
  /** Only starts work that goes on as a task. */
  start: 5_000,
  /** Goes a whole way to an engine, each step with a limit of its own. */
  check: 40_000,
  /** Waits for a person. */
  person: 600_000,
} as const;

/** Declares a call: `call(schema, deadline.read).returns<Output>()`. */
export function call<Input>(input: z.ZodType<Input>, deadlineMs: number) {
  return { returns: <Output>(): CallEntry<Input, Output> => ({ kind: 'call', input, deadlineMs }) };
}

/** Declares a watch: `watch(schema).of<Value>()`. */
export function watch<Input>(input: z.ZodType<Input>) {
  return { of: <Value>(): WatchEntry<Input, Value> => ({ kind: 'watch', input }) };
}

/** Declares a stream: `stream(schema, upwardSchema).of<Item>()`; its window stands in windows.ts. */
export function stream<Input, Upward>(input: z.ZodType<Input>, upward: z.ZodType<Upward>) {
  return {
    of: <Item>(): StreamEntry<Input, Item, Upward> => ({ kind: 'stream', input, upward }),
  };
}
