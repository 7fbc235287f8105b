import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, type RefObject, useCallback, useRef, useState } from 'react';
import type { ConnectionColour } from '#shared/model/connection';
import { bandFill } from './band';
import { BandTag } from './BandTag';
import { classes } from './classes';
import styles from './Dialog.module.css';
import { useFocusReturn } from './focus-return';

const c = classes(styles);

export interface DialogProps {
  /** Names object and verb; the accessible name. */
  readonly title: string;
  /** Beside the title: a tag. */
  readonly titleEnd?: ReactNode;
  /** The band of the engine that it is about: its word stands beside the title, its colour along the upper edge. */
  readonly band?: { readonly colour: ConnectionColour; readonly word: string } | undefined;
  readonly width?: 420 | 560 | 840;
  /** An alertdialog: something goes for good. A press outside does not close it. */
  readonly destructive?: boolean;
  /** Something is typed into it: a press outside does not close it. */
  readonly holdsInput?: boolean;
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
  band,
  width = 420,
  destructive = false,
  holdsInput = false,
  firstFocus,
  onClose,
  children,
  footer,
}: DialogProps) {
  const returnFocus = useFocusReturn();
  const [body, scrolls] = useScrolls();
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
            if (destructive || holdsInput) event.preventDefault();
          }}
        >
          {band !== undefined && band.colour !== 'none' && (
            <i className={c('band')} style={{ background: bandFill[band.colour] }} />
          )}
          <div className={c('head')}>
            <Radix.Title className={c('title')}>{title}</Radix.Title>
            <BandTag band={band} />
            {titleEnd}
          </div>
          {/* Only what can be focused can be scrolled by the keyboard. */}
          <div ref={body} className={c('body')} tabIndex={scrolls ? 0 : undefined}>
            {children}
          </div>
          {footer !== undefined && <div className={c('footer')}>{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Whether an element has more than it shows: its ref, and the answer. */
function useScrolls(): readonly [(element: HTMLElement | null) => void, boolean] {
  const [scrolls, setScrolls] = useState(false);
  const observer = useRef<ResizeObserver>(undefined);
  const ref = useCallback((element: HTMLElement | null): void => {
    observer.current?.disconnect();
    if (element === null) return;
    observer.current = new ResizeObserver(() => setScrolls(element.scrollHeight > element.clientHeight + 1));
    observer.current.observe(element);
  }, []);
  return [ref, scrolls];
}
