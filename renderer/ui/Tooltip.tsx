import { Tooltip as Radix } from 'radix-ui';
import { type ReactNode, useRef, useState } from 'react';
import { classes } from './classes';
import { Kbd } from './Kbd';
import styles from './Tooltip.module.css';

const c = classes(styles);

/** Once around the page: tooltips come after 500 ms or on focus, and follow each other without waiting. */
export function TooltipProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={500} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  );
}

export interface TooltipProps {
  readonly text: string;
  readonly keys?: readonly string[] | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  /** One element that takes a ref. Its own accessible name says the same: the tooltip only shows it. */
  readonly children: ReactNode;
}

/** Shows a control's name and key, to a resting pointer or to the keyboard. The pointer passes through it. */
export function Tooltip({ text, keys, side = 'bottom', children }: TooltipProps) {
  const [open, setOpen] = useState(false);
  // From a press on it until the pointer left it, its name is known.
  const pressed = useRef(false);
  return (
    <Radix.Root
      disableHoverableContent
      open={open}
      onOpenChange={(next) => setOpen(next && !pressed.current)}
    >
      <Radix.Trigger
        asChild
        onPointerDown={() => {
          pressed.current = true;
          setOpen(false);
        }}
        onPointerLeave={() => {
          pressed.current = false;
        }}
        onFocus={(event) => {
          // Focus that a click or a closing dialog gave asks for no name.
          if (!event.currentTarget.matches(':focus-visible')) event.preventDefault();
        }}
      >
        {children}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={c('tip')}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          aria-hidden="true"
        >
          {text}
          {keys !== undefined && <Kbd keys={keys} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
