import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The rules of WCAG 2.2, level AA, in axe's words. */
const rules: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  rules: {
    // Off unless asked for by name, as axe has it for rules of 2.2.
    'target-size': { enabled: true },
    // axe takes every visible character for the label. `mislabelled` looks at the same criterion (2.5.3): a key cap and
    // a count beside the words are hints and values, and a name spells out what punctuation says ("8080 to 80" for
    // "8080:80"), as Understanding 2.5.3 has it.
    'label-content-name-mismatch': { enabled: false },
  },
  resultTypes: ['violations'],
};

/**
 * What of the page as it stands breaks WCAG 2.2 AA: one line for each place, with rule, element and axe's reason. Axe is
 * put into the page by the debugger, which the page's policy does not bind.
 */
export async function violations(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(source, 'utf8'));
  const found = await page.evaluate(async (options) => {
    const { axe } = window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    return (await axe.run(options)).violations;
  }, rules);
  const places = found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html, failureSummary }) =>
      [id, target.join(' '), html.slice(0, 160), (failureSummary ?? '').replaceAll('\n', ' ')].join(' | '),
    ),
  );
  return [...places, ...(await mislabelled(page))];
}

/** Controls whose written words are not in their accessible name, in the same order: nobody could call them by voice. */
async function mislabelled(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const words = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    const inOrder = (wanted: readonly string[], given: readonly string[]): boolean => {
      let at = 0;
      for (const word of given) if (word === wanted[at]) at += 1;
      return at === wanted.length;
    };
    const written = (element: Element): string => {
      const copy = element.cloneNode(true) as Element;
      for (const hint of copy.querySelectorAll('kbd, em')) hint.remove();
      const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
      const parts: string[] = [];
      while (walker.nextNode() !== null) parts.push(walker.currentNode.nodeValue ?? '');
      return parts.join(' ');
    };
    const controls =
      'a[aria-label], button[aria-label], [role="option"][aria-label], [role="tab"][aria-label]';
    return [...document.querySelectorAll(controls)].flatMap((element) => {
      const name = element.getAttribute('aria-label') ?? '';
      const text = written(element);
      return inOrder(words(text), words(name)) ? [] : [`label-in-name | ${name} | ${text}`];
    });
  });
}
