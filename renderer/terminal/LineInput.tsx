import { useEffect, useRef, useState } from 'react';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { TextInput } from '../ui/TextInput';
import styles from './ShellPane.module.css';

const c = classes(styles);

/** Where there is no TTY, nobody echoes or edits what is typed: a line is written here and sent whole. */
export function LineInput({
  name,
  onSend,
}: {
  readonly name: string;
  readonly onSend: (line: string) => void;
}) {
  const [line, setLine] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // Whoever came to type has the focus in the output beside, which hears nothing.
    const pane = form.current?.closest('[role="group"]');
    if (pane?.contains(document.activeElement) === true) form.current?.querySelector('input')?.focus();
  }, []);
  return (
    <form
      ref={form}
      data-line-input
      className={c('strip')}
      onSubmit={(event) => {
        event.preventDefault();
        onSend(line);
        setLine('');
      }}
    >
      <div className={c('line')}>
        <TextInput
          label={`Line to ${name}`}
          mono
          placeholder="It has no terminal of its own: lines are sent whole"
          value={line}
          maxLength={4096}
          onChange={(event) => setLine(event.target.value)}
        />
      </div>
      <Button type="submit">Send</Button>
    </form>
  );
}
