import type { ContainerId, EngineId } from '#shared/model/ids';
import { lineStart } from '#shared/logs/lines/columns';
import { type FeedLimits, feedLimits } from './feed-limits';
import { LogFeed } from './log-feed';
import type { LogMain } from './test-log-main';

const engineId = 'engine' as EngineId;

/** A feed of containers whose names are their ids, for tests only. */
export function feedOf(main: LogMain, ids: readonly string[], limits: Partial<FeedLimits> = {}): LogFeed {
  const targets = new Map(ids.map((id, index) => [index, { engineId, id: id as ContainerId, name: id }]));
  return new LogFeed(
    main.client,
    targets,
    {
      changed: () => undefined,
      came: () => undefined,
      removed: () => undefined,
      shifted: () => undefined,
      noted: () => undefined,
    },
    { ...feedLimits(ids.length, 4), ...limits },
  );
}

/** The texts of all rows; `-- ` before those of notices. */
export function texts(feed: LogFeed): string[] {
  return feed.store.blocks.flatMap((block) => {
    const { chunk } = block;
    if (chunk === undefined) return block.notice === undefined ? [] : [`-- ${block.notice.notice.text}`];
    return Array.from({ length: block.count }, (_unused, line) =>
      new TextDecoder().decode(chunk.bytes.subarray(lineStart(chunk, line), chunk.ends[line])),
    );
  });
}
