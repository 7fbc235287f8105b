import { setImmediate } from 'node:timers/promises';
import { type AppError, cancelled } from '#shared/errors';
import type { SourcedLines } from '#shared/logs/lines/columns';
import { fail, type Result } from '#shared/result';
import type { TaskReport } from '../tasks';
import { LineContext } from './line-context';
import { type LineChoice, LineFilter, regexMs } from './line-filter';
import type { LineFormat } from './line-format';
import { type LineTaker, readMerged, type ReadSource } from './merged-reading';
import { SaveFile } from './save-file';

/** What is saved, and where to. */
export interface SavePlan {
  readonly path: string;
  readonly reads: readonly ReadSource[];
  readonly choice: LineChoice;
  readonly context: number;
  readonly format: LineFormat;
}

/** A person sees five steps of progress a second. */
const reportEveryMs = 200;
/** More than so many remarks are only counted. */
const mostRemarks = 5;

const tooSlow: AppError = {
  kind: 'timeout',
  afterMs: regexMs,
  message:
    'The search was ended, because the regular expression takes too long on some of the lines. Write it with fewer repetitions within repetitions.',
};

/**
 * Reads, chooses and writes lines, chunk by chunk: what is held does not grow with the logs. Nothing is left of the file
 * where it fails or `signal` aborts. A log that cannot be read at all is left out, with a remark, while others can.
 */
export async function saveLines(
  plan: SavePlan,
  signal: AbortSignal,
  report: TaskReport,
): Promise<Result<void>> {
  const begun = await SaveFile.begin(plan.path);
  if (!begun.ok) return begun;
  const file = begun.value;
  const work = new SaveWork(plan, file, report);
  try {
    await readMerged(plan.reads, work, signal);
  } catch (cause) {
    await file.discard();
    throw cause;
  }
  const error = signal.aborted ? cancelled('Saving the log') : work.error;
  if (error !== undefined) {
    await file.discard();
    return fail(error);
  }
  const finished = await file.finish();
  if (finished.ok) work.done();
  return finished;
}

class SaveWork implements LineTaker {
  readonly #plan: SavePlan;
  readonly #file: SaveFile;
  readonly #report: TaskReport;
  readonly #filter: LineFilter;
  readonly #context: LineContext;
  readonly #remarks: string[] = [];
  #unread: AppError[] = [];
  #error: AppError | undefined;
  #lines = 0;
  #bytes = 0;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(plan: SavePlan, file: SaveFile, report: TaskReport) {
    this.#plan = plan;
    this.#file = file;
    this.#report = report;
    this.#filter = new LineFilter(plan.choice);
    this.#context = new LineContext(plan.context);
  }

  /** Why the file is not what was asked for. */
  get error(): AppError | undefined {
    const [first] = this.#unread;
    return this.#error ?? (this.#unread.length === this.#plan.reads.length ? first : undefined);
  }

  get over(): boolean {
    return this.#error !== undefined;
  }

  async take(lines: SourcedLines): Promise<void> {
    let chosen = this.#filter.choose(lines);
    if (chosen === 'too-slow') {
      // It may be that the computer was busy with something else.
      await setImmediate();
      chosen = this.#filter.choose(lines);
    }
    if (chosen === 'too-slow') {
      this.#error = tooSlow;
      return;
    }
    for (const pick of this.#context.pick(lines, chosen)) {
      const bytes = Buffer.from(this.#plan.format(pick.lines, pick.numbers, this.#plan.choice.names));
      const written = await this.#file.write(bytes);
      if (!written.ok) {
        this.#error = written.error;
        return;
      }
      this.#lines += pick.numbers.length;
      this.#bytes += bytes.length;
    }
    this.#tell();
  }

  notice(source: number, { what, text }: { readonly what: string; readonly text: string }): void {
    if (what === 'dropped') this.#remark(`${this.#nameOf(source)}: ${text}`);
    if (what !== 'lost') return;
    this.#error ??= {
      kind: 'engine-unreachable',
      reason: 'lost',
      message: `The engine was lost while the log of ${this.#nameOf(source)} was read, so no file was written.`,
      remedy: 'Save it again when the engine is connected.',
    };
  }

  failed(source: number, error: AppError, any: boolean): void {
    const several = this.#plan.reads.length > 1;
    const named = several ? { ...error, message: `${this.#nameOf(source)}: ${error.message}` } : error;
    if (any) {
      this.#error ??= named;
      return;
    }
    this.#unread.push(named);
    this.#remark(`Left out ${named.message}`);
  }

  /** Says how it ended. */
  done(): void {
    const more = this.#remarks.length - mostRemarks;
    const note = [
      `In ${this.#plan.path}`,
      ...this.#remarks.slice(0, mostRemarks),
      ...(more > 0 ? [`and ${more} more`] : []),
    ].join('. ');
    this.#report({ written: this.#written, note });
  }

  get #written(): { readonly lines: number; readonly bytes: number } {
    return { lines: this.#lines, bytes: this.#bytes };
  }

  #tell(): void {
    const now = performance.now();
    if (now - this.#reportedAt < reportEveryMs) return;
    this.#reportedAt = now;
    this.#report({ written: this.#written });
  }

  #remark(text: string): void {
    this.#remarks.push(text.slice(0, 300));
  }

  #nameOf(source: number): string {
    return this.#plan.choice.names[source] ?? '';
  }
}
