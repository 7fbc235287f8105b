import { useRef } from 'react';
import { visibleControls } from '#shared/util/ansi';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { Dialog } from '../ui/Dialog';
import styles from './ShellPane.module.css';

const c = classes(styles);

const linesShown = 12;
const charactersShown = 200;

/** Asks before several lines go to a shell that runs each of them as it comes. */
export function PasteQuestion({
  text,
  shell,
  onPaste,
  onClose,
}: {
  readonly text: string;
  readonly shell: string;
  readonly onPaste: () => void;
  readonly onClose: () => void;
}) {
  const cancel = useRef<HTMLButtonElement>(null);
  const lines = text
    .replace(/\r\n?|\n$/g, '\n')
    .replace(/\n$/, '')
    .split('\n');
  const count = lines.length === 1 ? '1 line' : `${lines.length} lines`;
  const preview = lines.slice(0, linesShown).map((line) => visibleControls(line.slice(0, charactersShown)));
  if (lines.length > linesShown) preview.push(`\u2026 and ${lines.length - linesShown} more`);
  return (
    <Dialog
      title={`Paste ${count}`}
      width={560}
      firstFocus={cancel}
      onClose={onClose}
      footer={
        <>
          <Button ref={cancel} size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button
            size="lg"
            variant="primary"
            onClick={() => {
              onPaste();
              onClose();
            }}
          >
            {`Paste ${count}`}
          </Button>
        </>
      }
    >
      <p>{`${shell === '' ? 'The shell' : shell} runs each line as soon as it arrives.`}</p>
      <pre className={c('preview')}>{preview.join('\n')}</pre>
    </Dialog>
  );
}
