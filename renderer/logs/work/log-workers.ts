import type { LogQuery } from '#shared/logs/query/ast';
import type { TextRange } from '#shared/logs/query/highlight';
import type { PatternSnapshot } from '#shared/logs/patterns/pattern';
import type { LogChunk } from '#shared/model/log';
import { ChunkWorker, chunkWorkerLimits } from './chunk-worker';
import { type FindBlock, LogFinder } from './log-finder';
import type { LineFacts, SpawnWorker } from './messages';

/** What the workers do for one log view. Whoever opened it disposes it. */
export interface LogWorkView {
  /** `list` gives the lines' blocks in rising order; the finder is disposed by whoever asked for it. */
  finder(list: () => readonly FindBlock[], changed: () => void): LogFinder;
  /** Ranges to highlight in each text; undefined where that took too long. */
  highlight(
    query: LogQuery,
    texts: readonly string[],
  ): Promise<readonly (readonly TextRange[])[] | undefined>;
  /** Levels and patterns of lines; undefined where it was given up. Patterns are those of this view alone. */
  analyse(chunk: LogChunk): Promise<LineFacts | undefined>;
  /** The patterns of all lines that were analysed. */
  patterns(): Promise<PatternSnapshot | undefined>;
  /** Ends what was asked; with the last open view the workers end. */
  dispose(): void;
}

/** The worker that searches keeps nothing: it ends when nobody searches and no lines come. */
const searchIdleMs = 60_000;

/**
 * The two workers behind all log views: one searches, the other finds levels and patterns, so that a regular expression
 * that never ends stops no levels. They are started when the first lines come and end with the last view.
 */
export class LogWorkers {
  readonly #spawn: SpawnWorker;
  readonly #views = new Set<number>();
  #nextView = 1;
  #pair: { readonly matching: ChunkWorker; readonly analysing: ChunkWorker } | undefined;

  constructor(spawn: SpawnWorker) {
    this.#spawn = spawn;
  }

  /** How many workers live: 0 where no view is open. */
  get alive(): number {
    return [this.#pair?.matching, this.#pair?.analysing].filter((worker) => worker?.alive === true).length;
  }

  open(): LogWorkView {
    const view = this.#nextView;
    this.#nextView += 1;
    this.#views.add(view);
    this.#pair ??= {
      matching: new ChunkWorker(this.#spawn, { ...chunkWorkerLimits, idleMs: searchIdleMs }),
      analysing: new ChunkWorker(this.#spawn),
    };
    const { matching, analysing } = this.#pair;
    const controller = new AbortController();
    const { signal } = controller;
    return {
      finder: (list, changed) => new LogFinder(matching, list, changed),
      highlight: async (query, texts) => given(await matching.highlight(query, texts, signal)),
      analyse: async (chunk) => {
        // Where lines come, somebody may search them soon.
        if (!signal.aborted) matching.warm();
        return given(await analysing.analyse(view, chunk, signal));
      },
      patterns: async () => given(await analysing.patterns(view, signal)),
      dispose: () => {
        controller.abort();
        if (this.#views.delete(view)) analysing.forget(view);
        if (this.#views.size === 0) this.#end();
      },
    };
  }

  #end(): void {
    this.#pair?.matching.dispose();
    this.#pair?.analysing.dispose();
    this.#pair = undefined;
  }
}

function given<T extends object>(answer: T | string): T | undefined {
  return typeof answer === 'string' ? undefined : answer;
}
