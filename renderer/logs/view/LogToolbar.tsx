import { ArrowDown, ArrowUp, Minus, Plus } from 'lucide-react';
import { type RefObject, useSyncExternalStore } from 'react';
import { classes } from '../../ui/classes';
import { IconButton } from '../../ui/IconButton';
import { Segmented } from '../../ui/Segmented';
import type { LogViewModel } from '../model/view-model';
import { LevelChips } from './LevelChips';
import styles from './LogView.module.css';
import { SearchBox, SearchTerms } from './SearchBox';
import { SourceStrip } from './SourceStrip';
import { ViewActions, type ViewActionsProps } from './ViewActions';

const c = classes(styles);
const mostContext = 50;

export interface LogToolbarProps extends ViewActionsProps {
  readonly model: LogViewModel;
  readonly input: RefObject<HTMLInputElement | null>;
  /** Esc in the search field: back to the log, with what is searched. */
  readonly onLeave: () => void;
  readonly onAdd: (() => void) | undefined;
}

/** Above a log: its sources and switches, then find or filter and the levels. */
export function LogToolbar({ model, input, onLeave, onAdd, ...actions }: LogToolbarProps) {
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const { mode } = model.options;
  return (
    <div className={c('tools')} role="search" aria-label="Search logs">
      <div className={c('line')}>
        <SourceStrip model={model} onAdd={onAdd} />
        <ViewActions model={model} {...actions} />
      </div>
      <div className={c('line')}>
        <Segmented
          label="Search mode"
          value={mode}
          onChange={(next) => {
            model.setOptions({ mode: next });
            input.current?.focus();
          }}
          segments={[
            { id: 'find', label: 'Find' },
            { id: 'filter', label: 'Filter', count: model.filter.input.text === '' ? undefined : 'on' },
          ]}
        />
        <SearchBox model={model} input={input} onLeave={onLeave} />
        {mode === 'find' ? (
          <>
            <IconButton
              label="Previous match"
              icon={ArrowUp}
              size="sm"
              keys={['Shift', 'F3']}
              onClick={() => model.step(-1)}
            />
            <IconButton
              label="Next match"
              icon={ArrowDown}
              size="sm"
              keys={['F3']}
              onClick={() => model.step(1)}
            />
          </>
        ) : (
          <ContextStepper model={model} />
        )}
        <SearchTerms model={model} />
        <LevelChips model={model} />
      </div>
    </div>
  );
}

/** How many lines around each that the filter keeps are shown, too. */
function ContextStepper({ model }: { readonly model: LogViewModel }) {
  const { context } = model.options;
  const step = (by: number): void =>
    model.setOptions({ context: Math.max(0, Math.min(mostContext, context + by)) });
  return (
    <span className={c('context')} role="group" aria-label="Lines of context">
      <IconButton
        label="Fewer lines of context"
        icon={Minus}
        size="sm"
        disabledReason={context === 0 ? 'None are shown' : undefined}
        onClick={() => step(-1)}
      />
      <span title="Lines shown around each that the filter keeps">{`\u00b1${context}`}</span>
      <IconButton
        label="More lines of context"
        icon={Plus}
        size="sm"
        disabledReason={context === mostContext ? `At most ${mostContext}` : undefined}
        onClick={() => step(1)}
      />
    </span>
  );
}
