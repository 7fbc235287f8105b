import { useMemo } from 'react';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { CopyButton } from '../ui/CopyButton';
import { Dialog } from '../ui/Dialog';
import { fullText } from './line-text';
import type { LogModel } from './log-model';
import { grouped } from './log-time';
import styles from './LogView.module.css';

const c = classes(styles);

/** The text is laid out in blocks of so many characters, of which the browser lays out only those in view. */
const blockSize = 4000;

/** A whole line of a log, up to 1 MiB, wrapped. Says so where the line fell off the ring meanwhile. */
export function LineDialog({
  model,
  sequence,
  onClose,
}: {
  readonly model: LogModel;
  readonly sequence: number;
  readonly onClose: () => void;
}) {
  const text = useMemo(() => {
    const row = model.ring.row(sequence);
    return row?.kind === 'line' ? fullText(row.bytes) : undefined;
  }, [model, sequence]);
  const blocks = useMemo(() => {
    const parts: string[] = [];
    for (let at = 0; at < (text?.length ?? 0); at += blockSize)
      parts.push(text?.slice(at, at + blockSize) ?? '');
    return parts;
  }, [text]);
  return (
    <Dialog
      title={text === undefined ? 'Line' : `Line of ${grouped(text.length)} characters`}
      width={840}
      onClose={onClose}
      footer={
        <>
          {text !== undefined && <CopyButton label="Copy line" words size="md" text={() => text} />}
          <Button size="lg" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      {text === undefined ? (
        <p>This line is no longer held: newer lines took its place.</p>
      ) : (
        <div className={c('whole')} data-selectable>
          {blocks.map((part, index) => (
            <span key={index} className={c('block')}>
              {part}
            </span>
          ))}
        </div>
      )}
    </Dialog>
  );
}
