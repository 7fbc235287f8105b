import type { AppError } from '#shared/errors';
import type { ContainerId, EngineId } from '#shared/model/ids';
import type { LogNotice } from '#shared/model/log';

export type { CopyFormat } from '#shared/logs/copy-format';

/** A container whose log is shown. */
export interface LogTarget {
  readonly engineId: EngineId;
  readonly id: ContainerId;
  /** As the engine has it; what a person reads and what `source:` means. */
  readonly name: string;
}

/** What one container's reading is at. */
export type ReadingStatus =
  | { readonly kind: 'idle' }
  /** Asked for; `answered` once anything came. */
  | { readonly kind: 'reading'; readonly answered: boolean }
  /** The container was removed, or its log ended for good; what is held stays. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly error: AppError };

/** A container in a log view, as the source strip shows it. `index` is its number in lines' `source`, never used again. */
export interface LogSource {
  readonly index: number;
  readonly target: LogTarget;
  /** Two letters, different for each source where that is possible. */
  readonly initials: string;
  /** 0 to 9: one of the ten source colours; from the eleventh source on the badge is outlined. */
  readonly colour: number;
  readonly outlined: boolean;
  readonly muted: boolean;
  readonly solo: boolean;
  /** Its lines are shown: not muted, and soloed where any is. */
  readonly audible: boolean;
  readonly status: ReadingStatus;
  /** Lines of the last 60 s. */
  readonly perMinute: number;
}

export type TimesMode = 'off' | 'local' | 'utc' | 'relative' | 'start';
/** In this order `t` goes through them. */
export const timesModes: readonly TimesMode[] = ['local', 'utc', 'relative', 'start', 'off'];

/** Level of a line, as number: 0 none, 1 trace, 2 debug, 3 info, 4 warn, 5 error, 6 fatal. */
export type LevelNumber = 0 | 1 | 2 | 3 | 4 | 5 | 6;

export type SearchMode = 'find' | 'filter';

/** How a log is shown; kept by the names of its containers, across restarts, too. */
export interface LogOptions {
  readonly times: TimesMode;
  readonly wrap: boolean;
  /** JSON and logfmt lines in their compact form; as they are otherwise. */
  readonly compact: boolean;
  /** Which of the two the search box is in. */
  readonly mode: SearchMode;
  /** Lines shown around each that the filter keeps, 0 to 50. */
  readonly context: number;
  /** Levels that are not shown; 0 stands for lines without one. */
  readonly hiddenLevels: readonly LevelNumber[];
}

/** What is typed into find or filter, and how it is meant. */
export interface SearchInput {
  readonly text: string;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
  readonly regex: boolean;
  /** Filter only. */
  readonly inverse: boolean;
}

export const noSearch: SearchInput = {
  text: '',
  matchCase: false,
  wholeWord: false,
  regex: false,
  inverse: false,
};

/** What became of a search. */
export interface SearchState {
  readonly input: SearchInput;
  /** A sentence, with the part of the text that it is about. */
  readonly problem: { readonly message: string; readonly from: number; readonly to: number } | undefined;
  readonly running: boolean;
  /** 0 to 1 of the lines held. */
  readonly progress: number;
  /** Lines found so far, within the zoom where there is one. */
  readonly count: number;
  /** Which of them find stands on, from 1; 0 for none. */
  readonly current: number;
}

/** Why new lines do not move the view. */
export type PauseReason = 'scroll' | 'key' | 'find' | 'select';

/** A row to draw. `sequence` names it as long as it is held; rows that come in front get lower ones, also below zero. */
export type LogRowData =
  | {
      readonly kind: 'line';
      readonly sequence: number;
      /** Epoch ms, NaN where the engine gave none. */
      readonly time: number;
      /** Index of its LogSource. */
      readonly source: number;
      readonly stderr: boolean;
      /** Longer than 1 MiB: its rest was dropped. */
      readonly truncated: boolean;
      readonly unfinished: boolean;
      /** 0 also while it was not looked at yet. */
      readonly level: LevelNumber;
      /** Shown for the sake of its neighbours only: it is context of the filter. */
      readonly isContext: boolean;
      /** A view into the store; do not keep it. */
      readonly bytes: Uint8Array;
    }
  | {
      readonly kind: 'notice';
      readonly sequence: number;
      readonly source: number;
      readonly notice: LogNotice;
    };

/**
 * The rows that are shown, by index from 0: all that are held, or what the filter leaves. Indexes change with every
 * commit; sequences stay. Valid until the model's store tells of a change.
 */
export interface RowSpace {
  readonly count: number;
  at(index: number): LogRowData | undefined;
  sequenceAt(index: number): number | undefined;
  /** Index of the first row whose sequence is not below `sequence`; `count` where there is none. */
  indexOf(sequence: number): number;
}

/** What is at the ends of what is held. */
export interface OlderState {
  /** The first row is the log's very first. */
  readonly atStart: boolean;
  /** Lines that fell off because of the bounds. They can be loaded again as far as the engine still has them. */
  readonly dropped: number;
  /** Newer lines that were let go, because somebody read back further than the bounds reach. `follow` reads the end again. */
  readonly letGo: number;
  /** What is being loaded now. */
  readonly loading:
    | {
        readonly what: 'page' | 'all' | 'range' | 'search' | 'place';
        readonly lines: number;
        readonly back: number | undefined;
      }
    | undefined;
  /** Why the last loading ended early: a sentence. */
  readonly problem: string | undefined;
  /** It ended because of the bounds. */
  readonly atLimit: boolean;
  /** Loading is of no use: lines without times, for instance. A sentence. */
  readonly unavailable: string | undefined;
}

/** Lines per level of what is held, within the zoom where there is one, and how many were not looked at yet. */
export interface LevelCounts {
  /** By LevelNumber. */
  readonly counts: readonly number[];
  readonly behind: number;
}

/** A line's text for the find box's ring of marks: which part of the scrollbar has hits, errors, warnings. */
export const MarkBit = { hit: 1, error: 2, warning: 4, current: 8 } as const;

/** An epoch ms range, both ends inclusive. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export type SaveScope = 'everything' | 'filtered' | 'selection';
export type SaveFormat = 'text' | 'jsonl';

/** A pattern that outlives the page, whose ids are others then. */
export interface KeptPattern {
  readonly level: number;
  /** See `patternText`. */
  readonly text: string;
}

/** Which patterns are shown alone, or not at all. */
export interface KeptPatterns {
  readonly only: KeptPattern | undefined;
  readonly muted: readonly KeptPattern[];
}

/** A place in a log that outlives the page. */
export interface KeptPlace {
  /** Epoch ms of the line at the top, with its fraction. */
  readonly at: number;
  /** The part of that line which is scrolled away, 0 to below 1. */
  readonly part: number;
}
