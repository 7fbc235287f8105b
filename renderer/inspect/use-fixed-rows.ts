import { type RefObject, useEffect, useState } from 'react';

const overscan = 8;

/** Which rows of a fixed height are in view. */
export interface FixedRows {
  readonly from: number;
  readonly to: number;
  /** Rows that fit, for paging. */
  readonly page: number;
  /** Brings a row into view, in the next frame. */
  readonly scrollTo: (index: number) => void;
}

/** Virtual rows of one height in a scroller. One scroll listener and one observer, for as long as it is mounted. */
export function useFixedRows(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
): FixedRows {
  const [view, setView] = useState({ top: 0, height: 0 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [scroller]);
  const scrollTo = (index: number): void => {
    // After the rows that were just opened are in the page.
    requestAnimationFrame(() => {
      const element = scroller.current;
      if (element === null) return;
      const top = index * rowHeight;
      if (top < element.scrollTop) element.scrollTo({ top });
      else if (top + rowHeight > element.scrollTop + element.clientHeight) {
        element.scrollTo({ top: top + rowHeight - element.clientHeight });
      }
    });
  };
  return {
    from: Math.max(0, Math.floor(view.top / rowHeight) - overscan),
    to: Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + overscan),
    page: Math.max(1, Math.floor(view.height / rowHeight) - 1),
    scrollTo,
  };
}
