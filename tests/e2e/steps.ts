import type { Locator, Page } from 'playwright-core';

/** Goes to a page of the rail, by its name. */
export async function goTo(
  page: Page,
  place: 'Containers' | 'Images' | 'Stats' | 'Activity' | 'Settings',
): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: new RegExp(`^${place}`) })
    .first()
    .click();
  await page.getByRole('main', { name: place, exact: true }).waitFor();
}

/** The row of a grid, by the exact name of its object. */
export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('row', { name, exact: true });
}

/** Opens a container from the list and shows one of its tabs. */
export async function openTab(
  page: Page,
  name: string,
  tab: 'Logs' | 'Shell' | 'Stats' | 'Processes' | 'Inspect',
): Promise<void> {
  await goTo(page, 'Containers');
  await rowOf(page, name).getByRole('link', { name, exact: true }).click();
  await page.getByRole('tab', { name: tab }).click();
  await page.getByRole('tab', { name: tab, selected: true }).waitFor();
}

/** Takes the pointer to an empty place of the title bar, where it hovers over nothing. */
export async function pointAway(page: Page): Promise<void> {
  const { width = 1000 } = page.viewportSize() ?? {};
  await page.mouse.move(width - 120, 20);
}
