/**
 * For whoever just asked for the Shell tab: the focus goes into its terminal, now or, being nowhere, once that stands
 * there.
 */
export function leadToShell(): void {
  const there = document.querySelector<HTMLElement>('[data-region="main"] .xterm-helper-textarea');
  if (there !== null) there.focus();
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
