import { classes } from './classes';
import styles from './Switch.module.css';

const c = classes(styles);

/** On or off, at once. */
export function Switch({
  label,
  checked,
  onChange,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      aria-label={label}
      className={c('switch', checked && 'on')}
      onClick={() => onChange(!checked)}
    />
  );
}
