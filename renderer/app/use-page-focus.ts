import { useEffect, useRef } from 'react';
import { formatRoute } from '../state/routes';
import { useStore } from '../state/store';

/** What of a page gets the focus, the best first: the current row, a log, the panel of a tab, any control. */
const targets = [
  '[data-row][tabindex="0"], [data-task][tabindex="0"]',
  '[role="log"]',
  '[role="tabpanel"]:not([hidden])',
  'a[href], button:not([tabindex="-1"])',
].map((selector) => `[data-region="main"] :is(${selector})`);
/** Rows of a virtual list come a frame or two after their page. */
const mostFrames = 60;

/**
 * Moves the focus into a page that was gone to by a key: what had it was on the page before and is gone, and without
 * this the next key would reach nothing. Back returns to the row that way. Focus that is anywhere else stays there.
 */
export function usePageFocus(): void {
  const place = useStore(({ route }) => formatRoute(route));
  const shown = useRef(place);
  const byKey = useRef(false);
  useEffect(() => {
    const onKey = (): void => void (byKey.current = true);
    const onPointer = (): void => void (byKey.current = false);
    window.addEventListener('keydown', onKey, { capture: true });
    window.addEventListener('pointerdown', onPointer, { capture: true });
    return () => {
      window.removeEventListener('keydown', onKey, { capture: true });
      window.removeEventListener('pointerdown', onPointer, { capture: true });
    };
  }, []);
  useEffect(() => {
    if (shown.current === place) return;
    shown.current = place;
    // A list keeps still while it has the focus: a pointer that only passes through must not leave it so.
    if (!byKey.current) return;
    let frames = 0;
    let frame = 0;
    const look = (): void => {
      if (document.activeElement !== document.body) return;
      const rows = document.querySelector(`[data-region="main"] [role="grid"]`) !== null;
      const wanted = rows && frames < mostFrames / 2 ? targets.slice(0, 1) : targets;
      const target = wanted
        .map((selector) => document.querySelector<HTMLElement>(selector))
        .find((element) => element !== null);
      if (target !== undefined) target.focus({ preventScroll: true });
      else if ((frames += 1) < mostFrames) frame = requestAnimationFrame(look);
    };
    frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [place]);
}
