/** Where a text was found in a label: ranges of UTF-16 units, and how good the hit is (higher is better). */
export interface Match {
  readonly score: number;
  readonly ranges: readonly (readonly [start: number, end: number])[];
}

/**
 * Finds every word of `text` in `label`, or in `also` (a hint that is shown beside it, worth less). Beginnings of the
 * label count most, then beginnings of words. Undefined where a word is not found.
 */
export function matchWords(text: string, label: string, also = ''): Match | undefined {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const inLabel = label.toLowerCase();
  const inAlso = also.toLowerCase();
  const ranges: (readonly [number, number])[] = [];
  let score = 0;
  for (const word of words) {
    const at = bestPlace(inLabel, word);
    if (at === -1) {
      if (!inAlso.includes(word)) return undefined;
      score += 1;
      continue;
    }
    ranges.push([at, at + word.length]);
    score += at === 0 ? 8 : startsWord(inLabel, at) ? 5 : 2;
  }
  return { score, ranges: merge(ranges) };
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || /[\s/:._-]/.test(text[at - 1] ?? '');
}

/** The first place at the beginning of a word, else the first at all. */
function bestPlace(text: string, word: string): number {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (startsWord(text, at)) return at;
  }
  return text.indexOf(word);
}

function merge(ranges: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const merged: [number, number][] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}
