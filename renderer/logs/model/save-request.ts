import type { CallInput } from '#shared/contract/index';
import type { LogStore } from '../store/log-store';
import type { LogOptions, LogTarget, RowSpace, SaveFormat, SaveScope, SearchState, TimeRange } from './types';

export type SaveRequest = CallInput<'logs.save'>;
type Moment = NonNullable<SaveRequest['from']>;

/** What of a log view decides what is saved. */
export interface SavedView {
  readonly targets: readonly LogTarget[];
  /** Those whose lines are shown. */
  readonly audible: readonly LogTarget[];
  readonly options: LogOptions;
  readonly filter: SearchState;
  readonly zoom: TimeRange | undefined;
  /** Lines of some patterns are not shown. */
  readonly byPattern: boolean;
  /** Lines have no times. */
  readonly untimed: boolean;
  readonly selection: { readonly from: number; readonly to: number } | undefined;
  readonly rows: RowSpace;
  readonly store: LogStore;
}

const mostSources = 100;
/** Rows at either end of a selection among which its first and its last moment are looked for. */
const edgeRows = 100;

/** Why a part of a log cannot be saved: words for a menu entry; undefined where it can. */
export function saveBlocked(view: SavedView, scope: SaveScope): string | undefined {
  const sources = scope === 'everything' ? view.targets : view.audible;
  if (sources.length > mostSources) return `At most ${mostSources} containers can be saved at once`;
  if (scope === 'everything') return undefined;
  if (scope === 'selection' && view.selection === undefined) return 'Nothing is selected';
  if (sources.length === 0) return 'Every container is muted';
  if (view.filter.problem !== undefined) return 'There is a problem with the filter';
  if (view.byPattern) return 'Patterns are known for loaded lines only: show all of them to save';
  if (scope === 'selection' && selectedRange(view) === undefined)
    return 'Lines without a time cannot be found again in the whole log';
  return undefined;
}

/** What to ask main for; only where nothing blocks it. `now` in epoch ms, for the file's name. */
export function saveRequest(view: SavedView, scope: SaveScope, format: SaveFormat, now: number): SaveRequest {
  const { options, filter } = view;
  const everything = scope === 'everything';
  const targets = everything ? view.targets : view.audible;
  const { text, matchCase, wholeWord, regex, inverse } = filter.input;
  const filters = !everything && text !== '';
  const range = everything ? undefined : scope === 'selection' ? selectedRange(view) : zoomRange(view.zoom);
  return {
    sources: targets.map(({ engineId, id, name }) => ({ engineId, id, name })),
    ...range,
    filter: filters ? { text, matchCase, wholeWord, regex, inverse } : undefined,
    hiddenLevels: everything ? [] : [...options.hiddenLevels],
    context: filters ? options.context : 0,
    format,
    suggestedName: suggestedName(targets, now),
  };
}

interface MomentRange {
  readonly from?: Moment;
  readonly to?: Moment;
}

function zoomRange(zoom: TimeRange | undefined): MomentRange {
  if (zoom === undefined) return {};
  const { from, to } = zoom;
  return {
    ...(Number.isFinite(from) ? { from: { ms: Math.max(0, Math.ceil(from)), nanos: 0 } } : {}),
    ...(Number.isFinite(to) ? { to: { ms: Math.max(0, Math.floor(to)), nanos: 999_999 } } : {}),
  };
}

/** From the first to the last moment of the selected lines; undefined where they have none. */
function selectedRange({ selection, rows, store, untimed }: SavedView): Required<MomentRange> | undefined {
  if (selection === undefined || untimed) return undefined;
  const first = rows.indexOf(selection.from);
  const last = rows.indexOf(selection.to + 1) - 1;
  let from: Moment | undefined;
  let to: Moment | undefined;
  // The two streams of a container may be mixed slightly out of order.
  for (let step = 0; step < edgeRows && first + step <= last; step += 1) {
    const one = momentAt(store, rows.sequenceAt(first + step));
    const other = momentAt(store, rows.sequenceAt(last - step));
    if (one !== undefined && (from === undefined || compare(one, from) < 0)) from = one;
    if (other !== undefined && (to === undefined || compare(other, to) > 0)) to = other;
  }
  return from === undefined || to === undefined ? undefined : { from, to };
}

const compare = (one: Moment, other: Moment): number => one.ms - other.ms || one.nanos - other.nanos;

function momentAt(store: LogStore, sequence: number | undefined): Moment | undefined {
  const block = sequence === undefined ? undefined : store.blockAt(sequence);
  if (block === undefined || sequence === undefined || block.notice !== undefined) return undefined;
  const line = sequence - block.first;
  const ms = block.time(line);
  return Number.isNaN(ms) ? undefined : { ms, nanos: block.chunk?.nanos[line] ?? 0 };
}

/** `web 2026-11-21 14-05-06`, by this computer's clock; of several containers the first and how many more. */
function suggestedName(targets: readonly LogTarget[], now: number): string {
  const at = new Date(now);
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join('-');
  const more = targets.length - 1;
  const name = (targets[0]?.name ?? 'log').slice(0, 80);
  return `${name}${more > 0 ? ` and ${more} more` : ''} ${date} ${time}`;
}
