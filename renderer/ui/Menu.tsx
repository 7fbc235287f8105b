import { ChevronRight, type LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { classes } from './classes';
import { Icon } from './Icon';
import { Kbd } from './Kbd';
import styles from './Menu.module.css';

const c = classes(styles);

/** One line of a menu. Built anew at each opening, for the object that the menu was opened on. */
export type MenuEntry =
  | {
      readonly kind: 'item';
      readonly id: string;
      readonly label: string;
      readonly icon?: LucideIcon | undefined;
      /** A state in words or a count, behind the label. */
      readonly hint?: ReactNode;
      readonly keys?: readonly string[] | undefined;
      readonly danger?: boolean | undefined;
      /** Present where it cannot be done now: shown as the reason, and the line stays readable. */
      readonly disabledReason?: string | undefined;
      readonly onSelect: () => void;
    }
  | {
      readonly kind: 'choice';
      readonly id: string;
      readonly label: string;
      readonly hint?: ReactNode;
      readonly checked: boolean;
      readonly onSelect: () => void;
    }
  | {
      readonly kind: 'submenu';
      readonly id: string;
      readonly label: string;
      readonly icon?: LucideIcon | undefined;
      readonly disabledReason?: string | undefined;
      readonly entries: readonly MenuEntry[];
    }
  | { readonly kind: 'caption'; readonly id: string; readonly label: string }
  | { readonly kind: 'separator'; readonly id: string };

function Entries({ entries }: { readonly entries: readonly MenuEntry[] }) {
  return entries.map((entry) => {
    switch (entry.kind) {
      case 'separator':
        return <DropdownMenu.Separator key={entry.id} className={c('separator')} />;
      case 'caption':
        return (
          <DropdownMenu.Label key={entry.id} className={c('caption')}>
            {entry.label}
          </DropdownMenu.Label>
        );
      case 'submenu':
        return (
          <DropdownMenu.Sub key={entry.id}>
            <DropdownMenu.SubTrigger
              className={c('item')}
              disabled={entry.disabledReason !== undefined}
              aria-description={entry.disabledReason}
            >
              {entry.icon !== undefined && <Icon icon={entry.icon} />}
              <span className={c('label')}>{entry.label}</span>
              <Icon icon={ChevronRight} size={14} />
            </DropdownMenu.SubTrigger>
            <DropdownMenu.Portal>
              <DropdownMenu.SubContent className={c('menu')} sideOffset={4} collisionPadding={8}>
                <Entries entries={entry.entries} />
              </DropdownMenu.SubContent>
            </DropdownMenu.Portal>
          </DropdownMenu.Sub>
        );
      case 'choice':
        return (
          <DropdownMenu.CheckboxItem
            key={entry.id}
            className={c('item', 'choice')}
            checked={entry.checked}
            onSelect={entry.onSelect}
          >
            <span className={c('dot')} aria-hidden="true">
              <DropdownMenu.ItemIndicator className={c('dotOn')} />
            </span>
            <span className={c('label')}>{entry.label}</span>
            {entry.hint !== undefined && <span className={c('hint')}>{entry.hint}</span>}
          </DropdownMenu.CheckboxItem>
        );
      case 'item':
        return (
          <DropdownMenu.Item
            key={entry.id}
            className={c('item', entry.danger === true && 'danger')}
            disabled={entry.disabledReason !== undefined}
            title={entry.disabledReason}
            aria-description={entry.disabledReason}
            onSelect={entry.onSelect}
          >
            {entry.icon !== undefined && <Icon icon={entry.icon} />}
            <span className={c('label')}>{entry.label}</span>
            {entry.hint !== undefined && <span className={c('hint')}>{entry.hint}</span>}
            {entry.keys !== undefined && <Kbd keys={entry.keys} />}
          </DropdownMenu.Item>
        );
    }
  });
}

export interface MenuProps {
  /** One button; gets the menu's state and reference. */
  readonly trigger: ReactNode;
  /** Accessible name of the menu. */
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly align?: 'start' | 'end';
  readonly width?: number;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

/** A menu under its button. */
export function Menu({ trigger, label, entries, align = 'start', width, open, onOpenChange }: MenuProps) {
  return (
    <DropdownMenu.Root
      modal={false}
      {...(open !== undefined && { open })}
      {...(onOpenChange !== undefined && { onOpenChange })}
    >
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={c('menu')}
          style={width === undefined ? undefined : { width, maxWidth: 'calc(100vw - 16px)' }}
          aria-label={label}
          // Radix names a menu by its button, which at a point is an empty anchor.
          aria-labelledby={undefined}
          align={align}
          sideOffset={5}
          collisionPadding={8}
          loop
        >
          <Entries entries={entries} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Where a menu was asked for, in pixels of the window. */
export interface MenuPoint {
  readonly x: number;
  readonly y: number;
}

export interface PointMenuProps {
  /** Undefined while closed. */
  readonly at: MenuPoint | undefined;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly onClose: () => void;
}

/**
 * A menu at a point, for rows of a virtual list: the row may leave the page while its menu is open. Focus goes back to
 * what had it, unless the chosen entry moved it on.
 */
export function PointMenu({ at, label, entries, onClose }: PointMenuProps) {
  const returnTo = useRef<Element | null>(null);
  return (
    <DropdownMenu.Root modal={false} open={at !== undefined} onOpenChange={(open) => !open && onClose()}>
      <DropdownMenu.Trigger asChild>
        <span
          className={c('anchor')}
          style={{ left: at?.x ?? 0, top: at?.y ?? 0 }}
          aria-hidden="true"
          tabIndex={-1}
        />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={c('menu')}
          aria-label={label}
          // Radix names a menu by its button, which at a point is an empty anchor.
          aria-labelledby={undefined}
          align="start"
          sideOffset={2}
          collisionPadding={8}
          loop
          ref={(node) => {
            const active = document.activeElement;
            // Entries may be gone before the menu is: nothing has the focus then, and nothing is to be remembered.
            if (node !== null && active !== document.body && !node.contains(active))
              returnTo.current = active;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const active = document.activeElement;
            const moved = active !== null && active !== document.body && active !== returnTo.current;
            if (!moved && returnTo.current instanceof HTMLElement) returnTo.current.focus();
          }}
        >
          <Entries entries={entries} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
