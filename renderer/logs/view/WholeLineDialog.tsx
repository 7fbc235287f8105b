import { useMemo, useState } from 'react';
import { copiedText } from '#shared/logs/copy-format';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { CopyButton } from '../../ui/CopyButton';
import { Dialog } from '../../ui/Dialog';
import { fullText } from '../line-text';
import { grouped } from '../log-time';
import type { LogViewModel } from '../model/view-model';
import styles from './LogView.module.css';

const c = classes(styles);

/** The text is laid out in blocks of so many characters, of which the browser lays out only those in view. */
const blockSize = 4000;

/** A whole line of a log, up to 1 MiB, wrapped, and whether there was more of it; as it was when the dialog was opened. */
export function WholeLineDialog({
  model,
  sequence,
  onClose,
}: {
  readonly model: LogViewModel;
  readonly sequence: number;
  readonly onClose: () => void;
}) {
  const [{ text, truncated }] = useState(() => {
    const row = model.rows.at(model.rows.indexOf(sequence));
    return row?.kind === 'line'
      ? { text: fullText(row.bytes), truncated: row.truncated }
      : { text: '', truncated: false };
  });
  const blocks = useMemo(() => {
    const parts: string[] = [];
    for (let at = 0; at < text.length; at += blockSize) parts.push(text.slice(at, at + blockSize));
    return parts;
  }, [text]);
  return (
    <Dialog
      title={`Line of ${grouped(text.length)} characters`}
      width={840}
      onClose={onClose}
      footer={
        <>
          <CopyButton label="Copy line" words size="md" text={() => copiedText({ text, truncated })} />
          <Button size="lg" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <div className={c('whole')} data-selectable>
        {blocks.map((part, index) => (
          <span key={index} className={c('block')}>
            {part}
          </span>
        ))}
      </div>
      {truncated && (
        <p className={c('cutWords')}>
          The line is longer than 1 MB. This is its beginning: the rest of it is not kept.
        </p>
      )}
    </Dialog>
  );
}
