import { CaseSensitive, CircleSlash2, Regex, Search, WholeWord, X } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useId, useState, useSyncExternalStore } from 'react';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { StateGlyph } from '../../ui/StateGlyph';
import type { SearchInput } from '../model/types';
import type { LogViewModel } from '../model/view-model';
import { SavedSearches } from './SavedSearches';
import { SearchChips } from './SearchChips';
import styles from './SearchBox.module.css';
import { completions, type Completion } from './search-language';
import { searchWords } from './search-words';

const c = classes(styles);
/** Lines that just came are searched in no time: that is no progress to show. */
const nearlyDone = 0.98;

export interface SearchBoxProps {
  readonly model: LogViewModel;
  readonly input: RefObject<HTMLInputElement | null>;
  /** Back to the log; what is searched stays. */
  readonly onLeave: () => void;
}

/** The field of find and filter: one at a time, each with its own text and switches, in one query language. */
export function SearchBox({ model, input, onLeave }: SearchBoxProps) {
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const { mode } = model.options;
  const search = model[mode];
  const { problem } = search;
  const field = useField(model, input);
  const listId = useId();
  const problemId = useId();
  const [focused, setFocused] = useState(false);
  const current = field.suggestions[field.active];

  const set = (change: Partial<SearchInput>): void => model.setSearch(mode, { ...search.input, ...change });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (field.suggestions.length > 0) field.move(event.key === 'ArrowDown' ? 1 : -1);
      else if (event.key === 'ArrowDown') onLeave();
      else return;
    } else if (event.key === 'Enter' || (event.key === 'Tab' && current !== undefined)) {
      if (current !== undefined) field.pick(current);
      else if (mode === 'find') model.step(event.shiftKey ? -1 : 1);
      else onLeave();
      if (current === undefined) field.close();
    } else if (event.key === 'Escape') {
      if (field.suggestions.length > 0) field.close();
      else onLeave();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const toggle = (
    label: string,
    icon: typeof Regex,
    key: 'matchCase' | 'wholeWord' | 'regex' | 'inverse',
  ) => (
    <IconButton
      label={label}
      icon={icon}
      size="sm"
      pressed={search.input[key]}
      onClick={() => set({ [key]: !search.input[key] })}
    />
  );
  const words = searchWords(mode, search);
  return (
    <div
      className={c('search')}
      onFocus={() => setFocused(true)}
      onBlur={(event) => {
        if (!leaves(event)) return;
        setFocused(false);
        field.close();
      }}
    >
      <div className={c('box', problem !== undefined && 'bad')}>
        <Icon icon={Search} size={14} />
        <input
          ref={input}
          className={c('text')}
          role="combobox"
          aria-label={mode === 'find' ? 'Find in logs' : 'Filter logs'}
          aria-expanded={field.suggestions.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={current === undefined ? undefined : `${listId}-${field.active}`}
          aria-invalid={problem !== undefined || undefined}
          aria-describedby={focused && problem !== undefined ? problemId : undefined}
          placeholder={mode === 'find' ? 'Find: text, level:error, /regex/' : 'Show only: text, level:error'}
          value={field.text}
          maxLength={1000}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => field.type(event.target.value, event.target.selectionStart ?? 0)}
          onKeyDown={onKeyDown}
        />
        {words !== '' && (
          <span className={c('hits')} role="status" title="Lines that match">
            {words}
          </span>
        )}
        {field.text !== '' && (
          <IconButton
            label={mode === 'find' ? 'Clear find' : 'Clear filter'}
            icon={X}
            size="sm"
            onClick={() => {
              field.type('', 0);
              input.current?.focus();
            }}
          />
        )}
        {toggle('Match case', CaseSensitive, 'matchCase')}
        {toggle('Whole words', WholeWord, 'wholeWord')}
        {toggle('Regular expression', Regex, 'regex')}
        {mode === 'filter' && toggle('Lines that do not match', CircleSlash2, 'inverse')}
        <SavedSearches model={model} />
        {search.running && search.progress < nearlyDone && (
          <i className={c('progress')} style={{ width: `${Math.round(search.progress * 100)}%` }} />
        )}
      </div>
      <div
        id={listId}
        className={c('list', field.suggestions.length > 0 && 'open')}
        role="listbox"
        aria-label="Search terms, suggestions"
      >
        {field.suggestions.map((suggestion, index) => (
          <div
            key={suggestion.insert}
            id={`${listId}-${index}`}
            className={c('suggestion', index === field.active && 'on')}
            role="option"
            aria-selected={index === field.active}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => field.pick(suggestion)}
          >
            <b>{suggestion.label}</b>
            <span>{suggestion.hint}</span>
          </div>
        ))}
      </div>
      {/* It stands over the lines, which one goes on to read with the mistake left in the field. */}
      {focused && problem !== undefined && field.suggestions.length === 0 && (
        <Problem id={problemId} text={search.input.text} problem={problem} />
      )}
    </div>
  );
}

/** Why the search cannot be done, with the part of the text that it is about. */
function Problem({
  id,
  text,
  problem,
}: {
  readonly id: string;
  readonly text: string;
  readonly problem: { readonly message: string; readonly from: number; readonly to: number };
}) {
  const from = Math.max(0, problem.from - 30);
  return (
    <div id={id} className={c('problem')} role="alert">
      <StateGlyph name="failed" size={13} />
      <span>{problem.message}</span>
      {text !== '' && (
        <code>
          {from > 0 && '\u2026'}
          {text.slice(from, problem.from)}
          <mark>{text.slice(problem.from, problem.to) || '\u2009'}</mark>
          {text.slice(problem.to, problem.to + 30)}
        </code>
      )}
    </div>
  );
}

interface Field {
  readonly text: string;
  readonly suggestions: readonly Completion[];
  readonly active: number;
  type(text: string, caret: number): void;
  move(by: 1 | -1): void;
  pick(suggestion: Completion): void;
  close(): void;
}

/** What is typed is shown at once, whatever the search does with it; what others search for is taken over. */
function useField(model: LogViewModel, input: RefObject<HTMLInputElement | null>): Field {
  const { mode } = model.options;
  const search = model[mode];
  const known = search.input.text;
  const [seen, setSeen] = useState(known);
  const [text, setText] = useState(known);
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(-1);
  if (seen !== known) {
    setSeen(known);
    setText(known);
  }
  const suggestions = caret === undefined || search.input.regex ? [] : completions(model, text, caret);
  const apply = (next: string): void => {
    setText(next);
    setSeen(next);
    model.setSearch(mode, { ...search.input, text: next });
  };
  return {
    text,
    suggestions,
    active,
    type: (next, at) => {
      setCaret(next === '' ? undefined : at);
      setActive(-1);
      apply(next);
    },
    move: (by) => {
      const count = suggestions.length;
      setActive(active === -1 && by === -1 ? count - 1 : (active + by + count) % count);
    },
    pick: ({ from, to, insert }) => {
      const next = text.slice(0, from) + insert + text.slice(to);
      const at = from + insert.length;
      setCaret(insert.endsWith(':') ? at : undefined);
      setActive(-1);
      apply(next);
      const element = input.current;
      element?.focus();
      requestAnimationFrame(() => element?.setSelectionRange(at, at));
    },
    close: () => {
      setCaret(undefined);
      setActive(-1);
    },
  };
}

/** True where focus goes out of the element that the handler is on. */
function leaves(event: {
  readonly currentTarget: Element;
  readonly relatedTarget: EventTarget | null;
}): boolean {
  return !(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget));
}

/** The terms of what is searched, under the field; nothing where there is only one of plain text. */
export function SearchTerms({ model }: { readonly model: LogViewModel }) {
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const { mode } = model.options;
  const { input } = model[mode];
  return (
    <SearchChips
      text={input.regex ? '' : input.text}
      onText={(text) => model.setSearch(mode, { ...input, text })}
    />
  );
}
