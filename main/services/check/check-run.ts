import type { AppError } from '#shared/errors';
import { errorText } from '#shared/errors';
import type { CheckStep, ConnectionReport } from '#shared/model/connection';

/** A step that is planned. `hint` is said of it where it comes to nothing. */
export interface PlannedStep {
  readonly name: string;
  readonly hint?: string;
}

/** Notes the steps of one check in their order, each with the time since the one before. */
export class CheckRun {
  readonly #at = Date.now();
  readonly #begun = performance.now();
  readonly #steps: CheckStep[];
  #next = 0;
  #mark = this.#begun;
  #error: AppError | undefined;
  #engine: string | undefined;

  constructor(plan: readonly PlannedStep[]) {
    this.#steps = plan.map(({ name, hint }) => ({
      name,
      outcome: 'not-tried',
      detail: hint === undefined ? '' : `Not tried. ${hint}`,
    }));
  }

  /** How many steps are over. */
  get reached(): number {
    return this.#next;
  }

  /** The next step went well. */
  done(detail: string): void {
    this.#put({ outcome: 'done', detail, tookMs: this.#lap() });
  }

  /** The next step is not ours to try; `detail` says whose. */
  passOver(detail: string): void {
    this.#put({ outcome: 'not-tried', detail });
  }

  /** The next step failed, and with it the check. */
  failed(error: AppError, detail = errorText(error)): void {
    this.#error = error;
    this.#put({ outcome: 'failed', detail, tookMs: this.#lap() });
  }

  /** The engine was reached: `Docker 28.5.2, API 1.51`. */
  found(engine: string): void {
    this.#engine = engine;
    this.done(engine);
  }

  report(): ConnectionReport {
    return {
      at: this.#at,
      tookMs: Math.round(performance.now() - this.#begun),
      steps: this.#steps,
      error: this.#error,
      engine: this.#engine,
    };
  }

  #put(step: Omit<CheckStep, 'name'>): void {
    const planned = this.#steps[this.#next];
    if (planned === undefined) return;
    this.#steps[this.#next] = { name: planned.name, ...step };
    this.#next += 1;
  }

  #lap(): number {
    const now = performance.now();
    const took = Math.round(now - this.#mark);
    this.#mark = now;
    return took;
  }
}
