import { levelsOf } from '#shared/logs/level';
import { PatternMiner } from '#shared/logs/patterns/miner';
import { highlights } from '#shared/logs/query/highlight';
import { createMatcher, type Matcher } from '#shared/logs/query/match';
import type { WorkerAnswer, WorkerAsk } from './messages';

type Post = (answer: WorkerAnswer, transfer: ArrayBuffer[]) => void;

/** Queries kept ready; the one that was not used for the longest goes first. */
const mostMatchers = 8;

/** The worker's side of a ChunkWorker: answers each ask at once. Keeps the pattern miner of each view until `forget`. */
export class WorkerSide {
  readonly #post: Post;
  readonly #matchers = new Map<number, Matcher>();
  readonly #miners = new Map<number, PatternMiner>();

  constructor(post: Post) {
    this.#post = post;
    post({ kind: 'ready' }, []);
  }

  take(ask: WorkerAsk): void {
    if (ask.kind === 'forget') {
      this.#miners.delete(ask.view);
      return;
    }
    try {
      this.#answer(ask);
    } catch {
      // A mistake of ours must not leave the page waiting.
      this.#post({ kind: 'failed', job: ask.job }, []);
    }
  }

  #answer(ask: Exclude<WorkerAsk, { kind: 'forget' }>): void {
    const { job } = ask;
    switch (ask.kind) {
      case 'match': {
        const lines = this.#matcher(ask).match(ask.columns);
        this.#post({ kind: 'matched', job, lines }, [lines.buffer]);
        return;
      }
      case 'highlight': {
        const ranges = ask.texts.map((text) => highlights(text, ask.query));
        this.#post({ kind: 'highlighted', job, ranges }, []);
        return;
      }
      case 'analyse': {
        const levels = levelsOf(ask.chunk);
        const patterns = this.#miner(ask.view).mine(ask.chunk, levels);
        this.#post({ kind: 'analysed', job, facts: { levels, patterns } }, [levels.buffer, patterns.buffer]);
        return;
      }
      case 'patterns':
        this.#post({ kind: 'patterned', job, snapshot: this.#miner(ask.view).snapshot() }, []);
    }
  }

  #matcher({ queryId, query }: Extract<WorkerAsk, { kind: 'match' }>): Matcher {
    const matcher = this.#matchers.get(queryId) ?? createMatcher(query);
    this.#matchers.delete(queryId);
    this.#matchers.set(queryId, matcher);
    const [oldest] = this.#matchers.keys();
    if (this.#matchers.size > mostMatchers && oldest !== undefined) this.#matchers.delete(oldest);
    return matcher;
  }

  #miner(view: number): PatternMiner {
    const known = this.#miners.get(view);
    if (known !== undefined) return known;
    const miner = new PatternMiner();
    this.#miners.set(view, miner);
    return miner;
  }
}
