import { appContract } from './app';
import { containersContract } from './containers';
import { enginesContract } from './engines';
import type { CallEntry, StreamEntry, WatchEntry } from './entry';
import { imagesContract } from './images';
import { logsContract } from './logs';
import { processesContract } from './processes';
import { statsContract } from './stats';
import { tasksContract } from './tasks';
import { terminalsContract } from './terminals';

/** Everything that the page can ask of main. The page's client and main's handlers both derive from it. */
export const contract = {
  ...appContract,
  ...enginesContract,
  ...containersContract,
  ...logsContract,
  ...imagesContract,
  ...tasksContract,
  ...terminalsContract,
  ...statsContract,
  ...processesContract,
} as const;

export type Contract = typeof contract;

type NameOf<Kind> = { [K in keyof Contract]: Contract[K] extends Kind ? K : never }[keyof Contract];
export type CallName = NameOf<{ readonly kind: 'call' }>;
export type WatchName = NameOf<{ readonly kind: 'watch' }>;
export type StreamName = NameOf<{ readonly kind: 'stream' }>;

export type CallInput<N extends CallName> = Contract[N] extends CallEntry<infer I, unknown> ? I : never;
export type CallOutput<N extends CallName> = Contract[N] extends CallEntry<infer _I, infer O> ? O : never;
export type WatchInput<N extends WatchName> = Contract[N] extends WatchEntry<infer I, unknown> ? I : never;
export type WatchValue<N extends WatchName> = Contract[N] extends WatchEntry<infer _I, infer V> ? V : never;
export type StreamInput<N extends StreamName> =
  Contract[N] extends StreamEntry<infer I, unknown, infer _U> ? I : never;
export type StreamItem<N extends StreamName> =
  Contract[N] extends StreamEntry<infer _I, infer T, infer _U> ? T : never;
export type StreamUpward<N extends StreamName> =
  Contract[N] extends StreamEntry<infer _I, infer _T, infer U> ? U : never;
