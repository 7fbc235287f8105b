/** For so many frames a pane is waited for: its terminal comes once main tells of the session. */
const mostFrames = 120;
/** Within so many frames it is no person who moves the focus, but a menu or dialog that closes and gives it back. */
const framesOfReturn = 15;

/** A program without a terminal gets whole lines from a field. */
function inputIn(place: string): HTMLElement | null {
  return (
    document.querySelector<HTMLElement>(`${place} [data-line-input] input`) ??
    document.querySelector<HTMLElement>(`${place} .xterm-helper-textarea`)
  );
}

/**
 * Puts the focus into a pane's terminal once it stands there, unless the person went elsewhere meanwhile. The dock goes
 * first: its place is empty while the Shell tab shows the session, and it may hide the page with all of its room.
 */
export function leadToPane(key: string, frames = mostFrames): void {
  const before = document.activeElement;
  requestAnimationFrame(() => {
    const moved = document.activeElement !== before && document.activeElement !== document.body;
    if (moved && frames < mostFrames - framesOfReturn) return;
    const place = `[data-pane-key="${CSS.escape(key)}"]`;
    const input = inputIn(`[data-region="dock"] ${place}`) ?? inputIn(place);
    if (input !== null) input.focus();
    else if (frames > 0) leadToPane(key, frames - 1);
  });
}
