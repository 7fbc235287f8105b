import { useState } from 'react';
import { grouped } from '../../state/format';
import { TextInput } from '../../ui/TextInput';

export interface NumberSettingProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly unit: string;
  /** 1 unless given: what it may be a multiple of. */
  readonly step?: number;
  readonly onChange: (value: number) => void;
}

/** A whole number within bounds. What is typed stays until it is left; what cannot be is said beside it, not taken. */
export function NumberSetting({ label, value, least, most, unit, step = 1, onChange }: NumberSettingProps) {
  const [draft, setDraft] = useState<string>();
  const wanted = draft === undefined ? value : Number(draft.replace(/[\s_]/g, ''));
  const fits = Number.isInteger(wanted / step) && wanted >= least && wanted <= most;
  const done = (): void => {
    if (draft === undefined || !fits) return;
    setDraft(undefined);
    onChange(wanted);
  };
  return (
    <TextInput
      label={label}
      mono
      inputMode="numeric"
      value={draft ?? (step === 1 ? grouped(value) : String(value))}
      end={<span>{unit}</span>}
      error={
        fits
          ? undefined
          : `Give a ${step === 1 ? 'whole number' : `multiple of ${step}`} from ${grouped(least)} to ${grouped(most)}.`
      }
      onChange={(event) => setDraft(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done();
        else if (event.key === 'Escape' && draft !== undefined) {
          event.stopPropagation();
          setDraft(undefined);
        }
      }}
    />
  );
}
