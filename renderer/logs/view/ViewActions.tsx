import {
  Braces,
  ChevronDown,
  Clock,
  Download,
  type LucideIcon,
  Pause,
  Play,
  Rows3,
  Timer,
  WrapText,
} from 'lucide-react';
import { type ReactNode, useState, useSyncExternalStore } from 'react';
import { Button } from '../../ui/Button';
import { IconButton } from '../../ui/IconButton';
import { Menu, type MenuEntry } from '../../ui/Menu';
import { lineTime } from '../log-time';
import type { SaveFormat, SaveScope, TimeRange, TimesMode } from '../model/types';
import type { LogViewModel } from '../model/view-model';

/** What each way of showing times is called. */
export const timesLabels: Readonly<Record<TimesMode, string>> = {
  local: 'Local time',
  utc: 'UTC',
  relative: 'Time since then',
  start: 'Since the start of the container',
  off: 'No times',
};

const minutes = [5, 15, 30, 60] as const;
const minuteMs = 60_000;

export interface ViewActionsProps {
  readonly model: LogViewModel;
  /** Why the engine gives its lines no times; undefined where it does. */
  readonly withoutTimes: string | undefined;
  /** Absent where there is no panel of patterns. */
  readonly patterns: { readonly open: boolean; readonly onToggle: () => void } | undefined;
  readonly onRange: () => void;
  readonly onToggleFollow: () => void;
}

/** The switches of a log view at the end of its first line. */
export function ViewActions(props: ViewActionsProps) {
  const { model, withoutTimes, patterns } = props;
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const { options } = model;
  const following = model.paused === undefined;
  const toggle = (
    label: string,
    icon: LucideIcon,
    keys: readonly string[] | undefined,
    pressed: boolean,
    act: () => void,
  ): ReactNode => (
    <IconButton label={label} icon={icon} size="sm" keys={keys} pressed={pressed} onClick={act} />
  );
  return (
    <>
      <RangeMenu model={model} withoutTimes={withoutTimes} onRange={props.onRange} />
      <Menu
        label="Times"
        align="end"
        entries={(['local', 'utc', 'relative', 'start', 'off'] as const).map((times) => ({
          kind: 'choice',
          id: times,
          label: timesLabels[times],
          checked: options.times === times,
          onSelect: () => model.setOptions({ times }),
        }))}
        trigger={
          <IconButton label="Times" icon={Clock} size="sm" keys={['T']} disabledReason={withoutTimes} />
        }
      />
      {toggle('Wrap lines', WrapText, ['W'], options.wrap, () => model.setOptions({ wrap: !options.wrap }))}
      {toggle('Compact JSON', Braces, undefined, options.compact, () =>
        model.setOptions({ compact: !options.compact }),
      )}
      {patterns !== undefined && toggle('Patterns', Rows3, undefined, patterns.open, patterns.onToggle)}
      <SaveMenu model={model} />
      <IconButton
        label={following ? 'Pause' : 'Follow'}
        icon={following ? Pause : Play}
        size="sm"
        keys={['Space']}
        onClick={props.onToggleFollow}
      />
    </>
  );
}

/** `Last 30 min` while it was chosen just so, `14:02:10 to 14:32:00` for any other range. */
function rangeWords(zoom: TimeRange | undefined, chosen: Chosen | undefined, utc: boolean): string {
  if (zoom === undefined) return 'All times';
  if (chosen !== undefined && chosen.from === zoom.from) return lastWords(chosen.minutes);
  const clock = (at: number): string =>
    Number.isFinite(at) ? lineTime(at, utc ? 'utc' : 'local', false).slice(0, 8) : 'now';
  return `${clock(zoom.from)} to ${clock(zoom.to)}`;
}

const lastWords = (last: number): string => (last === 60 ? 'Last hour' : `Last ${last} min`);

interface Chosen {
  readonly minutes: number;
  readonly from: number;
}

function RangeMenu({
  model,
  withoutTimes,
  onRange,
}: {
  readonly model: LogViewModel;
  readonly withoutTimes: string | undefined;
  readonly onRange: () => void;
}) {
  const [chosen, setChosen] = useState<Chosen>();
  const { zoom, older } = model;
  const words = rangeWords(zoom, chosen, model.options.times === 'utc');
  const last = (count: number): MenuEntry => ({
    kind: 'choice',
    id: `last ${count}`,
    label: lastWords(count),
    checked: zoom !== undefined && words === lastWords(count),
    onSelect: () => {
      const now = Date.now();
      const from = now - count * minuteMs;
      setChosen({ minutes: count, from });
      model.setZoom({ from, to: Number.POSITIVE_INFINITY });
      model.loadRange({ from, to: now });
    },
  });
  return (
    <Menu
      label="Time range"
      align="end"
      entries={[
        {
          kind: 'choice',
          id: 'all',
          label: 'All times',
          checked: zoom === undefined,
          onSelect: () => model.setZoom(undefined),
        },
        ...minutes.map(last),
        { kind: 'item', id: 'range', label: 'From\u2026 to\u2026', onSelect: onRange },
        { kind: 'separator', id: 'end' },
        {
          kind: 'item',
          id: 'everything',
          label: 'Load everything',
          disabledReason:
            older.unavailable ??
            (older.loading !== undefined
              ? 'Older lines are being loaded'
              : older.atStart
                ? 'Everything is loaded'
                : undefined),
          onSelect: () => model.loadAll(),
        },
      ]}
      trigger={
        <Button
          size="sm"
          variant="quiet"
          icon={Timer}
          iconEnd={ChevronDown}
          aria-label={`Time range: ${words}`}
          disabledReason={withoutTimes}
        >
          {words}
        </Button>
      }
    />
  );
}

const scopes: readonly (readonly [SaveScope, string])[] = [
  ['everything', 'Everything'],
  ['filtered', 'What is shown'],
  ['selection', 'What is selected'],
];
const formats: readonly (readonly [SaveFormat, string])[] = [
  ['text', 'as text\u2026'],
  ['jsonl', 'as JSON lines\u2026'],
];

function SaveMenu({ model }: { readonly model: LogViewModel }) {
  return (
    <Menu
      label="Save"
      align="end"
      entries={scopes.flatMap(([scope, words], at): readonly MenuEntry[] => [
        ...(at > 0 ? [{ kind: 'separator', id: `before ${scope}` } as const] : []),
        ...formats.map(
          ([format, how]): MenuEntry => ({
            kind: 'item',
            id: `${scope} ${format}`,
            label: `${words} ${how}`,
            disabledReason: model.saveBlocked(scope),
            onSelect: () => model.save(scope, format),
          }),
        ),
      ])}
      trigger={<IconButton label="Save log" icon={Download} size="sm" />}
    />
  );
}
