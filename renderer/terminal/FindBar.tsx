import { ArrowDown, ArrowUp, Search } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { classes } from '../ui/classes';
import { IconButton } from '../ui/IconButton';
import { TextInput } from '../ui/TextInput';
import styles from './ShellPane.module.css';
import { mostHits, type TerminalHits } from './shell-terminal';

const c = classes(styles);

/** `3 of 41`, `No match`, or how many at least where there are too many to count. */
function hitWords({ count, current }: TerminalHits): string {
  if (count === 0) return 'No match';
  if (count >= mostHits) return `${mostHits.toLocaleString('en')} or more`;
  return current === undefined ? `${count} found` : `${current} of ${count}`;
}

/** Looks for text in what a terminal holds, upwards first. */
export function FindBar({
  find,
  hits,
  onClose,
}: {
  readonly find: (text: string, direction: 1 | -1) => void;
  /** Undefined until something was looked for. */
  readonly hits: TerminalHits | undefined;
  readonly onClose: () => void;
}) {
  const [text, setText] = useState('');
  const step = (direction: 1 | -1): void => find(text, direction);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') step(event.shiftKey ? 1 : -1);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={c('findBar')} role="search" aria-label="Search this shell">
      <TextInput
        label="Find in this shell"
        icon={Search}
        mono
        autoFocus
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value);
          find(event.target.value, -1);
        }}
        end={
          hits !== undefined && text !== '' ? (
            <span className={c('words', 'hits')} role="status">
              {hitWords(hits)}
            </span>
          ) : undefined
        }
      />
      <IconButton label="Previous match" icon={ArrowUp} size="sm" onClick={() => step(-1)} />
      <IconButton label="Next match" icon={ArrowDown} size="sm" onClick={() => step(1)} />
    </div>
  );
}
