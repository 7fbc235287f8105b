import { Dialog as Radix } from 'radix-ui';
import type { ReactNode, RefObject } from 'react';
import { classes } from './classes';
import styles from './Dialog.module.css';
import { useFocusReturn } from './focus-return';

const c = classes(styles);

export interface DialogProps {
  /** Names object and verb; the accessible name. */
  readonly title: string;
  /** Beside the title: a tag such as the engine's band. */
  readonly titleEnd?: ReactNode;
  readonly width?: 420 | 560 | 840;
  /** An alertdialog: something goes for good. A press outside does not close it. */
  readonly destructive?: boolean;
  /** Gets the first focus: the safe choice. Without it the first control does. */
  readonly firstFocus?: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The buttons, safe one first. */
  readonly footer?: ReactNode;
}

/** A dialog that exists while it is open. Esc cancels; closing returns focus to what opened it. */
export function Dialog({
  title,
  titleEnd,
  width = 420,
  destructive = false,
  firstFocus,
  onClose,
  children,
  footer,
}: DialogProps) {
  const returnFocus = useFocusReturn();
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={c('scrim')} />
        <Radix.Content
          className={c('dialog')}
          style={{ width }}
          role={destructive ? 'alertdialog' : 'dialog'}
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            const target = firstFocus?.current;
            if (target === undefined || target === null) return;
            event.preventDefault();
            target.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            returnFocus();
          }}
          onPointerDownOutside={(event) => {
            if (destructive) event.preventDefault();
          }}
        >
          <div className={c('head')}>
            <Radix.Title className={c('title')}>{title}</Radix.Title>
            {titleEnd}
          </div>
          <div className={c('body')}>{children}</div>
          {footer !== undefined && <div className={c('footer')}>{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
