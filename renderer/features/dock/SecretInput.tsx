import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../ui/IconButton';
import { TextInput } from '../../ui/TextInput';

/** A value that is masked until it is asked for. */
export function SecretInput({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const [shown, setShown] = useState(false);
  return (
    <TextInput
      label={label}
      mono
      type={shown ? 'text' : 'password'}
      autoComplete="off"
      maxLength={30_000}
      placeholder="value"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      end={
        <IconButton
          label={shown ? `Hide ${label.toLowerCase()}` : `Show ${label.toLowerCase()}`}
          icon={shown ? EyeOff : Eye}
          size="sm"
          iconSize={14}
          tooltip={false}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
