import { Tabs as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { classes } from './classes';
import styles from './Tabs.module.css';

const c = classes(styles);

export interface TabItem {
  readonly id: string;
  readonly label: string;
  /** A count or a tag behind the word. */
  readonly extra?: ReactNode;
  readonly panel: ReactNode;
}

export interface TabsProps {
  /** Accessible name of the list: the object that the tabs belong to. */
  readonly label: string;
  readonly items: readonly TabItem[];
  readonly value: string;
  readonly onChange: (id: string) => void;
  /** Controls of the current tab, at the end of the row. */
  readonly end?: ReactNode;
}

/** A row of tabs over their panel. Arrow keys move, Enter or Space opens; only the current panel exists. */
export function Tabs({ label, items, value, onChange, end }: TabsProps) {
  // A press focuses by script, which looks like the keyboard's focus to the browser.
  const [pressed, setPressed] = useState(false);
  return (
    <Radix.Root className={c('root')} value={value} onValueChange={onChange} activationMode="manual">
      <div className={c('row')}>
        <Radix.List
          className={c('list')}
          aria-label={label}
          data-pressed={pressed || undefined}
          onPointerDown={() => setPressed(true)}
          onKeyDown={() => setPressed(false)}
          onKeyUp={() => setPressed(false)}
        >
          {items.map((item) => (
            <Radix.Trigger key={item.id} value={item.id} className={c('tab')}>
              {item.label}
              {item.extra}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {end}
      </div>
      {items.map((item) => (
        <Radix.Content key={item.id} value={item.id} className={c('panel')} tabIndex={-1}>
          {item.panel}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
