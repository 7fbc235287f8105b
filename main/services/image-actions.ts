import type { CallInput } from '#shared/contract/index';
import type { TaskId } from '#shared/model/ids';
import type { LayerProgress } from '#shared/model/image';
import { ok, type Result } from '#shared/result';
import { pullImage } from '../engine/api/image-transfer';
import { removeImage, removeImagePath } from '../engine/api/images';
import { parseReference } from '../engine/api/reference';
import type { SilenceLimits } from '../engine/api/silence';
import type { PullStep } from '../engine/compat/progress';
import type { EngineService } from './engines';
import type { TaskReport, TaskService } from './tasks';

/** Starts a pull as a task; see `images.pull`. */
export function startPull(
  engines: EngineService,
  tasks: TaskService,
  input: CallInput<'images.pull'>,
  silence: SilenceLimits,
): Result<{ taskId: TaskId }> {
  const reference = parseReference(input.reference);
  if (!reference.ok) return reference;
  const engine = engines.engine(input.engineId);
  if (!engine.ok) return engine;
  const { connection } = engine.value;
  if (!connection.client.ok) return connection.client;
  const room = tasks.room(1);
  if (!room.ok) return room;
  const { repository, tag, text } = reference.value;
  const taskId = tasks.start({
    engineId: input.engineId,
    engineName: connection.model.name,
    kind: { type: 'pull', reference: text },
    subject: text,
    command: `docker pull ${text}`,
    request: `POST ${connection.client.value.path('/images/create', { fromImage: repository, tag })}`,
    cancellable: true,
    work: async (signal, report) => {
      const client = connection.client;
      if (!client.ok) return client;
      const progress = new PullProgress(report);
      const onStep = (step: PullStep): void => progress.step(step);
      const options = { silenceMs: silence.transfer };
      const outcome = await pullImage(client.value, reference.value, onStep, signal, options);
      progress.flush();
      return outcome;
    },
  });
  return ok({ taskId });
}

/** Starts one removal for each target; see `images.remove`. */
export function removeImages(
  engines: EngineService,
  tasks: TaskService,
  input: CallInput<'images.remove'>,
): Result<{ taskIds: readonly TaskId[] }> {
  const engine = engines.engine(input.engineId);
  if (!engine.ok) return engine;
  const { connection } = engine.value;
  const first = connection.client;
  if (!first.ok) return first;
  const room = tasks.room(input.targets.length);
  if (!room.ok) return room;
  const force = input.force ?? false;
  const taskIds = input.targets.map(({ reference, name }) =>
    tasks.start({
      engineId: input.engineId,
      engineName: connection.model.name,
      kind: { type: 'remove-image', reference, force },
      subject: name,
      command: `docker rmi${force ? ' --force' : ''} ${reference}`,
      request: `DELETE ${first.value.path(removeImagePath(reference), { force })}`,
      cancellable: false,
      work: async (signal) => {
        const client = connection.client;
        if (!client.ok) return client;
        const removed = await removeImage(client.value, reference, force, signal);
        return removed.ok ? ok(undefined) : removed;
      },
    }),
  );
  return ok({ taskIds });
}

const maxLayers = 256;
/** Progress comes hundreds of times a second; a person sees ten. */
const reportIntervalMs = 100;

/** Gathers progress by layer and reports it at a bounded pace. */
class PullProgress {
  readonly #report: TaskReport;
  readonly #layers = new Map<string, LayerProgress>();
  #note = '';
  #reportedAt = 0;

  constructor(report: TaskReport) {
    this.#report = report;
  }

  step(step: PullStep): void {
    if (step.kind === 'note') this.#note = step.text.slice(0, 500);
    else if (step.kind === 'layer') this.#layer(step.layer);
    if (performance.now() - this.#reportedAt >= reportIntervalMs) this.flush();
  }

  flush(): void {
    this.#reportedAt = performance.now();
    this.#report({ layers: [...this.#layers.values()], note: this.#note });
  }

  #layer(next: LayerProgress): void {
    const known = this.#layers.get(next.id);
    if (known === undefined && this.#layers.size >= maxLayers) return;
    // Steps without a measure (waiting, done) must not lose the size that was told before.
    const total = next.total > 0 ? next.total : (known?.total ?? 0);
    const finished = next.phase === 'done' || next.phase === 'exists';
    this.#layers.set(next.id, { ...next, total, current: finished ? total : next.current });
  }
}
