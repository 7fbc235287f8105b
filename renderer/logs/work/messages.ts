import type { LogQuery, MatchColumns } from '#shared/logs/query/ast';
import type { TextRange } from '#shared/logs/query/highlight';
import type { PatternSnapshot } from '#shared/logs/patterns/pattern';
import type { LogChunk } from '#shared/model/log';

/** What the page asks of a worker. `job` numbers the answer. */
export type WorkerAsk =
  | {
      readonly kind: 'match';
      readonly job: number;
      /** The same for the same query, so that it is made ready once. */
      readonly queryId: number;
      readonly query: LogQuery;
      readonly columns: MatchColumns;
    }
  | {
      readonly kind: 'highlight';
      readonly job: number;
      readonly query: LogQuery;
      readonly texts: readonly string[];
    }
  | { readonly kind: 'analyse'; readonly job: number; readonly view: number; readonly chunk: LogChunk }
  | { readonly kind: 'patterns'; readonly job: number; readonly view: number }
  /** Needs no answer. */
  | { readonly kind: 'forget'; readonly view: number };

/** What a worker says of some lines. */
export interface LineFacts {
  /** Level codes, 0 to 6. */
  readonly levels: Uint8Array;
  /** Pattern ids, 0 for none. */
  readonly patterns: Uint32Array;
}

/** What a worker answers. `ready` comes once, before all else. */
export type WorkerAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'matched'; readonly job: number; readonly lines: Uint32Array }
  | {
      readonly kind: 'highlighted';
      readonly job: number;
      readonly ranges: readonly (readonly TextRange[])[];
    }
  | { readonly kind: 'analysed'; readonly job: number; readonly facts: LineFacts }
  | { readonly kind: 'patterned'; readonly job: number; readonly snapshot: PatternSnapshot }
  | { readonly kind: 'failed'; readonly job: number };

/** A worker as the page needs it: the browser's, or a stand-in of tests. */
export interface WorkerLike {
  postMessage(ask: WorkerAsk, transfer: readonly ArrayBuffer[]): void;
  terminate(): void;
  /** Called once, before anything is posted. `onError`: the worker could not be loaded, or died. */
  listen(onAnswer: (answer: WorkerAnswer) => void, onError: () => void): void;
}

/** Starts a worker. */
export type SpawnWorker = () => WorkerLike;
