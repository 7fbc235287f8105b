import { ArrowDown, ArrowUp, CaseSensitive, Pause, Play, Search, WrapText } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useSyncExternalStore } from 'react';
import { classes } from '../ui/classes';
import { IconButton } from '../ui/IconButton';
import { Segmented } from '../ui/Segmented';
import { TextInput } from '../ui/TextInput';
import type { LogModel, TimesMode } from './log-model';
import { grouped } from './log-time';
import styles from './LogView.module.css';
import { mostHits } from './search';

const c = classes(styles);

const timeSegments: readonly { readonly id: TimesMode; readonly label: string }[] = [
  { id: 'off', label: 'No times' },
  { id: 'local', label: 'Local' },
  { id: 'utc', label: 'UTC' },
];

/** `7 of 41`, in lines that match. */
function hitWords(model: LogModel): string {
  const { hits, running, full } = model.search;
  if (hits.length === 0) return running ? 'Searching' : 'No lines';
  const total = full ? `${grouped(mostHits)}+` : grouped(hits.length);
  return `${grouped(model.currentNumber)} of ${total}`;
}

/** Find bar and switches above a log. */
export function LogToolbar({
  model,
  input,
  onLeave,
  onToggleFollow,
}: {
  readonly model: LogModel;
  readonly input: RefObject<HTMLInputElement | null>;
  /** Esc in the find field: back to the log. */
  readonly onLeave: () => void;
  readonly onToggleFollow: () => void;
}) {
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const { query } = model.search;
  const finding = query.text !== '';
  const following = model.paused === undefined;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') model.step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') {
      model.find('', query.matchCase);
      onLeave();
    } else return;
    event.preventDefault();
  };
  return (
    <div className={c('toolbar')} role="search" aria-label="Search logs">
      <div className={c('find')}>
        <TextInput
          ref={input}
          label="Find in logs"
          placeholder="Find in what is loaded"
          icon={Search}
          mono
          value={query.text}
          onChange={(event) => model.find(event.target.value, query.matchCase)}
          onKeyDown={onKeyDown}
          end={
            <>
              {finding && (
                <span className={c('hits')} role="status" title="Lines that match">
                  {hitWords(model)}
                </span>
              )}
              <IconButton
                label="Match case"
                icon={CaseSensitive}
                size="sm"
                pressed={query.matchCase}
                onClick={() => model.find(query.text, !query.matchCase)}
              />
            </>
          }
        />
      </div>
      <IconButton
        label="Previous match"
        icon={ArrowUp}
        size="sm"
        keys={['Shift', 'F3']}
        onClick={() => model.step(-1)}
      />
      <IconButton label="Next match" icon={ArrowDown} size="sm" keys={['F3']} onClick={() => model.step(1)} />
      <span className={c('grow')} />
      <Segmented
        label="Times"
        segments={timeSegments}
        value={model.options.times}
        onChange={(times) => model.setOptions({ times })}
      />
      <IconButton
        label="Wrap lines"
        icon={WrapText}
        size="sm"
        keys={['W']}
        pressed={model.options.wrap}
        onClick={() => model.setOptions({ wrap: !model.options.wrap })}
      />
      <IconButton
        label={following ? 'Pause' : 'Follow'}
        icon={following ? Pause : Play}
        size="sm"
        keys={['Space']}
        onClick={onToggleFollow}
      />
    </div>
  );
}
