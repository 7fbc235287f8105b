import { useCallback, useState } from 'react';

const layers = '[role="menu"], [role="dialog"], [role="alertdialog"]';
let outside: HTMLElement | undefined;

/**
 * Remembers which control outside of menus and dialogs had the focus last: a menu is gone by the time that a dialog
 * opened from it closes. Start once; returns what stops it.
 */
export function followFocus(): () => void {
  const onFocus = ({ target }: FocusEvent): void => {
    if (target instanceof HTMLElement && target.closest(layers) === null) outside = target;
  };
  document.addEventListener('focusin', onFocus);
  return () => document.removeEventListener('focusin', onFocus);
}

function openerNow(): HTMLElement | undefined {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || active === document.body) return undefined;
  return active.closest(layers) === null ? active : outside;
}

/**
 * For a layer that exists while it is open: gives what to call once it has closed. Focus goes back to what had it
 * before, or to the same row where a list made that anew; what took the focus meanwhile keeps it.
 */
export function useFocusReturn(): () => void {
  const [opener] = useState(() => {
    const element = openerNow();
    return { element, row: element?.closest<HTMLElement>('[data-row]')?.dataset['row'] };
  });
  return useCallback(() => {
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const { element, row } = opener;
    const again =
      row === undefined ? null : document.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`);
    if (element?.isConnected === true) element.focus();
    else again?.focus();
  }, [opener]);
}
