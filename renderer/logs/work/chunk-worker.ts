import type { LogQuery, MatchColumns } from '#shared/logs/query/ast';
import { isQuick, type TextRange } from '#shared/logs/query/highlight';
import { columnsOf } from '#shared/logs/query/match';
import type { PatternSnapshot } from '#shared/logs/patterns/pattern';
import type { LogChunk } from '#shared/model/log';
import { type Copied, copyChunk, copyColumns } from './copy-columns';
import type { LineFacts, SpawnWorker, WorkerAnswer, WorkerAsk, WorkerLike } from './messages';

/**
 * Why there is no answer: the worker took too long on it and was ended, the asker cancelled it (or the ChunkWorker was
 * disposed), or the worker died of it.
 */
export type NoAnswer = 'too-slow' | 'cancelled' | 'failed';

/** Bounds of a ChunkWorker, in ms and jobs. */
export interface ChunkWorkerLimits {
  /** How long a job with a regular expression may take. */
  readonly regexMs: number;
  /** How long any other job may take: it is never endless. */
  readonly plainMs: number;
  /** Further time before a worker is ended: its answer may wait behind other work of this thread. */
  readonly graceMs: number;
  readonly inFlight: number;
  /** A worker without jobs ends after so long; undefined where it keeps something for its views. */
  readonly idleMs: number | undefined;
}

export const chunkWorkerLimits: ChunkWorkerLimits = {
  regexMs: 400,
  plainMs: 20_000,
  graceMs: 50,
  inFlight: 8,
  idleMs: undefined,
};

interface Job {
  readonly id: number;
  readonly limitMs: number;
  /** Copies what is asked about; again where the worker had to be ended. */
  readonly ask: () => Copied<WorkerAsk>;
  /** Called once. */
  readonly settle: (answer: WorkerAnswer | NoAnswer) => void;
  settled: boolean;
  /** How often a worker was ended because of it. */
  overruns: number;
}

/** So many workers are ended before a job is given up. */
const mostOverruns = 2;

let nextQueryId = 1;

/**
 * The page's side of a worker that looks at log lines. It gets copies, the page keeps its own; at most `inFlight` jobs
 * are posted, the others wait uncopied. Jobs are done in order, highlights before the rest. A worker that does not answer
 * a job in time (a regular expression can take for ever) is ended, and a new one gets the jobs; the second time the job
 * is answered `too-slow`, as is all that is asked with the same query later. The worker starts with `warm` or the first
 * job and lives until `dispose`, or for a time without jobs. Owner: LogWorkers.
 */
export class ChunkWorker {
  readonly #spawn: SpawnWorker;
  readonly #limits: ChunkWorkerLimits;
  readonly #queryIds = new WeakMap<LogQuery, number>();
  readonly #slow = new WeakSet<LogQuery>();
  #worker: WorkerLike | undefined;
  #ready = false;
  #waiting: Job[] = [];
  #posted: Job[] = [];
  #nextJob = 1;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(spawn: SpawnWorker, limits: ChunkWorkerLimits = chunkWorkerLimits) {
    this.#spawn = spawn;
    this.#limits = limits;
  }

  /** A worker is there. */
  get alive(): boolean {
    return this.#worker !== undefined;
  }

  /** Starts the worker before it is needed, so that the first answer does not wait for that. */
  warm(): void {
    if (this.#disposed) return;
    if (this.#worker === undefined) this.#start();
    this.#rest();
  }

  /** Numbers of the lines `from` up to, not including, `to` that match, counted from `from`, rising. */
  async match(
    query: LogQuery,
    columns: MatchColumns,
    { from, to }: { readonly from: number; readonly to: number },
    signal: AbortSignal,
  ): Promise<Uint32Array | NoAnswer> {
    if (this.#slow.has(query)) return 'too-slow';
    const needed = columnsOf(query);
    const queryId = this.#queryId(query);
    const answer = await this.#run(signal, { regex: !isQuick(query) }, (job) => {
      const { copy, transfer } = copyColumns(columns, from, to, needed);
      return { copy: { kind: 'match', job, queryId, query, columns: copy }, transfer };
    });
    if (answer === 'too-slow') this.#slow.add(query);
    return typeof answer === 'string' ? answer : answer.kind === 'matched' ? answer.lines : 'failed';
  }

  /** Ranges to highlight in each of some texts. Goes before everything that waits. */
  async highlight(
    query: LogQuery,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (readonly TextRange[])[] | NoAnswer> {
    if (this.#slow.has(query)) return 'too-slow';
    const answer = await this.#run(signal, { regex: !isQuick(query), first: true }, (job) => ({
      copy: { kind: 'highlight', job, query, texts },
      transfer: [],
    }));
    if (answer === 'too-slow') this.#slow.add(query);
    return typeof answer === 'string' ? answer : answer.kind === 'highlighted' ? answer.ranges : 'failed';
  }

  /** Levels and patterns of a chunk's lines; the patterns of a view are kept in the worker until `forget`. */
  async analyse(view: number, chunk: LogChunk, signal: AbortSignal): Promise<LineFacts | NoAnswer> {
    const answer = await this.#run(signal, {}, (job) => {
      const { copy, transfer } = copyChunk(chunk);
      return { copy: { kind: 'analyse', job, view, chunk: copy }, transfer };
    });
    return typeof answer === 'string' ? answer : answer.kind === 'analysed' ? answer.facts : 'failed';
  }

  /** The patterns of all lines of a view that were analysed. */
  async patterns(view: number, signal: AbortSignal): Promise<PatternSnapshot | NoAnswer> {
    const answer = await this.#run(signal, { first: true }, (job) => ({
      copy: { kind: 'patterns', job, view },
      transfer: [],
    }));
    return typeof answer === 'string' ? answer : answer.kind === 'patterned' ? answer.snapshot : 'failed';
  }

  /** Lets go of what is kept for a view. */
  forget(view: number): void {
    this.#worker?.postMessage({ kind: 'forget', view }, []);
  }

  /** Ends the worker; what was asked is cancelled. Nothing may be asked afterwards. */
  dispose(): void {
    this.#disposed = true;
    this.#end();
    const jobs = [...this.#posted, ...this.#waiting];
    this.#posted = [];
    this.#waiting = [];
    for (const job of jobs) settle(job, 'cancelled');
  }

  #queryId(query: LogQuery): number {
    const known = this.#queryIds.get(query);
    if (known !== undefined) return known;
    const id = nextQueryId;
    nextQueryId += 1;
    this.#queryIds.set(query, id);
    return id;
  }

  #run(
    signal: AbortSignal,
    { regex = false, first = false }: { readonly regex?: boolean; readonly first?: boolean },
    ask: (job: number) => Copied<WorkerAsk>,
  ): Promise<WorkerAnswer | NoAnswer> {
    if (this.#disposed || signal.aborted) return Promise.resolve('cancelled');
    return new Promise((resolve) => {
      const id = this.#nextJob;
      this.#nextJob += 1;
      const cancel = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== job);
        settle(job, 'cancelled');
      };
      const job: Job = {
        id,
        limitMs: regex ? this.#limits.regexMs : this.#limits.plainMs,
        ask: () => ask(id),
        settle: (answer) => {
          signal.removeEventListener('abort', cancel);
          resolve(answer);
        },
        settled: false,
        overruns: 0,
      };
      signal.addEventListener('abort', cancel, { once: true });
      if (first) this.#waiting.unshift(job);
      else this.#waiting.push(job);
      this.#fill();
    });
  }

  /** Posts as many jobs as may be in flight. */
  #fill(): void {
    while (!this.#disposed && this.#posted.length < this.#limits.inFlight) {
      const job = this.#waiting.shift();
      if (job === undefined) break;
      const worker = this.#worker ?? this.#start();
      this.#posted.push(job);
      const { copy, transfer } = job.ask();
      worker.postMessage(copy, transfer);
      if (this.#posted.length === 1) this.#watchFirst();
    }
  }

  #start(): WorkerLike {
    const worker = this.#spawn();
    this.#worker = worker;
    this.#ready = false;
    worker.listen(
      (answer) => {
        if (worker === this.#worker) this.#answered(answer);
      },
      () => {
        if (worker === this.#worker) this.#died();
      },
    );
    return worker;
  }

  #answered(answer: WorkerAnswer): void {
    if (answer.kind === 'ready') {
      this.#ready = true;
    } else {
      const at = this.#posted.findIndex((job) => job.id === answer.job);
      const job = this.#posted[at];
      if (job === undefined) return;
      this.#posted.splice(at, 1);
      settle(job, answer.kind === 'failed' ? 'failed' : answer);
      this.#fill();
    }
    this.#watchFirst();
    this.#rest();
  }

  /** Counts from now how long there is nothing to do. */
  #rest(): void {
    clearTimeout(this.#idle);
    const { idleMs } = this.#limits;
    if (idleMs === undefined || this.#posted.length > 0) return;
    this.#idle = setTimeout(() => {
      if (this.#posted.length === 0) this.#end();
    }, idleMs);
  }

  /** The worker does jobs in order: the oldest is the one that it is at. Loading the worker counts as no job's time. */
  #watchFirst(): void {
    clearTimeout(this.#watch);
    this.#watch = undefined;
    const [first] = this.#posted;
    if (first === undefined || !this.#ready) return;
    this.#watch = setTimeout(() => {
      this.#watch = setTimeout(() => this.#giveUp('too-slow'), this.#limits.graceMs);
    }, first.limitMs);
  }

  #died(): void {
    if (this.#ready) {
      this.#giveUp('failed');
      return;
    }
    // One that cannot even be loaded would not be the next time.
    this.#end();
    const jobs = [...this.#posted, ...this.#waiting];
    this.#posted = [];
    this.#waiting = [];
    for (const job of jobs) settle(job, 'failed');
  }

  /** Ends the worker because of the job that it is at; those behind it go to a new worker. */
  #giveUp(why: 'too-slow' | 'failed'): void {
    this.#end();
    const [guilty, ...others] = this.#posted;
    this.#posted = [];
    this.#waiting.unshift(...others.filter((job) => !job.settled));
    if (guilty !== undefined && !guilty.settled) {
      guilty.overruns += 1;
      // A busy computer may keep a worker from its work for that long: it gets another chance.
      if (why === 'too-slow' && guilty.overruns < mostOverruns) this.#waiting.unshift(guilty);
      else settle(guilty, why);
    }
    this.#fill();
  }

  #end(): void {
    clearTimeout(this.#watch);
    clearTimeout(this.#idle);
    this.#watch = undefined;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#ready = false;
  }
}

function settle(job: Job, answer: WorkerAnswer | NoAnswer): void {
  if (job.settled) return;
  job.settled = true;
  job.settle(answer);
}
