import { type RefObject, useEffect, useRef } from 'react';

/** What the keys of finding ask for: the box, the next hit, or the one before. */
export type FindKey = 'find' | 1 | -1;

function findKey(event: KeyboardEvent): FindKey | undefined {
  if (event.key === 'F3') return event.shiftKey ? -1 : 1;
  const finds = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  return finds && event.key.toLowerCase() === 'f' ? 'find' : undefined;
}

/** Places that have a find of their own, or stand above the log. */
const elsewhere = '[role="dialog"], [role="alertdialog"], [role="menu"], .xterm';

/**
 * Ctrl+F, F3 and Shift+F3 for the log that is on screen, wherever in the window the focus is: one who reads a log finds
 * in it without clicking it first. Shells and dialogs keep their keys.
 */
export function useFindKeys(
  active: boolean,
  root: RefObject<HTMLElement | null>,
  act: (key: FindKey) => void,
): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (!active) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      const key = findKey(event);
      const target = event.target instanceof Element ? event.target : undefined;
      if (key === undefined || event.defaultPrevented || root.current?.isConnected !== true) return;
      if (target?.closest(elsewhere) !== null && target !== undefined) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current(key);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [active, root]);
}
