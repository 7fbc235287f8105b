import { until } from './wait';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { StoreBounds } from '../../renderer/logs/store/log-store';
import { type TestLine, textOf } from '../../renderer/logs/test-chunks';
import { LogWorkers } from '../../renderer/logs/work/log-workers';
import { TestWorkers } from '../../renderer/logs/work/test-worker';
import type { LogModel } from '../../renderer/logs/model/log-model';
import { LogModels } from '../../renderer/logs/model/log-models';
import { LogMain } from '../../renderer/logs/model/test-log-main';
import { type LogTarget, noSearch, type SearchInput } from '../../renderer/logs/model/types';

const engineId = 'engine' as EngineId;

export function target(name: string): LogTarget {
  return { engineId, id: name as ContainerId, name };
}

/** Numbered lines, a second apart. */
export function numbered(from: number, to: number, word = 'line'): TestLine[] {
  return Array.from({ length: to - from }, (_unused, at) => ({
    text: `${word} ${from + at}`,
    time: 1_000_000 + (from + at) * 1000,
  }));
}

export function search(text: string): SearchInput {
  return { ...noSearch, text };
}

/** Models as a window holds them, on a scripted main and workers of this thread; for tests only. */
export class TestWindow {
  readonly main = new LogMain();
  readonly threads = new TestWorkers();
  readonly models: LogModels;

  constructor(options: { readonly storage?: Storage; readonly bounds?: StoreBounds } = {}) {
    const workers = new LogWorkers(this.threads.spawn);
    this.models = new LogModels(
      {
        client: this.main.client,
        storage: options.storage,
        work: () => workers.open(),
        save: () => undefined,
      },
      options.bounds,
    );
  }

  /** Opens the log of containers; the returned function closes it. */
  async open(...names: readonly string[]): Promise<{ readonly model: LogModel; readonly close: () => void }> {
    const model = this.models.get(names.map(target));
    const close = model.hold();
    await this.eventually('the log', () => model.status.kind !== 'idle' && model.feed.opened);
    return { model, close };
  }

  /** Waits while main answers what is asked. */
  eventually(what: string, look: () => boolean): Promise<unknown> {
    return until(what, () => {
      this.main.serve();
      return look();
    });
  }
}

/** The texts of the rows that are shown. */
export function shown(model: LogModel): string[] {
  const { rows } = model;
  return Array.from({ length: rows.count }, (_unused, index) => {
    const row = rows.at(index);
    return row?.kind === 'notice' ? `-- ${row.notice.text}` : textOf(row);
  });
}

export function textAt(model: LogModel, sequence: number | undefined): string {
  const { rows } = model;
  return sequence === undefined ? '' : textOf(rows.at(rows.indexOf(sequence)));
}
