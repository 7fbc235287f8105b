import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { RunningApp } from './harness';

/** Text that would act, hide or reorder if anything took it for more than text. */
export const hostile = '<img src=x onerror="window.struck=1">\u001b]0;struck\u0007\u202eend';

/** The same as it may stand on screen: markup as it is, what cannot be seen as a symbol. */
export const shownHostile = '<img src=x onerror="window.struck=1">\u241b]0;struck\u2407<U+202E>end';

/** Holds that nothing which came from an engine has acted: no element, title, question, window, link or request. */
export async function expectNothingActed(app: RunningApp, page: Page = app.page): Promise<void> {
  const seen = await page.evaluate(() => ({
    struck: 'struck' in window,
    elements: document.querySelectorAll('[onerror], img[src="x"], main script, main iframe').length,
    title: document.title,
  }));
  expect(seen).toMatchObject({ struck: false, elements: 0 });
  expect(seen.title).toMatch(/ – Pilothouse$/);
  expect(seen.title).not.toContain('struck');
  const { messageBoxes, opened, refused, clipboard, consoleErrors } = app.electron;
  expect({ messageBoxes, opened, refused, clipboard, consoleErrors }).toEqual({
    messageBoxes: [],
    opened: [],
    refused: [],
    clipboard: '',
    consoleErrors: [],
  });
}
