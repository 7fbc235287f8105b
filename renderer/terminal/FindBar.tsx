import { ArrowDown, ArrowUp, Search } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { classes } from '../ui/classes';
import { IconButton } from '../ui/IconButton';
import { TextInput } from '../ui/TextInput';
import styles from './ShellPane.module.css';

const c = classes(styles);

/** Looks for text in what a terminal holds, upwards first. */
export function FindBar({
  find,
  onClose,
}: {
  readonly find: (text: string, direction: 1 | -1) => boolean;
  readonly onClose: () => void;
}) {
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const step = (direction: 1 | -1): void => setMissing(!find(text, direction));
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
          setMissing(!find(event.target.value, -1));
        }}
        end={missing && text !== '' ? <span className={c('words')}>No match</span> : undefined}
      />
      <IconButton label="Previous match" icon={ArrowUp} size="sm" onClick={() => step(-1)} />
      <IconButton label="Next match" icon={ArrowDown} size="sm" onClick={() => step(1)} />
    </div>
  );
}
