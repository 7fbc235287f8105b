import type { ContainerId } from '#shared/model/ids';
import type { StatsSample } from '#shared/model/stats';
import type { StreamSink } from '../stream-sink';
import type { EngineSampler } from './sampler';
import { forTaker } from './source';

/** A view's end of the samples. */
export type StatsSink = StreamSink<readonly StatsSample[], never>;

/** Samples of all containers go out together so often: of many less often, because none of them comes each second. */
const batchMs = { few: 250, many: 1_000 } as const;
const many = 32;
/** Bytes of the window that a sample takes, and each part of its detail. */
const sampleCost = 240;
const partCost = 80;
/** Samples in one item, so that the past of many containers does not pass the window as one. */
const maxItem = 300;
/** A view that stands still misses what is older; as much as is held of one container, or a few of each of many. */
const leastWaiting = 900;
const waitingOfEach = 8;

/** What a view asks for. */
export interface ViewOptions {
  readonly ids: readonly ContainerId[];
  /** Samples of the past to give of each, at most; all that are held where undefined. */
  readonly history?: number | undefined;
  readonly detail?: boolean | undefined;
}

/** Serves one view until it goes away: first what is held, then samples as they are made. */
export async function serveView(
  sampler: EngineSampler,
  { ids, history, detail = false }: ViewOptions,
  sink: StatsSink,
): Promise<void> {
  let waiting: StatsSample[] = [];
  let timer: NodeJS.Timeout | undefined;
  const every = ids.length > many ? batchMs.many : batchMs.few;
  const most = Math.max(leastWaiting, ids.length * waitingOfEach);
  const send = async (): Promise<void> => {
    while (waiting.length > 0 && (await sink.ready())) {
      const item = waiting.slice(0, maxItem);
      waiting = waiting.slice(maxItem);
      sink.send(
        item,
        item.reduce((sum, sample) => sum + costOf(sample), 0),
      );
    }
    timer = undefined;
  };
  const later = (ms: number): void => {
    timer ??= setTimeout(() => void send(), ms);
  };
  const take = (sample: StatsSample): void => {
    waiting.push(sample);
    if (waiting.length > most * 2) waiting = waiting.slice(-most);
    later(every);
  };
  const taker = { detail, pinned: detail, take };
  const wanted = [...new Set(ids)];
  for (const id of wanted) {
    const held = sampler.held(id);
    const past = held.slice(Math.max(0, held.length - (history ?? held.length)));
    for (const sample of past) waiting.push(forTaker(sample, detail));
  }
  const leave = wanted.map((id) => sampler.join(id, { ...taker }));
  if (waiting.length > 0) later(0);
  await new Promise<void>((resolve) => {
    sink.signal.addEventListener('abort', () => resolve(), { once: true });
    if (sink.signal.aborted) resolve();
  });
  clearTimeout(timer);
  for (const each of leave) each();
}

function costOf({ detail }: StatsSample): number {
  if (detail === undefined) return sampleCost;
  const parts = detail.interfaces.length + detail.devices.length;
  return sampleCost + partCost * parts + 8 * (detail.cores?.length ?? 0);
}
