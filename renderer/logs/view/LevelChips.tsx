import { useSyncExternalStore } from 'react';
import { classes } from '../../ui/classes';
import { grouped } from '../log-time';
import type { LevelNumber } from '../model/types';
import type { LogViewModel } from '../model/view-model';
import styles from './LevelChips.module.css';

const c = classes(styles);

interface LevelChip {
  readonly label: string;
  readonly letters: string;
  readonly levels: readonly LevelNumber[];
  readonly tone: 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'none';
  /** Shown also where there is none. */
  readonly always: boolean;
}

/** In the order of the keys 1 to 5; the last is for lines without a level. */
export const levelChips: readonly LevelChip[] = [
  { label: 'Errors', letters: 'ERR', levels: [5, 6], tone: 'error', always: true },
  { label: 'Warnings', letters: 'WRN', levels: [4], tone: 'warn', always: true },
  { label: 'Info', letters: 'INF', levels: [3], tone: 'info', always: true },
  { label: 'Debug', letters: 'DBG', levels: [2], tone: 'debug', always: true },
  { label: 'Trace', letters: 'TRC', levels: [1], tone: 'trace', always: false },
  { label: 'Without a level', letters: '\u2013', levels: [0], tone: 'none', always: false },
];

/** True where lines of the chip's levels are shown. */
export function chipShown(model: LogViewModel, chip: LevelChip): boolean {
  return !chip.levels.every((level) => model.options.hiddenLevels.includes(level));
}

/** Hides all levels of a chip, or shows them again. */
export function toggleChip(model: LogViewModel, chip: LevelChip): void {
  const others = model.options.hiddenLevels.filter((level) => !chip.levels.includes(level));
  model.setOptions({ hiddenLevels: chipShown(model, chip) ? [...others, ...chip.levels] : others });
}

/** `18`, `34k`, `1.2M`: as short as a chip is. */
export function shortCount(count: number): string {
  if (count < 10_000) return grouped(count);
  if (count < 1_000_000) return `${Math.floor(count / 1000)}k`;
  return `${(Math.floor(count / 100_000) / 10).toFixed(1)}M`;
}

/** Levels with how many lines of each are held; a press hides them. */
export function LevelChips({ model }: { readonly model: LogViewModel }) {
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const { counts, behind } = model.levels;
  return (
    <div className={c('chips')} role="group" aria-label="Levels">
      {levelChips.map((chip) => {
        const shown = chipShown(model, chip);
        const count = chip.levels.reduce<number>((sum, level) => sum + (counts[level] ?? 0), 0);
        if (!chip.always && shown && count === 0) return null;
        const late = behind > 0 ? `, ${grouped(behind)} not looked at yet` : '';
        return (
          <button
            key={chip.label}
            type="button"
            className={c('chip', chip.tone, !shown && 'off')}
            aria-label={chip.label}
            aria-pressed={shown}
            aria-description={`${grouped(count)} lines`}
            title={`${chip.label}, ${grouped(count)} lines${late}`}
            onClick={() => toggleChip(model, chip)}
          >
            <i data-letters={chip.letters} aria-hidden="true" />
            <em>{shown ? shortCount(count) : 'off'}</em>
          </button>
        );
      })}
    </div>
  );
}
