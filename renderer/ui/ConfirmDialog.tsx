import { type ReactNode, useRef } from 'react';
import type { ConnectionColour } from '#shared/model/connection';
import { Button } from './Button';
import { Dialog } from './Dialog';

export interface ConfirmDialogProps {
  readonly title: string;
  readonly titleEnd?: ReactNode;
  /** The band of the engine that it is about. */
  readonly band?: { readonly colour: ConnectionColour; readonly word: string } | undefined;
  /** Says exactly what goes, and what stays. */
  readonly children: ReactNode;
  /** The verb with its object, such as `Remove container`. */
  readonly confirm: string;
  readonly destructive?: boolean;
  /** While what would be lost is still being read, or the engine is gone. */
  readonly confirmDisabledReason?: string | undefined;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
  readonly width?: 420 | 560;
}

/** Asks before something is lost. The first focus is on Cancel, so that Enter loses nothing. */
export function ConfirmDialog({
  title,
  titleEnd,
  band,
  children,
  confirm,
  destructive = true,
  confirmDisabledReason,
  onConfirm,
  onCancel,
  width = 420,
}: ConfirmDialogProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      title={title}
      titleEnd={titleEnd}
      band={band}
      width={width}
      destructive={destructive}
      firstFocus={cancel}
      onClose={onCancel}
      footer={
        <>
          <Button ref={cancel} size="lg" onClick={onCancel}>
            Cancel
          </Button>
          <Button
            size="lg"
            variant={destructive ? 'danger' : 'primary'}
            disabledReason={confirmDisabledReason}
            onClick={onConfirm}
          >
            {confirm}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
