import type { Ref } from 'react';
import { TextInput } from '../../ui/TextInput';
import type { Moment } from './parse-moment';

export interface MomentFieldProps {
  readonly label: string;
  readonly value: string;
  readonly moment: Moment;
  /** Says what is wrong only once it was tried. */
  readonly tried: boolean;
  readonly hint?: string | undefined;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly onChange: (value: string) => void;
  readonly onEnter: () => void;
}

/** A field for a moment; what was typed stays, whatever is wrong with it. */
export function MomentField(props: MomentFieldProps) {
  const { label, value, moment, tried, hint, inputRef, onChange, onEnter } = props;
  const part = moment.ok ? '' : value.slice(moment.from, moment.to).trim();
  const error =
    moment.ok || !tried
      ? undefined
      : part === '' || part === value.trim()
        ? moment.message
        : `\u201c${part}\u201d: ${moment.message}`;
  return (
    <TextInput
      ref={inputRef}
      label={label}
      showLabel
      mono
      value={value}
      maxLength={80}
      error={error}
      hint={hint}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onEnter();
      }}
    />
  );
}
