import { ListFilter, X } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useId, useState } from 'react';
import { classes } from './classes';
import styles from './FilterInput.module.css';
import { Icon } from './Icon';
import { Kbd } from './Kbd';

const c = classes(styles);

/** A finished part of the filter. */
export interface FilterToken {
  readonly key: string;
  readonly value: string;
}

/** Something that the typed word could become. */
export interface FilterSuggestion {
  /** What replaces the typed word; a trailing colon goes on typing, anything else becomes a token. */
  readonly insert: string;
  readonly label: string;
  readonly hint: string;
}

export interface FilterInputProps {
  /** Accessible name, such as `Filter containers`. */
  readonly label: string;
  readonly placeholder: string;
  readonly tokens: readonly FilterToken[];
  /** The free text behind the tokens. */
  readonly text: string;
  readonly onChange: (tokens: readonly FilterToken[], text: string) => void;
  /** Reads a word such as `state:exited`; undefined where it is no token. */
  readonly readToken: (word: string) => FilterToken | undefined;
  readonly suggest: (text: string) => readonly FilterSuggestion[];
  /** The key that focuses it, shown while it is empty. */
  readonly focusKey?: string;
  /** Lets the owner focus it. */
  readonly inputRef: RefObject<HTMLInputElement | null>;
  /** Down with no suggestion open, or Enter: goes on into the list. */
  readonly onLeave?: () => void;
}

/**
 * Free text plus tokens `key:value`. Space or Enter after a token's text finishes it, Backspace before the text takes
 * the last token back, Esc closes the suggestions, then empties the text.
 */
export function FilterInput({
  label,
  placeholder,
  tokens,
  text,
  onChange,
  readToken,
  suggest,
  focusKey,
  inputRef,
  onLeave,
}: FilterInputProps) {
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const suggestions = open ? suggest(text) : [];
  const current = suggestions[active];

  const close = (): void => {
    setOpen(false);
    setActive(-1);
  };
  const finish = (word: string): boolean => {
    const token = readToken(word);
    if (token === undefined) return false;
    onChange([...tokens, token], '');
    close();
    return true;
  };
  const pick = (suggestion: FilterSuggestion): void => {
    const before = text.slice(0, text.lastIndexOf(' ') + 1);
    const token = suggestion.insert.endsWith(':') ? undefined : readToken(suggestion.insert);
    if (token === undefined) {
      onChange(tokens, `${before}${suggestion.insert}`);
      setOpen(true);
      setActive(-1);
    } else {
      onChange([...tokens, token], before.trimStart());
      close();
    }
    inputRef.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    switch (event.key) {
      case 'ArrowDown':
        event.preventDefault();
        if (suggestions.length > 0) setActive((active + 1) % suggestions.length);
        else onLeave?.();
        break;
      case 'ArrowUp':
        if (suggestions.length === 0) break;
        event.preventDefault();
        setActive(active <= 0 ? suggestions.length - 1 : active - 1);
        break;
      case 'Enter':
      case 'Tab':
        if (current !== undefined) {
          event.preventDefault();
          pick(current);
        } else if (event.key === 'Enter' && !finish(text.trim())) {
          close();
          onLeave?.();
        }
        break;
      case ' ':
        if (finish(text.trim())) event.preventDefault();
        break;
      case 'Backspace':
        if (text === '' && tokens.length > 0) {
          event.preventDefault();
          onChange(tokens.slice(0, -1), '');
        }
        break;
      case 'Escape':
        if (suggestions.length > 0) close();
        else if (text !== '' || tokens.length > 0) onChange([], '');
        else {
          inputRef.current?.blur();
          onLeave?.();
        }
        event.stopPropagation();
        break;
    }
  };

  return (
    <div className={c('search')} role="search" onBlur={(event) => leaves(event) && close()}>
      <div className={c('input')} onClick={() => inputRef.current?.focus()}>
        <Icon icon={ListFilter} size={14} />
        {tokens.map((token, index) => (
          <span key={`${token.key}:${token.value}`} className={c('token')}>
            <i>{token.key}:</i>
            <b>{token.value}</b>
            <button
              type="button"
              aria-label={`Remove ${token.key}:${token.value}`}
              onClick={(event) => {
                event.stopPropagation();
                onChange(
                  tokens.filter((_, other) => other !== index),
                  text,
                );
                inputRef.current?.focus();
              }}
            >
              <Icon icon={X} size={11} />
            </button>
          </span>
        ))}
        <input
          ref={inputRef}
          className={c('text')}
          role="combobox"
          aria-label={label}
          aria-expanded={suggestions.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={current === undefined ? undefined : `${listId}-${active}`}
          placeholder={tokens.length === 0 ? placeholder : ''}
          value={text}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            onChange(tokens, event.target.value);
            setOpen(event.target.value !== '');
            setActive(-1);
          }}
          onKeyDown={onKeyDown}
        />
        {focusKey !== undefined && tokens.length === 0 && text === '' && <Kbd keys={[focusKey]} />}
        {(tokens.length > 0 || text !== '') && (
          <button
            type="button"
            className={c('clear')}
            aria-label="Clear the field"
            onClick={() => {
              onChange([], '');
              inputRef.current?.focus();
            }}
          >
            <Icon icon={X} size={14} />
          </button>
        )}
      </div>
      <div
        id={listId}
        className={c('list', suggestions.length > 0 && 'open')}
        role="listbox"
        aria-label={`${label}, suggestions`}
      >
        {suggestions.map((suggestion, index) => (
          <div
            key={suggestion.insert}
            id={`${listId}-${index}`}
            className={c('suggestion', index === active && 'on')}
            role="option"
            aria-selected={index === active}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => pick(suggestion)}
          >
            <b>{suggestion.label}</b>
            <span>{suggestion.hint}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

/** True where focus goes out of the element that the handler is on. */
function leaves(event: {
  readonly currentTarget: Element;
  readonly relatedTarget: EventTarget | null;
}): boolean {
  return !(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget));
}
