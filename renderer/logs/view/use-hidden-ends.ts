import { type RefObject, useEffect, useState } from 'react';

/** How many children of a strip are cut off or out of view at each of its ends. */
export interface HiddenEnds {
  readonly before: number;
  readonly after: number;
}

const none: HiddenEnds = { before: 0, after: 0 };

/** Rounding makes an edge that is in view up to a pixel more. */
const slack = 1;

function hiddenEnds(strip: HTMLElement): HiddenEnds {
  const from = strip.scrollLeft - slack;
  const to = strip.scrollLeft + strip.clientWidth + slack;
  const children = [...strip.children].filter((child) => child instanceof HTMLElement);
  return {
    before: children.filter(({ offsetLeft }) => offsetLeft < from).length,
    after: children.filter(({ offsetLeft, offsetWidth }) => offsetLeft + offsetWidth > to).length,
  };
}

/** Watches a strip that scrolls sideways, whose children are placed in it; `count` of them. */
export function useHiddenEnds(strip: RefObject<HTMLElement | null>, count: number): HiddenEnds {
  const [ends, setEnds] = useState(none);
  useEffect(() => {
    const element = strip.current;
    if (element === null) return;
    const measure = (): void => {
      const next = hiddenEnds(element);
      setEnds((known) => (known.before === next.before && known.after === next.after ? known : next));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // Their widths change with what they say.
    for (const child of element.children) observer.observe(child);
    element.addEventListener('scroll', measure, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [strip, count]);
  return ends;
}
