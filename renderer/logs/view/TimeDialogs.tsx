import { type RefObject, useRef, useState } from 'react';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import type { LogViewModel } from '../model/view-model';
import { MomentField } from './MomentField';
import { parseMoment } from './parse-moment';
import styles from './TimeDialogs.module.css';
import { classes } from '../../ui/classes';

const c = classes(styles);
const forms = '14:05, 14:05:30, 2026-11-20 14:05, or 30m for thirty minutes ago';

interface TimeDialogProps {
  readonly model: LogViewModel;
  readonly onClose: () => void;
}

function useOptions(model: LogViewModel) {
  const [now] = useState(() => Date.now());
  return { now, utc: model.options.times === 'utc' };
}

/** Asks for a moment and goes to the first line at or after it; loads back to it where that is not held. */
export function GoToTimeDialog({ model, onClose }: TimeDialogProps) {
  const options = useOptions(model);
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const moment = parseMoment(text, options);
  const go = (): void => {
    setTried(true);
    if (!moment.ok) {
      field.current?.focus();
      return;
    }
    model.seekTime(moment.time);
    onClose();
  };
  return (
    <Dialog
      title="Go to time"
      holdsInput
      firstFocus={field}
      onClose={onClose}
      footer={<Buttons confirm="Go" onConfirm={go} onClose={onClose} />}
    >
      <MomentField
        inputRef={field}
        label="Time"
        value={text}
        moment={moment}
        tried={tried}
        hint={`${forms}${options.utc ? '; in UTC' : ''}.`}
        onChange={setText}
        onEnter={go}
      />
    </Dialog>
  );
}

/** Asks for a time range; shows it alone, and loads what of it is not held. */
export function RangeDialog({ model, onClose }: TimeDialogProps) {
  const options = useOptions(model);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('now');
  const [tried, setTried] = useState(false);
  const fromField = useRef<HTMLInputElement>(null);
  const toField = useRef<HTMLInputElement>(null);
  const start = parseMoment(from, options);
  const read = parseMoment(to, options);
  const end =
    read.ok && start.ok && read.time <= start.time
      ? ({ ok: false, message: 'The end is not after the start.', from: 0, to: to.length } as const)
      : read;
  const show = (): void => {
    setTried(true);
    const wrong: RefObject<HTMLInputElement | null> | undefined = !start.ok
      ? fromField
      : !end.ok
        ? toField
        : undefined;
    wrong?.current?.focus();
    if (!start.ok || !end.ok) return;
    const range = { from: start.time, to: end.time };
    model.setZoom(range);
    model.loadRange(range);
    onClose();
  };
  return (
    <Dialog
      title="Show time range"
      holdsInput
      firstFocus={fromField}
      onClose={onClose}
      footer={<Buttons confirm="Show" onConfirm={show} onClose={onClose} />}
    >
      <div className={c('fields')}>
        <MomentField
          inputRef={fromField}
          label="From"
          value={from}
          moment={start}
          tried={tried}
          hint={`${forms}${options.utc ? '; in UTC' : ''}.`}
          onChange={setFrom}
          onEnter={show}
        />
        <MomentField
          inputRef={toField}
          label="To"
          value={to}
          moment={end}
          tried={tried}
          onChange={setTo}
          onEnter={show}
        />
      </div>
    </Dialog>
  );
}

function Buttons({
  confirm,
  onConfirm,
  onClose,
}: {
  readonly confirm: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}) {
  return (
    <>
      <Button size="lg" onClick={onClose}>
        Cancel
      </Button>
      <Button size="lg" variant="primary" onClick={onConfirm}>
        {confirm}
      </Button>
    </>
  );
}
