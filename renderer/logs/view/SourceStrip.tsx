import { Plus } from 'lucide-react';
import { memo, useRef, useSyncExternalStore, type WheelEvent } from 'react';
import { displayText } from '#shared/util/display-text';
import { useNow } from '../../state/now';
import { classes } from '../../ui/classes';
import { IconButton } from '../../ui/IconButton';
import { grouped } from '../log-time';
import type { LogSource } from '../model/types';
import type { LogViewModel } from '../model/view-model';
import styles from './SourceStrip.module.css';
import { useHiddenEnds } from './use-hidden-ends';

const c = classes(styles);

export interface SourceStripProps {
  readonly model: LogViewModel;
  /** Absent where no other container can be added. */
  readonly onAdd: (() => void) | undefined;
}

/** The containers that are read, like a mixing desk: badge, name, lines per minute, solo and mute. */
export function SourceStrip({ model, onAdd }: SourceStripProps) {
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const { sources } = model;
  return (
    <div className={c('strip')}>
      {sources.length > 1 && <span className={c('caption')}>Lines per min</span>}
      {sources.length > 1 && <Sources model={model} />}
      {onAdd !== undefined && (
        <IconButton label="Add logs of other containers" icon={Plus} size="sm" onClick={onAdd} />
      )}
    </div>
  );
}

/** Drawn again every ten seconds, too: where all are silent, nothing else tells that their last lines age. */
function Sources({ model }: { readonly model: LogViewModel }) {
  useNow(10_000);
  const { sources } = model;
  const strip = useRef<HTMLDivElement>(null);
  const { before, after } = useHiddenEnds(strip, sources.length);
  const bring = (at: number, inline: 'start' | 'end'): void => {
    const source = strip.current?.children.item(at);
    source?.scrollIntoView({ block: 'nearest', inline });
    // What was pressed goes with the last one that has no room.
    source?.querySelector('button')?.focus({ preventScroll: true });
  };
  return (
    <>
      {before > 0 && (
        <More count={before} sign={'\u2039'} where="before" onShow={() => bring(before - 1, 'end')} />
      )}
      <div
        ref={strip}
        className={c('sources', before > 0 && 'fadeStart', after > 0 && 'fadeEnd')}
        onWheel={scrollSideways}
      >
        {sources.map((source) => (
          <Source key={source.index} source={source} model={model} />
        ))}
      </div>
      {after > 0 && (
        <More count={after} sign="+" where="behind" onShow={() => bring(sources.length - after, 'start')} />
      )}
    </>
  );
}

/** Says how many sources have no room at an end of the strip, and brings them into view. */
function More({
  count,
  sign,
  where,
  onShow,
}: {
  readonly count: number;
  readonly sign: string;
  readonly where: string;
  readonly onShow: () => void;
}) {
  const words = `Show ${count} more ${count === 1 ? 'source' : 'sources'} ${where}`;
  return (
    <button type="button" className={c('more')} aria-label={words} title={words} onClick={onShow}>
      {`${sign}${count}`}
    </button>
  );
}

/** More sources than fit are scrolled through by the wheel; the keyboard brings each into view by its focus. */
function scrollSideways(event: WheelEvent<HTMLElement>): void {
  event.currentTarget.scrollLeft += event.deltaY;
}

const Source = memo(function Source({
  source,
  model,
}: {
  readonly source: LogSource;
  readonly model: LogViewModel;
}) {
  const { index, muted, solo, audible, status } = source;
  const name = displayText(source.target.name, 120);
  const failed = status.kind === 'failed';
  const rate = muted
    ? 'muted'
    : failed
      ? 'not readable'
      : status.kind === 'ended'
        ? 'ended'
        : grouped(source.perMinute);
  return (
    <span
      className={c('source', !audible && 'silent', source.outlined && 'outlined')}
      role="group"
      aria-label={`Source ${name}`}
      style={{ '--source': `var(--source-${source.colour + 1})` } as React.CSSProperties}
      title={failed ? displayText(status.error.message, 400) : name}
    >
      <i className={c('badge')} aria-hidden="true">
        {source.initials}
      </i>
      <b>{name}</b>
      <em className={c(failed && 'failed')}>{rate}</em>
      <span className={c('keys')}>
        <button
          type="button"
          className={c(solo && 'solo')}
          aria-label={`Solo ${name}`}
          aria-pressed={solo}
          title={`Solo ${name}`}
          onClick={() => model.solo(index, !solo)}
          data-letter="S"
        />
        <button
          type="button"
          className={c(muted && 'mute')}
          aria-label={`Mute ${name}`}
          aria-pressed={muted}
          title={`Mute ${name}`}
          onClick={() => model.mute(index, !muted)}
          data-letter="M"
        />
      </span>
    </span>
  );
});
